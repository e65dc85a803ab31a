import { formBits } from '../../columns/givenVariants.ts';
import { encode } from '../../text/windows1252.ts';
import { addressKey } from './addressKey.ts';
import { Growable } from './growable.ts';
import { emailKeys } from './emailKeys.ts';
import { checkText, hashText } from './hashText.ts';
import { letterBits } from './letterBits.ts';
import { lettersAndDigits, withoutZeros } from './numberText.ts';
import { placeKey, postcodeKey, townKey } from './placeKeys.ts';
import { buildMultimap, mix, type Multimap } from './multimap.ts';
import { NumberDensity, NumberShapeCounter } from './numberShape.ts';
import { foldedWord, hashName, isParticle, visitNameParts } from './nameParts.ts';
import { birthRarities, rarities, sexRarities } from './rarities.ts';
import { TextBytes } from './textBytes.ts';
import {
  BIRTH_NAME,
  FIRST_GIVEN_NAME,
  GIVEN_NAME,
  birthKey,
  pairKey,
  type PatientIndex,
  USAGE_NAME,
} from './patientIndex.ts';

/** What the index needs of a patient. */
export interface IndexedPatient {
  readonly id: number;
  readonly patientNumber: string;
  /** 13 characters, or null. */
  readonly nir: string | null;
  readonly birthName: string;
  readonly usageName: string;
  readonly givenNames: readonly string[];
  readonly sex: 'M' | 'F' | null;
  /** YYYYMMDD, 00 for unknown parts, 0 when unknown. */
  readonly birthDate: number;
  /** As registered; French numbers by their last nine digits. */
  readonly phones: readonly string[];
  readonly email: string;
  readonly address: string;
  readonly postcode: string;
  readonly city?: string;
}

const shared = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(length * 4));

function sharedBytes(source: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(source.length));
  bytes.set(source);
  return bytes;
}

/** Last nine digits of a phone number as a number; 0 when there are fewer. */
export function phoneKey(phone: string): number {
  const digits = phone.replace(/\D/g, '');
  return digits.length < 9 ? 0 : Number(digits.slice(-9));
}

/** Keys and values of one multimap while it is built. */
class Entries {
  readonly #keys = new Growable();
  readonly #values = new Growable();

  add(key: number, value: number): void {
    if (key === 0) return;
    this.#keys.push(key);
    this.#values.push(value);
  }

  build(): Multimap {
    return buildMultimap(this.#keys.array, this.#values.array, this.#keys.length, shared);
  }
}

/** The dictionary of name parts while it is built. */
class PartDictionary {
  readonly #ids = new Map<number, number>();
  readonly hashes = new Growable();
  readonly textStarts = new Growable();
  readonly letters = new Growable();
  readonly forms = new Growable();
  readonly surnameCounts = new Growable();
  readonly givenCounts = new Growable();
  readonly particles: number[] = [0];
  /** Role bits of the patient who is being added, by part; 0 for parts that he does not bear. */
  readonly roles = new Growable();
  readonly #texts: number[] = [];

  constructor() {
    this.hashes.push(0);
    this.textStarts.push(0);
    this.letters.push(0);
    this.forms.push(0);
    this.surnameCounts.push(0);
    this.givenCounts.push(0);
    this.roles.push(0);
  }

