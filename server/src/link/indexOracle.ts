import type { NamePartKind, RegisterOracle } from '../columns/registerOracle.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { firstValue, valuesOf, visitValues } from '../patients/index/multimap.ts';
import {
  BIRTH_NAME,
  GIVEN_NAME,
  namePartOf,
  patientByAnyShape,
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
  rolesOfPart,
  USAGE_NAME,
} from '../patients/index/patientIndex.ts';
import { hashWord } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';

const SURNAME = BIRTH_NAME | USAGE_NAME;
/** Of those born on one day so many are looked at: unknown birth dates are all registered as the same day. */
const BORN_LIMIT = 500;
/** Patients who share a phone. */
const PHONE_LIMIT = 50;

/** What the patient index answers to the understanding of tables. */
export class IndexOracle implements RegisterOracle {
  readonly #index: PatientIndex;

  constructor(index: PatientIndex) {
    this.#index = index;
  }

  byNumber(text: string): number {
    return patientByNumber(this.#index, encode(text));
  }

  byReshapedNumber(text: string): number {
    return patientByAnyShape(this.#index, text);
  }

  byNir(text: string): readonly number[] {
    const body = text.replace(/[^0-9A-Za-z]/g, '').slice(0, 13);
    return body.length < 13 ? [] : patientsByNir(this.#index, encode(body));
  }

  byEmail(text: string): readonly number[] {
    return patientsByEmail(this.#index, encode(text));
  }

  byBirth(date: number, words: readonly string[]): number {
    const index = this.#index;
    if (firstValue(index.byBirthDate, date) < 0) return -1;
    const parts = words
      .map((word) => namePartOf(index, hashWord(word)))
      .filter((part) => part !== 0 && index.particles[part] === 0);
    if (parts.length < 2) return -1;
    let found = -1;
    let budget = BORN_LIMIT;
    visitValues(index.byBirthDate, date, (p) => {
      if (index.birthDates[p] === date && this.#bearsName(p, parts)) found = p;
      return found < 0 && --budget > 0;
    });
    return found;
  }

  /** Whether one of the parts is a surname of the patient and another one a given name. */
  #bearsName(p: number, parts: readonly number[]): boolean {
    let surnames = 0;
    let givens = 0;
    let both = 0;
    for (const part of parts) {
      const roles = rolesOfPart(this.#index, p, part);
      const isSurname = (roles & SURNAME) !== 0;
      const isGiven = (roles & GIVEN_NAME) !== 0;
      if (isSurname && isGiven) both++;
      else if (isSurname) surnames++;
      else if (isGiven) givens++;
    }
    return (surnames > 0 && givens + both > 0) || (givens > 0 && both > 0) || both > 1;
  }

  partOf(patient: number, word: string): NamePartKind | null {
    const part = namePartOf(this.#index, hashWord(word));
    if (part === 0 || this.#index.particles[part] !== 0) return null;
    const roles = rolesOfPart(this.#index, patient, part);
    const isGiven = (roles & GIVEN_NAME) !== 0;
    if ((roles & SURNAME) !== 0) return isGiven ? 'both' : 'surname';
    return isGiven ? 'given' : null;
  }

  bearers(word: string): { surname: number; given: number } {
    const part = namePartOf(this.#index, hashWord(word));
    return { surname: this.#index.surnameCounts[part] ?? 0, given: this.#index.givenCounts[part] ?? 0 };
  }

  birthDate(patient: number): number {
    return this.#index.birthDates[patient]!;
  }

  sex(patient: number): number {
    return this.#index.sexes[patient]!;
  }

  postcode(patient: number): number {
    return this.#index.postcodes[patient]!;
  }

  hasPhone(patient: number, text: string): boolean {
    const key = phoneKey(text);
    return key !== 0 && valuesOf(this.#index.byPhone, key, PHONE_LIMIT).includes(patient);
  }

  hasEmail(patient: number, text: string): boolean {
    return patientsByEmail(this.#index, encode(text)).includes(patient);
  }
}
