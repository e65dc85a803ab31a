import type { DateReading } from './parseBirthDate.ts';

/**
 * What a column of a table holds: a closed list. 'identifier' is a patient number or a NIR, 'contact' a phone or an e-mail, cell by cell (JSON lists).
 * 'insured_number' is the NIR of the insured: the person's own or a parent's. 'other_names' are names that the person may bear besides (further
 * given names, aliases): they count where they agree and never against. 'stay_number' stands for the person within one content.
 * 'document_date' tells the years of the data and nothing medical. A filled 'test_mark' says that the person is made up.
 */
export const COLUMN_ROLES = [
  'patient_number', 'social_security', 'insured_number', 'birth_name', 'usage_name', 'surname', 'given_names', 'full_name', 'other_names', 'sex',
  'birth_date', 'birth_place', 'address', 'address_more', 'postcode', 'city', 'postcode_city', 'phone', 'email', 'death_date', 'guardian', 'guardian_link',
  'visit_date', 'document_date', 'medical', 'iban', 'bank', 'insurance', 'identity_document', 'record_id', 'reference', 'stay_number', 'age',
  'identifier', 'contact', 'free_text', 'test_mark', 'house_number', 'other',
] as const; // prettier-ignore
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** Whose datum it is. */
export const COLUMN_SUBJECTS = ['person', 'relative', 'professional', 'other'] as const;
export type ColumnSubject = (typeof COLUMN_SUBJECTS)[number];

/** What a relative is to the rest of the row: columns of different kin are of different persons. */
export const KIN = ['mother', 'father', 'child', 'spouse'] as const;
export type Kin = (typeof KIN)[number];

/** What says that a column has its role: its name, its cells, the register, the columns beside it, or the format itself. */
export type EvidenceSource = 'name' | 'cells' | 'register' | 'neighbours' | 'format';

/** One reason for or against a role, in bits. */
export interface RoleEvidence {
  readonly source: EvidenceSource;
  readonly role: ColumnRole;
  readonly bits: number;
}

export interface ColumnLayout {
  readonly role: ColumnRole;
  readonly subject: ColumnSubject;
  /** Which relative's it is, by the name of the column; null where that says none, or several. */
  readonly kin: Kin | null;
  /** 0 to 1. */
  readonly confidence: number;
  /** As written in the table; '' without a header. */
  readonly name: string;
  /** How its dates are written. */
  readonly dates: DateReading;
  /** Whether its patient numbers have zeros or letters more or less than in the register. */
  readonly reshaped: boolean;
  /** Whether any of its cells in the sample is filled. */
  readonly isFilled: boolean;
  /** Why it has its role, strongest first; empty for a column of which nothing is known. */
  readonly reasons: readonly RoleEvidence[];
}

/**
 * What the rows of a table are: 'persons': each is about one person; 'staff': about people who work here, or about suppliers, who are meant as
 * patients only where more than a name says so; 'form': labels with their values beside them; 'grid': persons in the cells of several columns
 * (ward boards, plannings); 'cells': none of these, rows are read as text.
 */
export type TableKind = 'persons' | 'staff' | 'form' | 'grid' | 'cells';

/** A further person of each row. */
export interface FurtherPerson {
  /** All columns again, with the roles that they have for that person. */
  readonly columns: readonly ColumnLayout[];
  /** True where a name alone does not make that person a patient: a relative is mentioned, not treated. */
  readonly byMoreThanName: boolean;
}

export interface TableLayout {
  /** Rows of the sample that stand before the data: titles and header. */
  readonly headerRows: number;
  /** Those of them that stand above the header. */
  readonly titleRows: number;
  readonly columns: readonly ColumnLayout[];
  readonly kind: TableKind;
  /** Further persons of each row: a newborn beside its mother, lists side by side. */
  readonly others: readonly FurtherPerson[];
  /** Whether title and header say that everybody here is in care: a planning of the theatre, the board of a ward. */
  readonly isCare: boolean;
  /** The year that the title says; 0 where it says none, or several. */
  readonly year: number;
}
