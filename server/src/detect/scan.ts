/** What one pass over a text finds: tokens in the order of the text. The link stage sees a text only through this. */

/** A word or datum that means something for linking. */
export const TOKEN_KINDS = [
  /** A capitalised word that is part of a name of the register; ref = id of the name part. Words joined by hyphen or apostrophe are separate tokens. */
  'name_part',
  /** Another capitalised word (not in the register, not a common word): perhaps the name of an outsider; ref = 0. */
  'capitalised',
  /** A word or phrase that gives its neighbours a role; ref = index in LABELS (labels.ts). */
  'label',
  /** A detected datum; ref = index in Scan.findings. */
  'finding',
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];
export const NAME_PART = 0;
export const CAPITALISED = 1;
export const LABEL = 2;
export const FINDING = 3;

export type FindingKind =
  | 'social_security'
  | 'patient_number'
  | 'number'
  | 'phone'
  | 'email'
  | 'date'
  | 'age'
  | 'iban'
  | 'insurance'
  | 'identity_document'
  | 'postal_address'
  | 'medical';

/** Medical findings of at least this confidence speak of a state or a care; those below name a ward, where staff work too. */
export const CLINICAL = 0.5;

/** One detected datum. Its value stays in memory only. */
export interface Finding {
  readonly kind: FindingKind;
  /** Byte range in the text. */
  readonly start: number;
  readonly end: number;
  /**
   * Normalised: 13 characters for social_security; letters and digits for patient_number and number; last 9 digits of a French phone, else E.164;
   * lower-case e-mail; IBAN without spaces; YYYYMMDD with 00 for unknown parts for date; years for age; '' where only the presence counts;
   * the 5-digit postcode ('' if none) for postal_address.
   */
  readonly value: string;
  /** 0 to 1: shape, checksum and label taken together. */
  readonly confidence: number;
  /** True where a label right before (or a column) says so: 'IPP :', 'né le', 'N° SS'. A date is a birth date only then. */
  readonly labelled: boolean;
}

export interface Scan {
  readonly bytes: Uint8Array;
  readonly findings: readonly Finding[];
  /** Number of tokens; the arrays below may be longer and are reused by the next scan. */
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly ref: Int32Array;
  /** Line number of each token, from 0. */
  readonly line: Int32Array;
  /** Number of lines and the offset where each starts. */
  readonly lineCount: number;
  readonly lineStart: Int32Array;
}

/** What the register contributes to scanning. */
export interface RegisterWords {
  /** Id (> 0) of the register's name part with this hash (text/fold.ts, over folded letters), 0 when none bears it. */
  namePart(hash: number): number;
  /** Whether the letters and digits of bytes[start, end) are a patient number of the register. */
  isPatientNumber(bytes: Uint8Array, start: number, end: number): boolean;
  /** Lengths that patient numbers of this register have, e.g. [8]; to skip look-ups. */
  readonly patientNumberLengths: ReadonlySet<number>;
  /** Whether its patient numbers end with letters, which tell them from other digits even where they are written in groups. */
  readonly patientNumbersEndWithLetters: boolean;
  /** Whether the register writes them with signs between their digits ('P012345-7'). */
  readonly patientNumbersAreInGroups: boolean;
}
