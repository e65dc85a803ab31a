import { z } from 'zod';
import { parseCountry } from '../columns/countries.ts';
import { columnSenses } from '../columns/columnSenses.ts';
import { columnWords } from '../columns/columnWords.ts';
import { REPRESENTATIVE_FIELDS, type representativeColumns } from './representativeColumns.ts';
import type { ColumnLayout, ColumnRole, TableLayout } from '../columns/tableLayout.ts';

/** Fields of a patient that a column of the register can fill, in the order in which they are shown. */
export const REGISTER_FIELDS = [
  'patientNumber', 'nir', 'birthName', 'usageName', 'givenNames', 'fullName', 'sex', 'birthDate', 'birthPlace',
  'houseNumber', 'address', 'addressMore', 'postcode', 'city', 'country', 'phones', 'email', 'deathDate', 'protection',
  ...REPRESENTATIVE_FIELDS,
] as const; // prettier-ignore
export type RegisterField = (typeof REGISTER_FIELDS)[number];

/** Which columns (positions) fill each field. */
export type RegisterMapping = Readonly<Partial<Record<RegisterField, readonly number[]>>>;

const FIELD_OF_ROLE: Partial<Record<ColumnRole, RegisterField>> = {
  patient_number: 'patientNumber',
  social_security: 'nir',
  birth_name: 'birthName',
  surname: 'birthName',
  usage_name: 'usageName',
  given_names: 'givenNames',
  full_name: 'fullName',
  sex: 'sex',
  birth_date: 'birthDate',
  birth_place: 'birthPlace',
  house_number: 'houseNumber',
  address: 'address',
  address_more: 'addressMore',
  postcode: 'postcode',
  postcode_city: 'postcode',
  city: 'city',
  phone: 'phones',
  email: 'email',
  death_date: 'deathDate',
};

/** What a column of countries may be about besides the address. */
const NOT_OF_ADDRESS = [
  'birth',
  'birth_date',
  'death',
  'phone',
  'insurance',
  'identity_document',
  'date',
] as const;

/** Fields that several columns may fill. */
const REPEATED: ReadonlySet<RegisterField> = new Set([
  'givenNames',
  'phones',
  'birthPlace',
  'addressMore',
  'country',
]);

/** A mapping file: field -> column name, or several names. */
export const mappingFileSchema = z.strictObject(
  Object.fromEntries(
    REGISTER_FIELDS.map((field) => [field, z.union([z.string(), z.array(z.string())]).optional()]),
  ) as Record<RegisterField, z.ZodOptional<z.ZodUnion<[z.ZodString, z.ZodArray<z.ZodString>]>>>,
);
export type MappingFile = z.infer<typeof mappingFileSchema>;

/** Why a guessed mapping should be looked at. */
export type MappingDoubt =
  /** Two columns fit a field about as well; the first is taken. */
  | {
      readonly kind: 'two_columns';
      readonly field: RegisterField;
      readonly columns: readonly [number, number];
    }
  /** A column was taken although little speaks for it. */
  | { readonly kind: 'unsure'; readonly field: RegisterField; readonly column: number }
  /** No column was found for a field without which many patients cannot be told apart. */
  | { readonly kind: 'missing'; readonly field: RegisterField }
  /** A column that looks like data of the patient fills no field. */
  | { readonly kind: 'not_used'; readonly column: number };

/** A guessed mapping, how sure it is, and what is doubtful about it. */
export interface MappingGuess {
  readonly mapping: RegisterMapping;
  /** By field: 0 to 1. */
  readonly certainty: Readonly<Partial<Record<RegisterField, number>>>;
  readonly doubts: readonly MappingDoubt[];
}

/** Fields that a register should have where it has no full name. */
const MISSED: readonly RegisterField[] = ['givenNames'];
/** Below this a column is named as unsure. */
const SURE = 0.75;
/** How sure a column is that its name alone explains. */
const NAMED = 0.9;
/** Two columns whose certainty differs by less fit about as well. */
const NEAR = 0.06;

/**
 * Guesses the mapping from what the columns hold.
 * @param rows some rows of the register, without its header.
 * @param representatives its columns about others, which nothing is guessed of here (see {@link representativeColumns}).
 */
