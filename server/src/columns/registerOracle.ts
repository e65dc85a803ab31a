/** Which part of somebody's name a word is; both where it is a surname and a given name of the same person. */
export type NamePartKind = 'surname' | 'given' | 'both';

/**
 * What the hospital's register answers while a table is being understood: its patients are known, so a column that holds their numbers, names
 * or birth dates is known by that, whatever it is called. A patient is a position in the register, -1 for nobody.
 */
export interface RegisterOracle {
  /** The patient with this number; separators do not count. */
  byNumber(text: string): number;
  /** The patient with this number where a software added or lost zeros or letters: asked only where {@link byNumber} knows nobody. */
  byReshapedNumber(text: string): number;
  /** Patients with this NIR (13 characters, perhaps a key behind them). */
  byNir(text: string): readonly number[];
  /** Patients with this e-mail address. */
  byEmail(text: string): readonly number[];
  /** A patient born that day (YYYYMMDD) of whose name a surname and a given name are among these folded words. */
  byBirth(date: number, words: readonly string[]): number;
  /** What a folded word is in the name of a patient; null when it is no part of it. */
  partOf(patient: number, word: string): NamePartKind | null;
  /** How many patients bear a folded word in a surname, in a given name. */
  bearers(word: string): { readonly surname: number; readonly given: number };
  /** YYYYMMDD, 00 for unknown parts, 0 when unknown. */
  birthDate(patient: number): number;
  /** 0 unknown, 1 man, 2 woman. */
  sex(patient: number): number;
  /** Five digits as a number; 0 when unknown. */
  postcode(patient: number): number;
  hasPhone(patient: number, text: string): boolean;
  hasEmail(patient: number, text: string): boolean;
}
