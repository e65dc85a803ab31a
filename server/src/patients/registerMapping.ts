import { z } from 'zod';
import type { ColumnRole, TableLayout } from '../columns/tableLayout.ts';

/** Fields of a patient that a column of the register can fill, in the order in which they are shown. */
export const REGISTER_FIELDS = [
  'patientNumber', 'nir', 'birthName', 'usageName', 'givenNames', 'fullName', 'sex', 'birthDate', 'birthPlace',
  'address', 'addressMore', 'postcode', 'city', 'phones', 'email', 'deathDate', 'guardian',
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
  address: 'address',
  address_more: 'addressMore',
  postcode: 'postcode',
  city: 'city',
  phone: 'phones',
  email: 'email',
  death_date: 'deathDate',
  guardian: 'guardian',
};

/** Fields that several columns may fill. */
const REPEATED: ReadonlySet<RegisterField> = new Set(['givenNames', 'phones', 'birthPlace']);

/** A mapping file: field -> column name, or several names. */
export const mappingFileSchema = z.strictObject(
  Object.fromEntries(
    REGISTER_FIELDS.map((field) => [field, z.union([z.string(), z.array(z.string())]).optional()]),
  ) as Record<RegisterField, z.ZodOptional<z.ZodUnion<[z.ZodString, z.ZodArray<z.ZodString>]>>>,
);
export type MappingFile = z.infer<typeof mappingFileSchema>;

/** Guesses the mapping from names and contents of the columns. */
export function guessMapping(layout: TableLayout): RegisterMapping {
  const mapping: Partial<Record<RegisterField, number[]>> = {};
  const hasBirthName = layout.columns.some((column) => column.role === 'birth_name');
  layout.columns.forEach((column, c) => {
    let field = FIELD_OF_ROLE[column.role];
    if (column.role === 'surname' && hasBirthName) field = 'usageName';
    if (field === undefined || column.subject !== 'person') return;
    const taken = mapping[field];
    if (taken === undefined) mapping[field] = [c];
    else if (REPEATED.has(field)) taken.push(c);
  });
  return mapping;
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