  idOf(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const known = this.#ids.get(hash);
    if (known !== undefined) return known;
    const id = this.hashes.length;
    const word = foldedWord(bytes, from, to);
    this.#ids.set(hash, id);
    this.hashes.push(hash);
    this.textStarts.push(this.#texts.length);
    for (let i = 0; i < word.length; i++) this.#texts.push(word.charCodeAt(i));
    this.letters.push(letterBits(encode(word)));
    this.forms.push(formBits(hash));
    this.surnameCounts.push(0);
    this.givenCounts.push(0);
    this.roles.push(0);
    this.particles.push(isParticle(word) ? 1 : 0);
    return id;
  }

  table(): Uint32Array {
    const capacity = 1 << Math.ceil(Math.log2(this.hashes.length * 2 + 2));
    const table = shared(capacity);
    for (let id = 1; id < this.hashes.length; id++) {
      let slot = mix(this.hashes.array[id]!) & (capacity - 1);
      while (table[slot] !== 0) slot = (slot + 1) & (capacity - 1);
      table[slot] = id;
    }
    return table;
  }

  texts(): Uint8Array {
    return sharedBytes(this.#texts);
  }

  textStartsEnd(): Uint32Array {
    this.textStarts.push(this.#texts.length);
    return this.textStarts.into(shared);
  }
}

/** What the index keeps of a name. */
interface IndexedName {
  readonly hash: number;
  /** Numbers of its parts in the dictionary. */
  readonly parts: readonly number[];
}

/** What it keeps of all given names of a patient, the one in use first. */
interface IndexedGivenNames {
  readonly names: readonly IndexedName[];
  /** Of all of them, as one name. */
  readonly hash: number;
}

/** Different texts that are remembered of each kind. */
const REMEMBERED = 200_000;

/** The same function, which remembers what it said: towns and names are borne by many. */
function remembering<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value !== undefined) return value;
    value = compute(text);
    if (known.size < REMEMBERED) known.set(text, value);
    return value;
  };
}

/** Builds the index from the register, patient by patient: nothing of the register is held besides the index itself. */
export async function buildPatientIndex(patients: AsyncIterable<IndexedPatient>): Promise<PatientIndex> {
  const builder = new IndexBuilder();
  for await (const patient of patients) builder.add(patient);
  return builder.build();
}

/** Collects patients; {@link build} ends it. */
export class IndexBuilder {
  readonly #parts = new PartDictionary();
  readonly #text = new TextBytes();
  readonly #nameOf = remembering((name) => this.#indexName(name));
  readonly #givenNamesOf = remembering((names) => this.#indexGivenNames(names));
  readonly #townOf = remembering((town) => townKey(encode(town)));
  readonly #postcodeOf = remembering(postcodeKey);
  /** Name parts of the patient who is being added, as they were met; their roles are in the dictionary. */
  #ownParts: number[] = [];
  readonly #ids = new Growable();
  readonly #birthDates = new Growable();
  readonly #sexes: number[] = [];
  readonly #postcodes = new Growable();
  readonly #towns = new Growable();
  readonly #addresses = new Growable();
  readonly #numberChecks = new Growable();
  readonly #nirChecks = new Growable();
  readonly #emailChecks = new Growable();
  readonly #emailNames = new Growable();
  readonly #emailDomains = new Growable();
  readonly #nameStarts = new Growable();
  readonly #nameParts = new Growable();
  readonly #nameHashes = new Growable();
  readonly #byNumber = new Entries();
  readonly #byNir = new Entries();
  readonly #byPhone = new Entries();
  readonly #byEmail = new Entries();
  readonly #byBirthDate = new Entries();
  readonly #partialBirthDates = new Set<number>();
  readonly #byPair = new Entries();
  readonly #bySurname = new Entries();
  readonly #byBirth = new Entries();
  readonly #byPlace = new Entries();
  /** Patients with a national number, and those of them that are no NIR. */
  #nationalNumbers = 0;
  #foreignNumbers = 0;
  readonly #lengths = new Set<number>();
  readonly #shapes = new NumberShapeCounter();
  readonly #density = new NumberDensity();
  /** Lengths of numbers written with their leading zeros. */
  readonly #fullLengths = new Set<number>();

  add(patient: IndexedPatient): void {
    const p = this.#ids.length;
    this.#ids.push(patient.id);
    this.#birthDates.push(patient.birthDate);
    this.#sexes.push(patient.sex === 'M' ? 1 : patient.sex === 'F' ? 2 : 0);
    this.#postcodes.push(this.#postcodeOf(patient.postcode) || postcodeIn(patient.address));
    this.#towns.push(this.#townOf(patient.city ?? ''));
    const address = this.#text.take(patient.address);
    this.#addresses.push(addressKey(this.#text.bytes, 0, address));
    this.#addIdentifiers(p, patient);
    this.#addNames(p, patient);
    this.#addBirthDate(p, patient.birthDate);
  }

  #addBirthDate(p: number, birthDate: number): void {
    if (birthDate !== 0) this.#byBirthDate.add(birthDate, p);
    if (birthDate !== 0 && birthDate % 100 === 0) this.#partialBirthDates.add(birthDate);
  }

