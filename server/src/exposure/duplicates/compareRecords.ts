import type { DuplicateReason } from '@constat/contract/duplicate.ts';
import { compareDates, type DateAgreement } from '../../link/compareDates.ts';
import { similarParts } from '../../link/similarParts.ts';
import { isFrequentGivenName } from '../../columns/columnCells.ts';
import { addressKey } from '../../patients/index/addressKey.ts';
import { dateNumber, type Patient } from '../../patients/patient.ts';
import { foldWords } from '../../text/foldWords.ts';
import { encode } from '../../text/windows1252.ts';

/** What is compared of an entry of the register, folded. */
export interface Entry {
  readonly id: number;
  readonly birthName: string;
  readonly usageName: string;
  readonly givenNames: readonly string[];
  /** YYYYMMDD with 00 for unknown parts; 0 when unknown. */
  readonly birthDate: number;
  readonly nir: string;
  readonly sex: Patient['sex'];
  /** Last nine digits. */
  readonly phones: readonly string[];
  readonly email: string;
  readonly postcode: string;
  /** Postcode and address key; '' without an address. */
  readonly address: string;
}

/** How often names are borne in the register. */
export interface NameCounts {
  readonly patients: number;
  surname(name: string): number;
  givenName(name: string): number;
}

/** Probability that two entries are one person, with the reasons for and against. */
export interface Comparison {
  readonly score: number;
  readonly reasons: readonly DuplicateReason[];
}

/**
 * Entries a patient has besides the first, on average: between 5 and 12 of a hundred entries of a hospital's index are duplicates in published
 * audits (AHIMA, "Managing the integrity of patient identity", 2009: 8 %).
 */
const DUPLICATES_PER_PATIENT = 0.08;

/**
 * Evidence in bits. A birth date is one of 25,000 in use (counting.md 2). Numbers and contacts prove less than their rarity says, since families
 * share them: a child is registered under the number of a parent.
 */
const BITS = {
  nir: 18,
  nirDiffers: -8,
  /** Two numbers of which each says the birth date of its entry. */
  ownNirDiffers: -14,
  birthDate: 14.6,
  /** One slip is found in 3 of 100 entries of one person; 40 of the 25,000 dates are one slip away from another. */
  birthDateSlip: 4.2,
  birthMonth: 9,
  birthYear: 5,
  similar: -2,
  surnameDiffers: -5,
  sexDiffers: -6,
  contact: 7,
  furtherContact: 2,
  phoneDiffers: -1,
  addressDiffers: -1.5,
} as const;

const DATES: Readonly<Record<DateAgreement, number>> = {
  equal: BITS.birthDate,
  month: BITS.birthMonth,
  year: BITS.birthYear,
  similar: BITS.birthDateSlip,
  differs: -Infinity,
};

/** An entry as it is compared. */
export function entryOf(patient: Patient): Entry {
  const street = addressKey(encode(patient.address));
  return {
    id: patient.id,
    birthName: folded(patient.birthName),
    usageName: folded(patient.usageName),
    givenNames: patient.givenNames.map(folded).filter((name) => name !== ''),
    birthDate: patient.birthDate === null ? 0 : dateNumber(patient.birthDate),
    nir: patient.nir,
    sex: patient.sex,
    phones: patient.phones.map((phone) => phone.replace(/\D/g, '').slice(-9)),
    email: patient.email,
    postcode: patient.postcode,
    address: street === 0 ? '' : `${patient.postcode} ${street}`,
  };
}

function folded(name: string): string {
  return foldWords(name).join(' ');
}

/**
 * Compares two entries (Fellegi-Sunter: bits of evidence over the odds that two entries are one person at all). Whoever has another given name or
 * another birth date is another person, whatever else is alike: twins, or a child under the number of a parent.
 */
export function compareEntries(a: Entry, b: Entry, names: NameCounts): Comparison {
  const reasons: DuplicateReason[] = [];
  let bits = Math.log2((2 * DUPLICATES_PER_PATIENT) / Math.max(2, names.patients));
  const note = (reason: DuplicateReason, weight: number): void => {
    reasons.push(reason);
    bits += weight;
  };
  if (isExchanged(a, b)) {
    const [given] = a.givenNames;
    note('names_exchanged', rarity(names.surname(a.birthName), names) + rarity(names.surname(given!), names));
  } else {
    noteGivenName(a, b, names, note);
    noteSurname(a, b, names, note);
  }
  noteBirthDate(a, b, note);
  noteNumber(a, b, reasons.includes('given_name_similar'), note);
  noteContacts(a, b, note);
  if (a.sex !== null && b.sex !== null && a.sex !== b.sex) note('sex_differs', BITS.sexDiffers);
  return { score: 1 / (1 + 2 ** -bits), reasons };
}

