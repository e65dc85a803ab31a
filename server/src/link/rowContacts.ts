import { tellsKinship } from '../columns/columnCells.ts';
import { parseAddress } from '../columns/parseAddress.ts';
import type { ColumnRole } from '../columns/tableLayout.ts';
import { addressKey } from '../patients/index/addressKey.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { emailKeys } from '../patients/index/emailKeys.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import { patientsByEmail, type PatientIndex } from '../patients/index/patientIndex.ts';
import { postcodeKey, townKey } from '../patients/index/placeKeys.ts';
import { decode, encode } from '../text/windows1252.ts';
import { hasDigits } from './cellBytes.ts';
import { type Traits, withOwners } from './traits.ts';

/** An address with fewer digits holds no postcode. */
const POSTCODE_DIGITS = 5;
/** A phone without its leading zero or the number of its country. */
const NATIONAL_DIGITS = 9;
/** So many patients with one phone are listed. */
const PHONE_LIMIT = 50;
/** A longer cell is no contact. */
const CONTACT_BYTES = 200;
const BLANK = Uint8Array.of(0x20);
const AT = 0x40;

/** Looks up by which patients the ways to reach a row's person are known: phone, e-mail, address. */
export class RowContacts {
  readonly #index: PatientIndex;
  readonly #traits: Traits;
  #bytes: Uint8Array = new Uint8Array(0);
  /** The number of the house, where it has a column of its own before the street's. */
  #houseStart = 0;
  #houseEnd = 0;

  constructor(index: PatientIndex, traits: Traits) {
    this.#index = index;
    this.#traits = traits;
  }

  /** The bytes of the rows that follow. */
  begin(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  clear(): void {
    this.#houseEnd = 0;
  }

  /** Looks up one cell of the row; cells come in the order of their columns. */
  lookUp(role: ColumnRole, start: number, end: number): void {
    const traits = this.#traits;
    const bytes = this.#bytes;
    switch (role) {
      case 'contact': {
        const kind = contactKind(bytes, start, end);
        if (kind !== null && kind !== 'relative') this.lookUp(kind, start, end);
        return;
      }
      case 'phone':
        this.#lookUpPhone(start, end);
        return;
      case 'email':
        this.#lookUpEmail(start, end);
        return;
      case 'house_number':
        this.#houseStart = start;
        this.#houseEnd = end;
        return;
      case 'address':
        this.#lookUpAddress(start, end);
        return;
      case 'postcode':
      case 'postcode_city':
        traits.postcode = postcodeKey(decode(bytes, start, end));
        return;
      case 'city':
        traits.town = townKey(bytes, start, end);
        return;
      default:
      // Says nothing of how to reach anybody.
    }
  }

  /** Who has this phone or one before it. */
  #lookUpPhone(start: number, end: number): void {
    const key = phoneKey(decode(this.#bytes, start, end));
    this.#traits.phoneOf = withOwners(this.#traits.phoneOf, valuesOf(this.#index.byPhone, key, PHONE_LIMIT));
  }

  /** Who has this e-mail or one before it; where nobody does, the parts of the first. */
  #lookUpEmail(start: number, end: number): void {
    const traits = this.#traits;
    traits.emailOf = withOwners(traits.emailOf, patientsByEmail(this.#index, this.#bytes, start, end));
    if (traits.emailOf.length > 0) traits.emailName = traits.emailDomain = 0;
    else if (traits.emailName === 0) {
      const { name, domain } = emailKeys(this.#bytes, start, end);
      traits.emailName = name;
      traits.emailDomain = domain;
    }
  }

  /** The line with the street, by which the index knows an address; a whole address in one cell is taken apart. */
  #lookUpAddress(start: number, end: number): void {
    const traits = this.#traits;
    const bytes = this.#bytes;
    if (this.#houseEnd > 0) {
      const number = bytes.subarray(this.#houseStart, this.#houseEnd);
      traits.address = addressKey(Buffer.concat([number, BLANK, bytes.subarray(start, end)]));
      return;
    }
    if (!hasDigits(bytes, start, end, POSTCODE_DIGITS)) {
      traits.address = addressKey(bytes, start, end);
      return;
    }
    const { street, postcode } = parseAddress(decode(bytes, start, end));
    traits.address = addressKey(encode(street));
    if (postcode !== '') traits.postcode = Number(postcode);
  }
}

/** What a cell that says how to reach somebody holds; null for a word or two. Who is reached may be a relative: 'nièce : Mme X 06 …'. */
export function contactKind(
  bytes: Uint8Array,
  start: number,
  end: number,
): 'email' | 'phone' | 'address' | 'relative' | null {
  if (end - start <= CONTACT_BYTES && tellsKinship(decode(bytes, start, end))) return 'relative';
  if (bytes.subarray(start, end).includes(AT)) return 'email';
  if (hasDigits(bytes, start, end, NATIONAL_DIGITS)) return 'phone';
  return hasDigits(bytes, start, end, POSTCODE_DIGITS) ? 'address' : null;
}
