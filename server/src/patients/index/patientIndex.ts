import { checkText, hashText } from './hashText.ts';
import { inShape, type NumberShape } from './numberShape.ts';
import { encode } from '../../text/windows1252.ts';
import { zerosEnd } from './numberText.ts';
import { entriesEnd, entriesStart, mix, type Multimap, valuesOf, visitValues } from './multimap.ts';

/**
 * The patient index: what linking asks of the register, in flat arrays over shared memory (at most 250 bytes a patient), the same for all threads.
 * A patient is a position 0 … size-1. A name part is an id from 1. No name can be asked alone except through {@link namePartOf} and pairs.
 */
export interface PatientIndex {
  readonly size: number;
  /** log2(size): what it takes to single out one patient, bits. */
  readonly sizeBits: number;
  /** Internal patient id (database) of each position. */
  readonly ids: Uint32Array;
  /** YYYYMMDD with 00 for an unknown day or month; 0 when unknown. */
  readonly birthDates: Uint32Array;
  /** 0 unknown, 1 man, 2 woman. */
  readonly sexes: Uint8Array;
  /** {@link postcodeKey}; 0 when unknown. */
  readonly postcodes: Uint32Array;
  /** {@link townKey}; 0 when unknown. */
  readonly towns: Uint32Array;
  /** {@link addressKey} of the first address line; 0 when unknown. */
  readonly addresses: Uint32Array;
  /** How rare the patient's birth date, postcode, town and address are in the register: -log2 of their share, in eighths of a bit. */
  readonly birthRarities: Uint8Array;
  readonly postcodeRarities: Uint8Array;
  readonly townRarities: Uint8Array;
  readonly addressRarities: Uint8Array;
  readonly emailDomainRarities: Uint8Array;
  /** The same of the sex (0 unknown, 1 man, 2 woman), bits. */
  readonly sexRarities: readonly number[];
  /** Second hashes that verify what byNumber, byNir and byEmail find; 0 when the patient has none. */
  readonly numberChecks: Uint32Array;
  readonly nirChecks: Uint32Array;
  readonly emailChecks: Uint32Array;
  /** {@link emailKeys}: what stands before the @ of the patient's e-mail and behind it; 0 when the patient has none. byEmail finds the former too. */
  readonly emailNames: Uint32Array;
  readonly emailDomains: Uint32Array;
  /** Name parts of position p: nameParts[nameStarts[p] … nameStarts[p+1]), id with role bits. */
  readonly nameStarts: Uint32Array;
  readonly nameParts: Uint32Array;
  /** {@link hashName} of position p's names: birth name, usage name, given name in use, all given names; 0 for none. From 4p on. */
  readonly nameHashes: Uint32Array;
  /** Dictionary of name parts: open addressing over the hash of the folded word. */
  readonly partTable: Uint32Array;
  readonly partHashes: Uint32Array;
  /** Folded letters of part i, ASCII: partTexts[partTextStarts[i] … partTextStarts[i+1]). */
  readonly partTextStarts: Uint32Array;
  readonly partTexts: Uint8Array;
  /** {@link letterBits} of part i, and {@link formBits} of it as a given name. */
  readonly partLetters: Uint32Array;
  readonly partForms: Uint32Array;
  /** How many patients bear the part in a surname, in a given name. */
  readonly surnameCounts: Uint32Array;
  readonly givenCounts: Uint32Array;
  /** 1 where the part is a particle (DE, LE, SAINT …). */
  readonly particles: Uint8Array;
  readonly byNumber: Multimap;
  readonly byNir: Multimap;
  readonly byPhone: Multimap;
  readonly byEmail: Multimap;
  readonly byBirthDate: Multimap;
  /** Birth dates of the register without a day, or without day and month: YYYYMM00, YYYY0000. */
  readonly partialBirthDates: ReadonlySet<number>;
  readonly byPair: Multimap;
  readonly bySurname: Multimap;
  /** By surname part and birth date. */
  readonly byBirth: Multimap;
  /** By address, and by postcode or town with a part of the name ({@link placeKey}). */
  readonly byPlace: Multimap;
  /** True where national numbers of the register are no NIR: another country's. */
  readonly foreignNumbers: boolean;
  /** Lengths that patient numbers have in this register. */
  readonly numberLengths: readonly number[];
  /** How this register writes most of its patient numbers, commonest first. */
  readonly numberShapes: readonly NumberShape[];
  /** Share of the possible numbers that exist, where the register's lie: how much an equal number proves. */
  readonly numberDensity: number;
  /** Whether most of the register's numbers end with letters ('84512B'). */
  readonly numbersEndWithLetters: boolean;
  /** Whether most of them are written with signs between their digits ('P012345-7'). */
  readonly numbersAreInGroups: boolean;
}