  #addIdentifiers(p: number, patient: IndexedPatient): void {
    const number = withoutZeros(patient.patientNumber);
    this.#numberChecks.push(this.#addHashed(this.#byNumber, number, p));
    this.#nirChecks.push(this.#addHashed(this.#byNir, patient.nir ?? '', p));
    if (patient.nir !== null) this.#nationalNumbers++;
    if (patient.nir !== null && !isNirBody(patient.nir)) this.#foreignNumbers++;
    this.#addEmail(p, patient.email);
    const phones = patient.phones.map(phoneKey);
    for (const key of phones.length > 1 ? new Set(phones) : phones) this.#byPhone.add(key, p);
    this.#shapes.add(patient.patientNumber);
    this.#density.add(patient.patientNumber);
    this.#lengths.add(lettersAndDigits(number));
    if (number.length !== patient.patientNumber.length)
      this.#fullLengths.add(lettersAndDigits(patient.patientNumber));
  }

  #addEmail(p: number, email: string): void {
    this.#emailChecks.push(this.#addHashed(this.#byEmail, email, p));
    const { name, domain } = emailKeys(this.#text.bytes, 0, this.#text.take(email));
    this.#emailNames.push(name);
    this.#emailDomains.push(domain);
    this.#byEmail.add(name, p);
  }

  /** Adds a text under its hash and returns the check that verifies it; 0 and nothing added for an empty text. */
  #addHashed(entries: Entries, text: string, p: number): number {
    const length = this.#text.take(text);
    const hash = hashText(this.#text.bytes, 0, length);
    if (hash === 0) return 0;
    entries.add(hash, p);
    return checkText(this.#text.bytes, 0, length);
  }

  #addNames(p: number, patient: IndexedPatient): void {
    const birthName = this.#nameOf(patient.birthName);
    const usageName = this.#nameOf(patient.usageName);
    const given = this.#givenNamesOf(patient.givenNames.join(' '));
    this.#collect(birthName, BIRTH_NAME);
    this.#collect(usageName, USAGE_NAME);
    given.names.forEach((name, i) =>
      this.#collect(name, i === 0 ? GIVEN_NAME | FIRST_GIVEN_NAME : GIVEN_NAME),
    );
    this.#nameHashes.push(birthName.hash);
    this.#nameHashes.push(usageName.hash);
    this.#nameHashes.push(given.names[0]?.hash ?? 0);
    this.#nameHashes.push(given.hash);
    this.#nameStarts.push(this.#nameParts.length);
    for (const id of this.#ownParts) this.#addPart(id, this.#parts.roles.array[id]!);
    this.#addSurnames(p, patient.birthDate);
    this.#addPlaces(p);
    this.#forgetParts();
  }

  /** Notes a role of the patient's parts of a name. */
  #collect({ parts }: IndexedName, role: number): void {
    const { array } = this.#parts.roles;
    for (const id of parts) {
      if (array[id] === 0) this.#ownParts.push(id);
      array[id]! |= role;
    }
  }

  #addPart(id: number, role: number): void {
    this.#nameParts.push((id | role) >>> 0);
    if ((role & (BIRTH_NAME | USAGE_NAME)) !== 0) this.#parts.surnameCounts.array[id]!++;
    if ((role & GIVEN_NAME) !== 0) this.#parts.givenCounts.array[id]!++;
  }

  #forgetParts(): void {
    for (const id of this.#ownParts) this.#parts.roles.array[id] = 0;
    this.#ownParts = [];
  }

  #indexName(name: string): IndexedName {
    const bytes = encode(name);
    const parts: number[] = [];
    visitNameParts(bytes, 0, bytes.length, (hash, from, to) =>
      parts.push(this.#parts.idOf(hash, bytes, from, to)),
    );
    return { hash: hashName(bytes, 0, bytes.length), parts };
  }

  /** Given names one by one; 'Jean-Pierre' is one, and so is 'Jean' of 'Jean Pierre Marie'. */
  #indexGivenNames(text: string): IndexedGivenNames {
    const names = text.split(/[ ,;\u00a0]+/).filter((name) => name !== '');
    const all = encode(names.join(' '));
    return { names: names.map(this.#nameOf), hash: hashName(all, 0, all.length) };
  }

  /** Where somebody lives finds him when name and birth date both have an error. */
  #addPlaces(p: number): void {
    const [postcode, town] = [this.#postcodes.array[p]!, this.#towns.array[p]!];
    this.#byPlace.add(this.#addresses.array[p]!, p);
    for (const part of this.#strongest(BIRTH_NAME | USAGE_NAME | FIRST_GIVEN_NAME)) {
      if (postcode !== 0) this.#byPlace.add(placeKey(postcode, part), p);
      if (town !== 0) this.#byPlace.add(placeKey(town, part), p);
    }
  }

  /** Keys that begin with a surname part: alone, with a given name, with the birth date. */
  #addSurnames(p: number, birthDate: number): void {
    const givens = this.#strongest(GIVEN_NAME);
    for (const surname of this.#strongest(BIRTH_NAME | USAGE_NAME)) {
      this.#bySurname.add(surname, p);
      if (birthDate !== 0) this.#byBirth.add(birthKey(surname, birthDate), p);
      for (const given of givens) this.#byPair.add(pairKey(surname, given), p);
    }
  }

  /** The patient's parts with a role, particles left out unless there is nothing else. */
  #strongest(role: number): number[] {
    const { array } = this.#parts.roles;
    const strong: number[] = [];
    for (const id of this.#ownParts)
      if ((array[id]! & role) !== 0 && this.#parts.particles[id] === 0) strong.push(id);
    return strong.length > 0 ? strong : this.#ownParts.filter((id) => (array[id]! & role) !== 0);
  }

  build(): PatientIndex {
    this.#nameStarts.push(this.#nameParts.length);
    return {
      size: this.#ids.length,
      sizeBits: Math.log2(this.#ids.length),
      ids: this.#ids.into(shared),
      birthDates: this.#birthDates.into(shared),
      sexes: sharedBytes(this.#sexes),
      postcodes: this.#postcodes.into(shared),
      towns: this.#towns.into(shared),
      addresses: this.#addresses.into(shared),
      birthRarities: sharedBytes(birthRarities(this.#birthDates.filled)),
      postcodeRarities: sharedBytes(rarities(this.#postcodes.filled)),
      townRarities: sharedBytes(rarities(this.#towns.filled)),
      addressRarities: sharedBytes(rarities(this.#addresses.filled)),
      sexRarities: sexRarities(this.#sexes),
      numberChecks: this.#numberChecks.into(shared),
      nirChecks: this.#nirChecks.into(shared),
      emailChecks: this.#emailChecks.into(shared),
      emailNames: this.#emailNames.into(shared),
      emailDomains: this.#emailDomains.into(shared),
      emailDomainRarities: sharedBytes(rarities(this.#emailDomains.filled)),
      nameStarts: this.#nameStarts.into(shared),
      nameParts: this.#nameParts.into(shared),
      nameHashes: this.#nameHashes.into(shared),
      partTable: this.#parts.table(),
      partHashes: this.#parts.hashes.into(shared),
      partTexts: this.#parts.texts(),
      partLetters: this.#parts.letters.into(shared),
      partForms: this.#parts.forms.into(shared),
      partTextStarts: this.#parts.textStartsEnd(),
      surnameCounts: this.#parts.surnameCounts.into(shared),
      givenCounts: this.#parts.givenCounts.into(shared),
      particles: sharedBytes(this.#parts.particles),
      byNumber: this.#byNumber.build(),
      byNir: this.#byNir.build(),
      byPhone: this.#byPhone.build(),
      byEmail: this.#byEmail.build(),
      byBirthDate: this.#byBirthDate.build(),
      partialBirthDates: this.#partialBirthDates,
      byPair: this.#byPair.build(),
      bySurname: this.#bySurname.build(),
      byBirth: this.#byBirth.build(),
      byPlace: this.#byPlace.build(),
      foreignNumbers: this.#foreignNumbers * 2 > this.#nationalNumbers,
      numberLengths: [...this.#lengths.union(this.#fullLengths)].sort((a, b) => a - b),
      numberShapes: this.#shapes.commonest(),
      numberDensity: this.#density.share,
      numbersEndWithLetters: this.#density.endsWithLetters,
      numbersAreInGroups: this.#density.isInGroups,
    };
  }
}

/** The postcode that stands in an address; 0 without one. */
function postcodeIn(address: string): number {
  return Number(/(?<!\d)\d{5}(?!\d)/.exec(address)?.[0] ?? 0);
}

/** Thirteen characters, as the import keeps a NIR without its key. */
function isNirBody(number: string): boolean {
  return /^\d{5}[\dAB]{2}\d{6}$/.test(number.replace(/\s/g, ''));
}
