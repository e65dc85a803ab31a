import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import type { ColumnLayout, ColumnRole } from '../columns/tableLayout.ts';

const CATEGORY_OF_ROLE: Partial<Record<ColumnRole, CategorySet>> = {
  patient_number: CATEGORY_BIT.patient_number,
  birth_name: CATEGORY_BIT.name,
  usage_name: CATEGORY_BIT.name,
  surname: CATEGORY_BIT.name,
  given_names: CATEGORY_BIT.name,
  full_name: CATEGORY_BIT.name,
  other_names: CATEGORY_BIT.name,
  address: CATEGORY_BIT.postal_address,
  address_more: CATEGORY_BIT.postal_address,
  house_number: CATEGORY_BIT.postal_address,
  postcode: CATEGORY_BIT.postal_address,
  city: CATEGORY_BIT.postal_address,
  postcode_city: CATEGORY_BIT.postal_address,
  email: CATEGORY_BIT.email,
  visit_date: CATEGORY_BIT.medical,
  stay_number: CATEGORY_BIT.medical,
  medical: CATEGORY_BIT.medical,
  iban: CATEGORY_BIT.bank,
  bank: CATEGORY_BIT.bank,
  insurance: CATEGORY_BIT.insurance,
  identity_document: CATEGORY_BIT.identity_document,
  guardian: CATEGORY_BIT.family,
};

/** What is done with a cell of a column, as numbers for the loop that every cell passes. */
export const READ = {
  nothing: 0,
  number: 1,
  nir: 2,
  identifier: 3,
  surname: 4,
  given: 5,
  fullName: 6,
  sex: 7,
  birthDate: 8,
  visitDate: 9,
  recordId: 10,
  reference: 11,
  text: 12,
  contact: 13,
  age: 14,
  phone: 15,
  said: 16,
  otherNames: 17,
  insured: 18,
  stay: 19,
  testMark: 20,
  relativeNir: 21,
} as const;

const READ_OF_ROLE: Partial<Record<ColumnRole, number>> = {
  patient_number: READ.number,
  social_security: READ.nir,
  identifier: READ.identifier,
  surname: READ.surname,
  birth_name: READ.surname,
  usage_name: READ.surname,
  given_names: READ.given,
  full_name: READ.fullName,
  sex: READ.sex,
  birth_date: READ.birthDate,
  visit_date: READ.visitDate,
  record_id: READ.recordId,
  reference: READ.reference,
  free_text: READ.text,
  contact: READ.contact,
  age: READ.age,
  phone: READ.phone,
  iban: READ.said,
  bank: READ.said,
  insurance: READ.said,
  identity_document: READ.said,
  guardian: READ.said,
  other_names: READ.otherNames,
  insured_number: READ.insured,
  document_date: READ.visitDate,
  stay_number: READ.stay,
  test_mark: READ.testMark,
};

/** What the cells of a column show of the row's person. */
export function categoriesOf({ role, subject }: ColumnLayout): CategorySet {
  if (subject === 'person') return CATEGORY_OF_ROLE[role] ?? 0;
  return subject === 'relative' ? CATEGORY_BIT.family : 0;
}

/** Only of the person are the data read; of a relative the NIR, which tells who that is. */
export function readOf({ role, subject }: ColumnLayout): number {
  if (subject === 'person') return READ_OF_ROLE[role] ?? READ.nothing;
  if (subject !== 'relative') return READ.nothing;
  return role === 'social_security' ? READ.relativeNir : READ.said;
}
