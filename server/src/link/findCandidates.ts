import {
  birthKey,
  pairKey,
  PART_ID,
  type PatientIndex,
  patientsByEmailName,
  rolesOfPart,
} from '../patients/index/patientIndex.ts';
import { entriesEnd, entriesStart, firstValue, visitValues } from '../patients/index/multimap.ts';
import { placeKey } from '../patients/index/placeKeys.ts';
import type { Candidates } from './candidates.ts';
import { compareDates } from './compareDates.ts';
import { alikeParts, mayBeAlike } from './alikeParts.ts';
import { areVariants } from '../columns/givenVariants.ts';
import { hashText } from '../patients/index/hashText.ts';
import { letterBits } from '../patients/index/letterBits.ts';
import { FEW_BEARERS } from './commonSurname.ts';
import { bearsInitials } from './initials.ts';
import { similarParts } from './similarParts.ts';
import { isDoubleName, type Traits } from './traits.ts';

const CENTURY = 2000_00_00;

/** At most so many bearers of one name are compared one by one; beyond it the name alone decides nothing anyway. */
const HOMONYM_LIMIT = 400;
/** The same for those who share a name part and a place: more are a common name in a large town. */
const PLACE_LIMIT = 100;
/** Whoever shares a phone or an e-mail with so few others is compared, however different the name. */
const FEW_OWNERS = 4;
/** More with the same before the @ of their e-mails are a word ('contact', 'martin'). */
const EMAIL_NAME_LIMIT = 20;

/**
 * Blocking, first step: the patients with the written number or NIR, those with the written phone or e-mail who were born that day or bear a part of the name, and those
 * of the written surname who were born on the written day.
 */
export function findByIdentity(index: PatientIndex, traits: Traits, found: Candidates): void {
  if (traits.numberOf >= 0) found.add(traits.numberOf);
  for (const p of traits.nirOf) found.add(p);
  addOwners(index, traits, traits.phoneOf, found);
  addOwners(index, traits, traits.emailOf, found);
  if (traits.emailName !== 0)
    for (const p of patientsByEmailName(index, traits.emailName, EMAIL_NAME_LIMIT))
      if (isLike(index, p, traits)) found.add(p);
  for (const date of registeredAs(index, traits))
    for (const part of traits.nameParts) addBornAndNamed(index, date, part, found);
}

function addOwners(index: PatientIndex, traits: Traits, owners: readonly number[], found: Candidates): void {
  for (const p of owners) if (owners.length <= FEW_OWNERS || isLike(index, p, traits)) found.add(p);
}

/** Those born that day of whose name the part is one. Asked for each name that is written anywhere: without a function for each. */
function addBornAndNamed(index: PatientIndex, date: number, part: number, found: Candidates): void {
  const { byBirth } = index;
  const key = birthKey(part, date);
  const end = entriesEnd(byBirth, key);
  for (let i = entriesStart(byBirth, key); i < end; i += 2) {
    if (byBirth.entries[i] !== key) continue;
    const p = byBirth.entries[i + 1]!;
    if (index.birthDates[p] === date && rolesOfPart(index, p, part) !== 0) found.add(p);
  }
}

/** Second step: everybody born that day of whose name a part is written, perhaps with a typing error. */
export function findByBirthDate(index: PatientIndex, traits: Traits, found: Candidates): void {
  for (const date of registeredAs(index, traits))
    visitValues(index.byBirthDate, date, (p) => {
      if (!found.has(p) && (bearsInitials(index, p, traits) || bearsSimilarName(index, p, traits)))
        found.add(p);
      return true;
    });
}

/**
 * How the register may hold a written date: as it is, without its day, without its month (where it holds any such date), in the other century where
 * the year has two digits; nothing for an unknown date.
 */
function registeredAs(index: PatientIndex, { birthDate, shortYear }: Traits): number[] {
  if (birthDate === 0) return [];
  const dates = [birthDate];
  if (shortYear) dates.push(birthDate + (birthDate < CENTURY ? 1 : -1) * 1_000_000);
  for (let i = dates.length - 1; i >= 0; i--)
    for (const rest of [dates[i]! % 100, dates[i]! % 10_000])
      if (rest !== 0 && index.partialBirthDates.has(dates[i]! - rest)) dates.push(dates[i]! - rest);
  return dates;
}

/**
 * Last step, where nobody has been found: those at the written address, and those at the written postcode or town, of whose name a part is written as
 * it is registered.
 */
export function findByPlace(index: PatientIndex, traits: Traits, found: Candidates): void {
  const limit = found.found.length + HOMONYM_LIMIT;
  if (traits.address !== 0)
    visitValues(index.byPlace, traits.address, (p) => {
      if (index.addresses[p] === traits.address && !found.has(p) && isLike(index, p, traits)) found.add(p);
      return found.found.length < limit;
    });
  for (const place of [traits.postcode, traits.town].filter((key) => key !== 0))
    for (const part of traits.nameParts) {
      let budget = PLACE_LIMIT;
      visitValues(index.byPlace, placeKey(place, part), (p) => {
        found.add(p);
        return --budget > 0;
      });
    }
}