/** Whether the given name of each stands as surname of the other. */
function isExchanged(a: Entry, b: Entry): boolean {
  const [first] = a.givenNames;
  const [second] = b.givenNames;
  const isEqual = a.birthName === b.birthName && first === second;
  return !isEqual && a.birthName !== '' && a.birthName === second && b.birthName === first;
}

type Note = (reason: DuplicateReason, bits: number) => void;

/** How rare a name is, in bits; that of somebody who bears it twice is not endless. */
function rarity(count: number, { patients }: NameCounts): number {
  return Math.log2(Math.max(2, patients) / Math.max(1, count));
}

function noteGivenName(a: Entry, b: Entry, names: NameCounts, note: Note): void {
  const [first] = a.givenNames;
  const [second] = b.givenNames;
  if (first === undefined || second === undefined) return;
  const shared = [first, second].find((name) => a.givenNames.includes(name) && b.givenNames.includes(name));
  if (shared !== undefined) note('given_name_equal', rarity(names.givenName(shared), names));
  else if (isSimilar(first, second) && !(isFrequentGivenName(first) && isFrequentGivenName(second)))
    note(
      'given_name_similar',
      Math.min(rarity(names.givenName(first), names), rarity(names.givenName(second), names)) + BITS.similar,
    );
  else note('name_differs', -Infinity);
}

function noteBirthDate(a: Entry, b: Entry, note: Note): void {
  if (a.birthDate === 0 || b.birthDate === 0) return;
  const agreement = compareDates(a.birthDate, b.birthDate, false);
  note(agreement === 'equal' ? 'birth_date_equal' : 'birth_date_similar', DATES[agreement]);
}

function noteSurname(a: Entry, b: Entry, names: NameCounts, note: Note): void {
  const mine = [a.birthName, a.usageName].filter((name) => name !== '');
  const other = [b.birthName, b.usageName].filter((name) => name !== '');
  const shared = mine
    .filter((name) => other.includes(name))
    .sort((x, y) => names.surname(x) - names.surname(y))[0];
  if (shared !== undefined) {
    const isMarried = a.birthName !== b.birthName;
    note(isMarried ? 'married_name' : 'name_equal', rarity(names.surname(shared), names));
    return;
  }
  // Whoever bears the more frequent of two similar names may well bear it rightly.
  const near = mine
    .flatMap((name) => other.filter((its) => isSimilar(name, its)).flatMap((its) => [name, its]))
    .sort((x, y) => names.surname(y) - names.surname(x))[0];
  if (near !== undefined) note('name_similar', rarity(names.surname(near), names) + BITS.similar);
  else note('name_differs', BITS.surnameDiffers);
}

/** `isTwin`: the given names are merely similar, so that numbers of their own make two persons of the two entries. */
function noteNumber(a: Entry, b: Entry, isTwin: boolean, note: Note): void {
  if (a.nir === '' || b.nir === '') return;
  if (a.nir === b.nir) note('social_security_equal', BITS.nir);
  else if (!isOwn(a) || !isOwn(b)) note('social_security_differs', BITS.nirDiffers);
  else note('social_security_differs', isTwin ? -Infinity : BITS.ownNirDiffers);
}

/** Whether the number is the patient's own and not a parent's: it holds the sex and the year and month of birth (1 84 07 …). */
function isOwn({ nir, sex, birthDate }: Entry): boolean {
  const year = Math.floor(birthDate / 10_000) % 100;
  const month = Math.floor(birthDate / 100) % 100;
  const born = `${String(year).padStart(2, '0')}${String(month).padStart(2, '0')}`;
  return (
    birthDate !== 0 && nir.slice(1, 5) === born && (sex === null || nir[0] === (sex === 'M' ? '1' : '2'))
  );
}

/** People of one household share all of it: the first proves, the others hardly add. */
function noteContacts(a: Entry, b: Entry, note: Note): void {
  let weight: number = BITS.contact;
  const agrees = (reason: DuplicateReason): void => {
    note(reason, weight);
    weight = BITS.furtherContact;
  };
  if (a.phones.some((phone) => b.phones.includes(phone))) agrees('phone_equal');
  else if (a.phones.length > 0 && b.phones.length > 0) note('phone_differs', BITS.phoneDiffers);
  if (a.email !== '' && a.email === b.email) agrees('email_equal');
  if (a.address !== '' && a.address === b.address) agrees('address_equal');
  else if (a.address !== '' && b.address !== '') note('address_differs', BITS.addressDiffers);
}

function isSimilar(a: string, b: string): boolean {
  const x = encode(a);
  const y = encode(b);
  return similarParts(x, 0, x.length, y, 0, y.length);
}
