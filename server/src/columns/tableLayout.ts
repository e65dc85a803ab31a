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
  'identifier', 'contact', 'free_text', 'test_mark', 'other',
] as const; // prettier-ignore
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** Whose datum it is. */
export const COLUMN_SUBJECTS = ['person', 'relative', 'professional', 'other'] as const;
export type ColumnSubject = (typeof COLUMN_SUBJECTS)[number];

export interface ColumnLayout {
  readonly role: ColumnRole;
  readonly subject: ColumnSubject;
  /** 0 to 1. */
  readonly confidence: number;
  /** As written in the table; '' without a header. */
  readonly name: string;
}

export interface TableLayout {
  /** Rows of the sample that stand before the data: titles and header. */
  readonly headerRows: number;
  readonly columns: readonly ColumnLayout[];
  /** Whether each row is about one person. */
  readonly isPersonTable: boolean;
}
