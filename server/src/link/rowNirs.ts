import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { normaliseNir } from '../columns/normaliseNir.ts';
import { hashText } from '../patients/index/hashText.ts';
import { hasNir, patientsByNir, type PatientIndex } from '../patients/index/patientIndex.ts';
import { FOLD } from '../text/fold.ts';
import { decode } from '../text/windows1252.ts';
import { hasDigits, sexOf } from './cellBytes.ts';
import type { Traits } from './traits.ts';

/** Digits of another country's national number at least. */
const FOREIGN_DIGITS = 5;

const NOBODY: readonly number[] = [];

/** Reads the national numbers of a row: the person's own, that of the insured, that of a relative. Says which categories each shows of the row's person. */
export class RowNirs {
  readonly #index: PatientIndex;
  readonly #traits: Traits;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The person's own number, that of the insured and that of a relative: ranges, empty where the row has none. */
  #start = 0;
  #end = 0;
  #insuredStart = 0;
  #insuredEnd = 0;
  #relativeStart = 0;
  #relativeEnd = 0;
  /** Holds the one patient of {@link compare}. */
  readonly #sole: number[] = [0];

  constructor(index: PatientIndex, traits: Traits) {
    this.#index = index;
    this.#traits = traits;
  }

  /** The bytes of the rows that follow. */
  begin(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  clear(): void {
    this.#insuredEnd = this.#relativeEnd = 0;
  }

  /** The first 13 characters are the number, two more its key. */
  read(start: number, end: number): CategorySet {
    const stop = nirEnd(this.#bytes, start, end);
    // A number in scientific notation ('2,84E+14') is lost.
    if (stop === 0) {
      const isForeign = this.#index.foreignNumbers && hasDigits(this.#bytes, start, end, FOREIGN_DIGITS);
      return isForeign ? this.#take(start, end) : 0;
    }
    // A NIR begins with the sex.
    if (this.#traits.sex === 0) this.#traits.sex = sexOf(this.#bytes[start]!);
    return this.#take(start, stop);
  }

  #take(start: number, end: number): CategorySet {
    this.#traits.hasNir = true;
    this.#start = start;
    this.#end = end;
    return CATEGORY_BIT.social_security;
  }

  /** The number of whoever is insured: whose it is {@link settleInsured} says, when the row is read. */
  readInsured(start: number, end: number): void {
    this.#insuredStart = start;
    this.#insuredEnd = nirEnd(this.#bytes, start, end);
  }

  readRelative(start: number, end: number): CategorySet {
    this.#relativeStart = start;
    this.#relativeEnd = nirEnd(this.#bytes, start, end);
    return CATEGORY_BIT.family;
  }

  /** The insured is the row's person, unless the row has a number of the person's own or the number tells another sex or month of birth. */
  settleInsured(): CategorySet {
    const bytes = this.#bytes;
    const start = this.#insuredStart;
    const end = this.#insuredEnd;
    if (end === 0) return 0;
    const { hasNir: hasOwn } = this.#traits;
    if (hasOwn && sameText(bytes, start, end, this.#start, this.#end)) return 0;
    if (!hasOwn && (this.#mayBeOwn(start, end) || this.#isRegisteredAsOwn(start, end)))
      return CATEGORY_BIT.social_security | this.read(start, end);
    this.#relativeStart = start;
    this.#relativeEnd = end;
    return CATEGORY_BIT.family;
  }

  /** Whether sex, year and month in the NIR agree with the row's, as far as both state them. */
  #mayBeOwn(start: number, end: number): boolean {
    const { birthDate, sex } = this.#traits;
    const [nirSex, year, month] = nirTraits(this.#bytes, start, end);
    if (sex !== 0 && nirSex !== 0 && sex !== nirSex) return false;
    if (birthDate === 0) return true;
    const birthMonth = Math.floor(birthDate / 100) % 100;
    const sameMonth = month > 12 || birthMonth === 0 || month === birthMonth;
    return year === Math.floor(birthDate / 10_000) % 100 && sameMonth;
  }

  /** Old registers hold a parent's number as the child's. */
  #isRegisteredAsOwn(start: number, end: number): boolean {
    const { birthDate } = this.#traits;
    return (
      birthDate !== 0 &&
      patientsByNir(this.#index, this.#bytes, start, end).some((p) => this.#index.birthDates[p] === birthDate)
    );
  }

  /** Patients with the number of a relative that the row names; not the row's person. */
  get relatives(): readonly number[] {
    if (this.#relativeEnd === 0) return NOBODY;
    return patientsByNir(this.#index, this.#bytes, this.#relativeStart, this.#relativeEnd);
  }

  /** Compares the person's number with that of one patient only. */
  compare(patient: number): void {
    if (!this.#traits.hasNir || !hasNir(this.#index, patient, this.#bytes, this.#start, this.#end)) return;
    this.#sole[0] = patient;
    this.#traits.nirOf = this.#sole;
  }

  /** Looks the person's number up in the whole register. */
  lookUp(): void {
    const traits = this.#traits;
    if (!traits.hasNir) return;
    traits.nirOf = patientsByNir(this.#index, this.#bytes, this.#start, this.#end);
    if (traits.nirOf.length === 0) traits.unknownNir = this.#bytes.slice(this.#start, this.#end);
  }
}

/** Where the 13 characters of a NIR end; 0 when there are fewer. */
function nirEnd(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  let stop = start;
  for (; stop < end && characters < 13; stop++) if (FOLD[bytes[stop]!] !== 0) characters++;
  return characters < 13 ? 0 : stop;
}

/** Thirteen characters, or fifteen with the key, that begin like a NIR. */
export function isNirShaped(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 13 || end - start > 30) return false;
  return normaliseNir(decode(bytes, start, end)) !== null;
}

/** Sex (1, 2, 0 unknown), year of birth without century, month, as a NIR tells them. */
function nirTraits(bytes: Uint8Array, start: number, end: number): [number, number, number] {
  const digits = decode(bytes, start, end).replace(/[^0-9A-Za-z]/g, '');
  const first = Number(digits[0]);
  const sex = first === 7 ? 1 : first === 8 ? 2 : first;
  return [sex > 2 ? 0 : sex, Number(digits.slice(1, 3)), Number(digits.slice(3, 5))];
}

/** Whether two ranges hold the same letters and digits. */
function sameText(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
  return hashText(bytes, a, aEnd) === hashText(bytes, b, bEnd);
}