/** Whether somebody with the written address, phone or e-mail is worth comparing: born that day, or of a name that is like a written one. */
function isLike(index: PatientIndex, p: number, traits: Traits): boolean {
  return (
    (traits.birthDate !== 0 &&
      index.birthDates[p] !== 0 &&
      compareDates(traits.birthDate, index.birthDates[p]!, traits.shortYear) !== 'differs') ||
    bearsSimilarName(index, p, traits)
  );
}

/**
 * Third step: the bearers of each pair of a surname part with a given-name part, or of a surname alone where few bear it. A common surname alone: see
 * commonSurname.ts.
 */
export function findByName(index: PatientIndex, traits: Traits, found: Candidates): void {
  visitPairs(index, traits, (p) => found.add(p));
  if (found.found.length === 0 && traits.nameParts.length > 0 && !traits.hasGivenName)
    findBySurname(index, traits, found);
}

/** Calls `visit` with the bearers of each pair of a surname part with a given-name part, with somebody perhaps more than once. */
export function visitPairs(index: PatientIndex, traits: Traits, visit: (p: number) => void): void {
  const parts = traits.nameParts;
  const isDouble = isDoubleName(traits);
  for (const surname of parts) {
    if (index.surnameCounts[surname] === 0) continue;
    for (const given of parts) {
      if ((given === surname && !isDouble) || index.givenCounts[given] === 0) continue;
      let budget = HOMONYM_LIMIT;
      visitValues(index.byPair, pairKey(surname, given), (p) => {
        visit(p);
        return --budget > 0;
      });
    }
  }
}

/** Whether any patient bears a word of `a` and a word of `b`, one in the surname, the other in a given name. */
export function isBornePair(index: PatientIndex, a: readonly number[], b: readonly number[]): boolean {
  return a.some((x) =>
    b.some(
      (y) => firstValue(index.byPair, pairKey(x, y)) >= 0 || firstValue(index.byPair, pairKey(y, x)) >= 0,
    ),
  );
}

function bearsSimilarName(index: PatientIndex, p: number, traits: Traits): boolean {
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const borne = index.nameParts[i]! & PART_ID;
    if (index.particles[borne] !== 0) continue;
    for (const part of traits.nameParts) if (part === borne || isLikePart(index, part, borne)) return true;
    for (const word of traits.unknownNameWords) if (isLikeWord(index, word, borne)) return true;
  }
  return false;
}

function findBySurname(index: PatientIndex, traits: Traits, found: Candidates): void {
  for (const part of traits.nameParts) {
    if (
      index.surnameCounts[part]! === 0 ||
      index.surnameCounts[part]! > FEW_BEARERS ||
      index.particles[part] !== 0
    )
      continue;
    visitValues(index.bySurname, part, (p) => {
      found.add(p);
      return true;
    });
  }
}

/** Whether two name parts are like each other but for typing errors, or forms of one given name. */
function isLikePart(index: PatientIndex, a: number, b: number): boolean {
  const { partTexts, partTextStarts, partLetters, partForms, partHashes } = index;
  if ((partForms[a]! & partForms[b]!) !== 0 && isFormOf(index, b, partHashes[a]!)) return true;
  const aFrom = partTextStarts[a]!;
  const aTo = partTextStarts[a + 1]!;
  const bFrom = partTextStarts[b]!;
  const bTo = partTextStarts[b + 1]!;
  return (
    similarParts(partTexts, aFrom, aTo, partTexts, bFrom, bTo) ||
    (!isAnothersName(index, a, b) &&
      mayBeAlike(partLetters[a]!, aTo - aFrom, partLetters[b]!, bTo - bFrom) &&
      alikeParts(partTexts, aFrom, aTo, partTexts, bFrom, bTo))
  );
}

/** The same of a word that no patient bears. */
function isLikeWord(index: PatientIndex, word: Uint8Array, part: number): boolean {
  const { partTexts, partTextStarts, partLetters } = index;
  const from = partTextStarts[part]!;
  const to = partTextStarts[part + 1]!;
  return (
    similarParts(word, 0, word.length, partTexts, from, to) ||
    (mayBeAlike(letterBits(word), word.length, partLetters[part]!, to - from) &&
      alikeParts(word, 0, word.length, partTexts, from, to)) ||
    isFormOf(index, part, hashText(word))
  );
}

/** Whether the word with this hash and a name part are forms of one given name. */
function isFormOf({ partForms, partHashes }: PatientIndex, part: number, hash: number): boolean {
  return partForms[part] !== 0 && areVariants(hash, partHashes[part]!);
}

/** Whether a written name part is a name in its own right, and the other, which is borne, too: nobody has mistyped that by several letters. */
function isAnothersName(
  { surnameCounts, givenCounts }: PatientIndex,
  written: number,
  borne: number,
): boolean {
  return (
    surnameCounts[written]! + givenCounts[written]! > 0 && surnameCounts[borne]! + givenCounts[borne]! > 1
  );
}
