import type { MappingDoubt, MappingGuess, RegisterField } from './registerMapping.ts';

/** What is wrong with a row of a register so that nothing of the register is imported. */
export type FaultCode =
  'number_missing' | 'number_twice' | 'name_missing' | 'birth_date_unreadable' | 'too_many_cells';

/** What is odd in a row that is imported all the same. */
export type OddityCode =
  | 'nir_key_wrong'
  | 'nir_unreadable'
  | 'nir_contradicts'
  | 'nir_of_other'
  | 'row_twice'
  | 'patient_twice'
  | 'birth_date_unlikely'
  | 'phone_unusable'
  | 'email_unusable'
  | 'country_unknown'
  | 'placeholder_name'
  | 'name_unknown';

/** A fault or oddity at its place. Never a value: the value is a patient's. */
export interface RowNote<Code> {
  readonly code: Code;
  /** Row as a reader of the file counts it (line of a CSV, row of a sheet). */
  readonly row: number;
  /** Column name, '' when the whole row is meant. */
  readonly column: string;
}

/** How the columns of a register were understood. */
export interface MappingView {
  /** Field -> names of the columns that fill it. */
  readonly mapping: Readonly<Partial<Record<RegisterField, readonly string[]>>>;
  /** Field -> how surely, 0 to 1; empty where a mapping file says it. */
  readonly certainty: MappingGuess['certainty'];
  /** What is doubtful about a guessed mapping. */
  readonly doubts: readonly MappingDoubt[];
  /** Names of all columns, by position. */
  readonly columns: readonly string[];
  /** Field -> the forms of some of its values ('Aaaaa', '99/99/9999'), never the values. */
  readonly examples: Readonly<Partial<Record<RegisterField, readonly string[]>>>;
}

/** Why a register could not be imported at all, before its rows were looked at. */
export type RegisterProblem =
  | 'not_a_table'
  | 'no_number_column'
  | 'no_name_column'
  | 'mapping_malformed'
  | 'mapping_unknown_columns'
  | 'no_rows';

/** The register was refused. Either a problem with the whole, or the faults of its rows. */
export class RegisterError extends Error {
  readonly problem: RegisterProblem | 'faults';
  /** Column names seen, or unknown names of a mapping file. */
  readonly columns: readonly string[];
  readonly faults: readonly RowNote<FaultCode>[];
  /** How the columns were understood, where rows were looked at: often it is the mapping that is wrong, not the rows. */
  readonly view: MappingView | null;
  /** Number of faults; `faults` holds at most the first 10,000. */
  readonly faultCount: number;

  constructor(
    problem: RegisterProblem | 'faults',
    details: {
      columns?: readonly string[];
      faults?: readonly RowNote<FaultCode>[];
      faultCount?: number;
      view?: MappingView;
    } = {},
  ) {
    super(problem);
    this.name = 'RegisterError';
    this.problem = problem;
    this.columns = details.columns ?? [];
    this.faults = details.faults ?? [];
    this.view = details.view ?? null;
    this.faultCount = details.faultCount ?? this.faults.length;
  }
}
