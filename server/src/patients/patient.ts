import type { PlainDate } from '../columns/parseBirthDate.ts';

/** What somebody who stands for a patient is to him: guardian or curator of an adult, first and second legal representative of a minor. */
export const STANDINGS = ['guardian', 'curator', 'parent1', 'parent2'] as const;
export type Standing = (typeof STANDINGS)[number];

/** Somebody who stands for a patient, as registered: a person or a service. */
export interface Representative {
  readonly standing: Standing;
  /** '' where the register says that there is somebody, and not who. */
  readonly name: string;
  /** An address of his own; all '' where the register has none. */
  readonly address: string;
  readonly addressMore: string;
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166 code, or ''. */
  readonly country: string;
}

/** A patient as registered. Texts are '' and lists empty where the register says nothing. */
export interface Patient {
  /** Internal id, the same from import to import for the same patient number. */
  readonly id: number;
  /** The hospital's own number (IPP). */
  readonly patientNumber: string;
  /** NIR or INS, 13 characters without key; '' when unknown or not of that shape. */
  readonly nir: string;
  readonly birthName: string;
  readonly usageName: string;
  readonly givenNames: readonly string[];
  readonly sex: 'M' | 'F' | null;
  readonly birthDate: PlainDate | null;
  readonly birthPlace: string;
  readonly address: string;
  readonly addressMore: string;
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166 code of the country of the address, as a column of the register says it; '' where none does. */
  readonly country: string;
  readonly phones: readonly string[];
  readonly email: string;
  readonly deathDate: PlainDate | null;
  /** Who stands for the patient, each standing once at most. */
  readonly representatives: readonly Representative[];
}

/** Name under which a sealed patient is bound to its row. */
export const patientPlace = (id: number): string => `patients.sealed ${id}`;

/** The bytes that are sealed: a JSON list, fields in a fixed order. */
export function encodePatient(patient: Patient): Buffer {
  const { birthDate, deathDate } = patient;
  return Buffer.from(
    JSON.stringify([
      patient.patientNumber,
      patient.nir,
      patient.birthName,
      patient.usageName,
      patient.givenNames,
      patient.sex,
      birthDate === null ? 0 : dateNumber(birthDate),
      patient.birthPlace,
      patient.address,
      patient.addressMore,
      patient.postcode,
      patient.city,
      patient.phones,
      patient.email,
      deathDate === null ? 0 : dateNumber(deathDate),
      patient.representatives,
      patient.country,
    ]),
  );
}

type Encoded = [
  string,
  string,
  string,
  string,
  string[],
  'M' | 'F' | null,
  number,
  string,
  string,
  string,
  string,
  string,
  string[],
  string,
  number,
  // Registers imported before representatives had addresses hold the guardian's name.
  readonly Representative[] | string,
  // Registers imported before there was a column of countries have none.
  string?,
];

/** Reads what {@link encodePatient} wrote. */
export function decodePatient(id: number, bytes: Uint8Array): Patient {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const fields = JSON.parse(text) as Encoded;
  const [
    patientNumber,
    nir,
    birthName,
    usageName,
    givenNames,
    sex,
    birth,
    birthPlace,
    address,
    addressMore,
    postcode,
    city,
    phones,
    email,
    death,
    representatives,
    country = '',
  ] = fields;
  return {
    id, patientNumber, nir, birthName, usageName, givenNames, sex, birthDate: plainDate(birth), birthPlace,
    address, addressMore, postcode, city, country, phones, email, deathDate: plainDate(death),
    representatives: typeof representatives === 'string' ? namedGuardian(representatives) : representatives,
  }; // prettier-ignore
}

function namedGuardian(name: string): Representative[] {
  const nowhere = { address: '', addressMore: '', postcode: '', city: '', country: '' };
  return name === '' ? [] : [{ standing: 'guardian', name, ...nowhere }];
}

/** YYYYMMDD as a number, 00 for unknown parts. */
export function dateNumber({ year, month, day }: PlainDate): number {
  return year * 10_000 + month * 100 + day;
}

function plainDate(value: number): PlainDate | null {
  return value === 0
    ? null
    : { year: Math.floor(value / 10_000), month: Math.floor(value / 100) % 100, day: value % 100 };
}