/** Role bits of a patient's name part. A part may have several. */
export const BIRTH_NAME = 0x8000_0000;
export const USAGE_NAME = 0x4000_0000;
export const GIVEN_NAME = 0x2000_0000;
/** The given name in everyday use (the first of the register's list). */
export const FIRST_GIVEN_NAME = 0x1000_0000;
export const PART_ID = 0x0fff_ffff;

/** Key of a surname part and a birth date (YYYYMMDD) in byBirth. */
export function birthKey(surnamePart: number, birthDate: number): number {
  return (mix(birthDate) + Math.imul(surnamePart, 0x9e3779b1)) >>> 0;
}

/** Key of a surname part and a given-name part in byPair. */
export function pairKey(surnamePart: number, givenPart: number): number {
  return (mix(surnamePart) + Math.imul(givenPart, 0x9e3779b1)) >>> 0;
}

/** Id of the name part with this hash, 0 when the register has none. */
export function namePartOf(index: PatientIndex, hash: number): number {
  const mask = index.partTable.length - 1;
  for (let slot = mix(hash) & mask; ; slot = (slot + 1) & mask) {
    const part = index.partTable[slot]!;
    if (part === 0 || index.partHashes[part] === hash) return part;
  }
}

/** Role bits under which patient `p` bears `part`; 0 when not at all. */
export function rolesOfPart(index: PatientIndex, p: number, part: number): number {
  const end = index.nameStarts[p + 1]!;
  for (let i = index.nameStarts[p]!; i < end; i++) {
    const entry = index.nameParts[i]!;
    if ((entry & PART_ID) === part) return (entry & ~PART_ID) >>> 0;
  }
  return 0;
}

/** The patient with this number, or -1. Separators and leading zeros do not count. */
export function patientByNumber(
  index: PatientIndex,
  bytes: Uint8Array,
  from = 0,
  end = bytes.length,
): number {
  const start = zerosEnd(bytes, from, end);
  const hash = hashText(bytes, start, end);
  if (hash === 0) return -1;
  const { byNumber } = index;
  const bucketEnd = entriesEnd(byNumber, hash);
  for (let i = entriesStart(byNumber, hash); i < bucketEnd; i += 2) {
    if (byNumber.entries[i] !== hash) continue;
    const p = byNumber.entries[i + 1]!;
    if (index.numberChecks[p] === checkText(bytes, start, end)) return p;
  }
  return -1;
}

/** The patient whose number this is in one of the register's shapes: zeros or letters were added or lost (see inShape); -1 for nobody. */
export function patientByAnyShape(index: PatientIndex, text: string): number {
  for (const shape of index.numberShapes) {
    const number = inShape(text, shape);
    const patient = number === null ? -1 : patientByNumber(index, encode(number));
    if (patient >= 0) return patient;
  }
  return -1;
}

/** Whether patient `p` has these 13 characters of a NIR: cheaper than {@link patientsByNir} where the patient is known. */
export function hasNir(
  index: PatientIndex,
  p: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  return index.nirChecks[p] !== 0 && index.nirChecks[p] === checkText(bytes, start, end);
}

/** All patients with these 13 characters of a NIR (a child may bear a parent's). */
export function patientsByNir(
  index: PatientIndex,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): number[] {
  return patientsHashed(index.byNir, index.nirChecks, bytes, start, end);
}

/** All patients with this e-mail address (letters and digits compared, case does not count). */
export function patientsByEmail(
  index: PatientIndex,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): number[] {
  return patientsHashed(index.byEmail, index.emailChecks, bytes, start, end);
}

/** All patients with the same before the @ ({@link emailKeys}), at most `limit`. */
export function patientsByEmailName(index: PatientIndex, name: number, limit: number): number[] {
  return valuesOf(index.byEmail, name, limit).filter((p) => index.emailNames[p] === name);
}

/** All patients under the hash of a text whose second hash agrees too. */
function patientsHashed(
  map: Multimap,
  checks: Uint32Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): number[] {
  const check = checkText(bytes, start, end);
  const found: number[] = [];
  visitValues(map, hashText(bytes, start, end), (p) => {
    if (checks[p] === check) found.push(p);
    return true;
  });
  return found;
}

/** Bytes that the index occupies, all arrays together. */
export function indexBytes(index: PatientIndex): number {
  let total = 0;
  for (const value of Object.values(index) as unknown[]) {
    if (ArrayBuffer.isView(value)) total += value.byteLength;
    else if (isMultimap(value)) total += value.directory.byteLength + value.entries.byteLength;
  }
  return total;
}

function isMultimap(value: unknown): value is Multimap {
  return typeof value === 'object' && value !== null && 'directory' in value;
}
