import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import type { Finding } from '../detect/scan.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import {
  PART_ID,
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
  rolesOfPart,
} from '../patients/index/patientIndex.ts';
import { encode } from '../text/windows1252.ts';
import type { Persons } from './persons.ts';

/** Bearers of one phone number that are looked at. */
const BEARERS = 50;

/** Data by which the register knows somebody. */
const CATEGORY: Partial<Record<Finding['kind'], CategorySet>> = {
  phone: CATEGORY_BIT.phone,
  email: CATEGORY_BIT.email,
  social_security: CATEGORY_BIT.social_security,
  patient_number: CATEGORY_BIT.patient_number,
};

/** Data of a text that no place gives to anybody (under a doctor's line, before a name): they are whoever's the register says, where that person is named. */
export class LooseData {
  readonly #index: PatientIndex;
  /** Categories by patient who has such a datum. */
  readonly #owned = new Map<number, CategorySet>();
  readonly #contacts: { kind: 'phone' | 'email'; bearers: readonly number[] }[] = [];

  constructor(index: PatientIndex) {
    this.#index = index;
  }

  add(finding: Finding): void {
    const category = CATEGORY[finding.kind];
    if (category === undefined) return;
    const bearers = this.#bearersOf(finding);
    for (const patient of bearers) this.#owned.set(patient, (this.#owned.get(patient) ?? 0) | category);
    if (bearers.length > 0 && (finding.kind === 'phone' || finding.kind === 'email'))
      this.#contacts.push({ kind: finding.kind, bearers });
  }

  /** Categories of the loose data that the register says are this patient's. */
  ownedBy(patient: number): CategorySet {
    return this.#owned.get(patient) ?? 0;
  }

  /** A phone number or an address of a bearer of the name says which bearer the name means. */
  claim(persons: Persons): void {
    for (const { kind, bearers } of this.#contacts) {
      for (const patient of bearers) {
        for (const { traits, isRelative } of this.#namedLike(patient, persons)) {
          if (isRelative || traits.phoneOf.length + traits.emailOf.length > 0) continue;
          if (!this.#bearsAll(patient, traits.nameParts)) continue;
          if (kind === 'phone') traits.phoneOf = bearers;
          else traits.emailOf = bearers;
        }
      }
    }
  }

  #namedLike(patient: number, persons: Persons): ReturnType<Persons['bearing']> {
    const { nameStarts, nameParts } = this.#index;
    const found = new Set<ReturnType<Persons['bearing']>[number]>();
    for (let i = nameStarts[patient]!; i < nameStarts[patient + 1]!; i++)
      for (const entity of persons.bearing(nameParts[i]! & PART_ID)) found.add(entity);
    return [...found];
  }

  /** Whether a patient bears all the written parts of a name, at least one that proves something. */
  #bearsAll(patient: number, nameParts: readonly number[]): boolean {
    return (
      nameParts.some((part) => this.#index.particles[part] === 0) &&
      nameParts.every((part) => rolesOfPart(this.#index, patient, part) !== 0)
    );
  }

  /** The patients who have a datum in the register. */
  #bearersOf({ kind, value }: Finding): readonly number[] {
    switch (kind) {
      case 'phone':
        return valuesOf(this.#index.byPhone, phoneKey(value), BEARERS);
      case 'email':
        return patientsByEmail(this.#index, encode(value));
      case 'social_security':
        return patientsByNir(this.#index, encode(value.slice(0, 13)));
      default: {
        const patient = patientByNumber(this.#index, encode(value));
        return patient < 0 ? [] : [patient];
      }
    }
  }
}