export function guessMapping(
  layout: TableLayout,
  rows: readonly (readonly string[])[],
  representatives: ReturnType<typeof representativeColumns>,
): MappingGuess {
  const fields = fieldsOf(layout.columns);
  const mapping: Partial<Record<RegisterField, number[]>> = {};
  const certainty: Partial<Record<RegisterField, number>> = {};
  const doubts: MappingDoubt[] = [];
  const confidence = (c: number): number =>
    fields[c] === 'country' && holdsCountries(rows, c) ? NAMED : layout.columns[c]!.confidence;
  for (const field of REGISTER_FIELDS) {
    const found = layout.columns.flatMap((_, c) => (fields[c] === field ? [c] : []));
    if (found.length === 0) continue;
    // Of columns that fit about as well the first counts.
    const best = Math.max(...found.map(confidence));
    const [first, second] = found.toSorted(
      (a, b) => Number(confidence(b) > best - NEAR) - Number(confidence(a) > best - NEAR) || a - b,
    );
    mapping[field] = REPEATED.has(field) ? found : [first!];
    certainty[field] = confidence(first!);
    if (confidence(first!) < SURE) doubts.push({ kind: 'unsure', field, column: first! });
    const rival = second ?? demotedTo(layout.columns, field);
    if (rival !== undefined && !REPEATED.has(field) && best - confidence(rival) < NEAR)
      doubts.push({ kind: 'two_columns', field, columns: [first!, rival] });
  }
  const key = layout.columns.findIndex((column, c) => isKey(column) && tellsRowsApart(rows, c));
  if (mapping.patientNumber === undefined && key >= 0) {
    mapping.patientNumber = [key];
    certainty.patientNumber = confidence(key);
    doubts.push({ kind: 'unsure', field: 'patientNumber', column: key });
  }
  addNirKey(layout.columns, mapping);
  for (const [column, field] of representatives) {
    if (field === null) continue;
    mapping[field] = [column];
    certainty[field] = NAMED;
  }
  for (const field of MISSED)
    if (mapping[field] === undefined && mapping.fullName === undefined)
      doubts.push({ kind: 'missing', field });
  if (mapping.birthDate === undefined) doubts.push({ kind: 'missing', field: 'birthDate' });
  layout.columns.forEach((column, c) => {
    if (fields[c] === null && !representatives.has(c) && looksLikePatientData(column))
      doubts.push({ kind: 'not_used', column: c });
  });
  return { mapping, certainty, doubts };
}

/** Columns that may hold a hospital's own number under a name that nobody else uses. */
function isKey({ role, subject, name }: ColumnLayout): boolean {
  if (subject !== 'person') return false;
  if (role === 'record_id' || role === 'reference') return true;
  const { senses } = columnSenses(name);
  return role === 'other' && (senses.has('number') || senses.has('id') || senses.has('code'));
}

/** Whether a column is filled in every row, with a number of its own. */
function tellsRowsApart(rows: readonly (readonly string[])[], column: number): boolean {
  const cells = rows.map((row) => row[column] ?? '');
  return cells.every((cell) => /\d/.test(cell)) && new Set(cells).size === cells.length && cells.length > 0;
}

/** A column that would fill the field too, had not a surer one been found. */
function demotedTo(columns: readonly ColumnLayout[], field: RegisterField): number | undefined {
  const c = columns.findIndex(({ role, subject, reasons: [first, second] }) => {
    const wasDemoted = role === 'other' && subject === 'person' && first?.source === 'neighbours';
    return wasDemoted && second !== undefined && FIELD_OF_ROLE[second.role] === field;
  });
  return c < 0 ? undefined : c;
}

/** The field of each column; null for columns that fill none. */
function fieldsOf(columns: readonly ColumnLayout[]): (RegisterField | null)[] {
  const has = (role: ColumnRole): boolean =>
    columns.some((column) => column.role === role && column.subject === 'person');
  return columns.map(({ role, subject, name }) => {
    if (subject !== 'person') return null;
    if (isAddressCountry(name)) return 'country';
    // A plain name is the name in use where another column holds the birth name.
    if (role === 'surname' && has('birth_name')) return has('usage_name') ? null : 'usageName';
    return FIELD_OF_ROLE[role] ?? null;
  });
}

/** 'Pays', 'PAYS_RESIDENCE', 'country code': the country of an address, not that of the birth or of a passport. */
function isAddressCountry(name: string): boolean {
  const { senses } = columnSenses(name);
  if (!senses.has('country')) return false;
  const isOther = NOT_OF_ADDRESS.some((sense) => senses.has(sense));
  return !isOther && !columnWords(name).some((word) => word.startsWith('NATION'));
}

/** Whether nothing but countries stands in a column, as far as it is filled. */
function holdsCountries(rows: readonly (readonly string[])[], column: number): boolean {
  const filled = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '');
  return filled.every((cell) => parseCountry(cell) !== null);
}

/** The key of a NIR in the column behind it. */
function addNirKey(
  columns: readonly ColumnLayout[],
  mapping: Partial<Record<RegisterField, number[]>>,
): void {
  const nir = mapping.nir?.[0];
  const next = nir === undefined ? undefined : columns[nir + 1];
  if (next?.role === 'other' && columnSenses(next.name).senses.has('key')) mapping.nir!.push(nir! + 1);
}

/** Unused columns of which neither name nor cells are understood, or whose role would fill a field. */
function looksLikePatientData({ role, subject, name, isFilled }: ColumnLayout): boolean {
  if (!isFilled || subject !== 'person') return false;
  if (FIELD_OF_ROLE[role] !== undefined || isAddressCountry(name)) return false;
  const { senses, unknown, words } = columnSenses(name);
  return (role === 'other' || role === 'free_text') && (senses.size === 0 || unknown * 2 > words);
}

/** Columns of a mapping file by position; the names that the register does not have. */
export function readMapping(
  file: MappingFile,
  names: readonly string[],
): { mapping: RegisterMapping; unknown: string[] } {
  const mapping: Partial<Record<RegisterField, number[]>> = {};
  const unknown: string[] = [];
  for (const field of REGISTER_FIELDS) {
    const wanted = file[field];
    if (wanted === undefined) continue;
    for (const name of typeof wanted === 'string' ? [wanted] : wanted) {
      const at = names.findIndex((known) => known.trim().toLowerCase() === name.trim().toLowerCase());
      if (at < 0) unknown.push(name);
      else (mapping[field] ??= []).push(at);
    }
  }
  return { mapping, unknown };
}
