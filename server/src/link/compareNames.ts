import { REASON_BIT } from '@constat/contract/exposure.ts';
import { areVariants } from '../columns/givenVariants.ts';
import { hashText } from '../patients/index/hashText.ts';
import { letterBits } from '../patients/index/letterBits.ts';
import {
  BIRTH_NAME,
  FIRST_GIVEN_NAME,
  GIVEN_NAME,
  PART_ID,
  rolesOfPart,
  USAGE_NAME,
} from '../patients/index/patientIndex.ts';
import { alikeParts, mayBeAlike } from './alikeParts.ts';
import type { EvidenceKind, LinkModel, LinkRecorder } from './linkModel.ts';
import { log2 } from './log2.ts';
import { similarParts } from './similarParts.ts';
import { isDoubleName, type Traits } from './traits.ts';

/** Roles of a surname. */
export const SURNAME = BIRTH_NAME | USAGE_NAME;

/** What the names of one patient say: how well they fit those that are written. One object is reused, since linking makes millions of comparisons. */
class NameSum {
  /** Sum of match weights, bits. */
  weight = 0;
  reasons = 0;
  surname = false;
  given = false;
  /** Several errors in the surname, in the given name; neither counts as written then. */
  surnameAlike = false;
  givenAlike = false;
  /** The register knows no given name, or none is written. */
  givenOpen = false;
  /** Surname and first given name, without typing error and without a word too many or too few. */
  whole = false;
  /** Role bits covered, words that fit nothing, words that fit but for a typing error. */
  covered = 0;
  unmatched = 0;
  similar = 0;
  /** Whether the given name in everyday use is among those that agree. */
  first = false;
  /** Whether it is written in a short form or another spelling. */
  variant = false;
  /** Names with a typing error in each other's column. */
  exchangedSimilar = 0;
  /** Bearers of the rarest surname part and of the rarest given-name part that agree. */
  surnameBearers = Infinity;
  givenBearers = Infinity;
  recorder: LinkRecorder | null = null;

  /** One piece of evidence for or against the patient, bits. */
  add(kind: EvidenceKind, bits: number): void {
    this.weight += bits;
    if (this.recorder !== null) this.recorder.evidence(kind, bits);
  }

  reset(recorder: LinkRecorder | null): void {
    this.recorder = recorder;
    this.weight = this.reasons = 0;
    this.surname = this.given = this.surnameAlike = this.givenAlike = this.givenOpen = this.whole = false;
    this.covered = this.unmatched = this.similar = this.exchangedSimilar = 0;
    this.first = this.variant = false;
    this.surnameBearers = this.givenBearers = Infinity;
  }
}

/** What the comparison has come to. */
export type NameAgreement = Readonly<Omit<NameSum, 'add' | 'reset' | 'recorder'>>;

const names = new NameSum();

/** Compares the names of patient `p` with those of the traits. What is returned holds until the next call. */
export function compareNames(index: LinkModel, p: number, traits: Traits): NameAgreement {
  names.reset(index.recorder);
  if (traits.nameParts.length + traits.unknownNameWords.length > 0) weighNames(index, p, traits);
  names.givenOpen = names.given || !traits.hasGivenName || !hasRole(index, p, GIVEN_NAME);
  return names;
}

function weighNames(index: LinkModel, p: number, traits: Traits): void {
  for (const part of traits.nameParts) comparePart(index, p, traits, part);
  for (const word of traits.unknownNameWords) compareUnknownWord(index, p, traits, word);
  for (const part of traits.otherParts) compareOtherPart(index, p, part);
  if (!names.surname) coverSmallSurname(index, p, traits);
  if (!names.surname && !names.given) compareExchanged(index, p, traits);
  weighSurname(index, p, traits);
  weighGivenName(index, p, traits);
  const { weights } = index;
  if (names.unmatched > 0) names.add('extra_word', names.unmatched * weights.extraWord);
  if (names.similar > 0) names.add('name_similar', names.similar * weights.similarPart);
  weighCapitals(index, p, traits);
  if (!names.surname || !names.given) return;
  const covered = surnameCovered(index, p, traits);
  if (!covered && names.similar === 0) names.add('missing_word', weights.missingWord);
  const givenCovered = firstGivenCovered(index, p, traits);
  if (names.first && !givenCovered && names.similar === 0 && !names.variant)
    names.add('missing_word', weights.missingWord);
  names.whole =
    covered && names.first && givenCovered && names.similar === 0 && names.unmatched === 0 && !names.variant;
  names.reasons |= names.similar > 0 || names.variant ? REASON_BIT.name_similar : REASON_BIT.name_equal;
  if ((names.covered & USAGE_NAME) !== 0 && (names.covered & BIRTH_NAME) === 0)
    names.reasons |= REASON_BIT.usage_name_equal;
}

function comparePart(index: LinkModel, p: number, traits: Traits, part: number): void {
  const roles = rolesAllowed(traits, part, rolesOfPart(index, p, part));
  if (index.particles[part] !== 0) names.covered |= roles;
  else if (roles !== 0) {
    coverRoles(index, part, roles);
    if (isDoubleName(traits)) coverRoles(index, part, roles);
  } else
    compareSimilar(
      index,
      p,
      traits,
      index.partTexts,
      index.partTextStarts[part]!,
      index.partTextStarts[part + 1]!,
      part,
      traits.surnameParts.includes(part),
      traits.givenParts.includes(part),
    );
}

/** Surname and given name, each in the column or behind the label of the other; the surname perhaps with more errors than can be told. */
function compareExchanged(index: LinkModel, p: number, traits: Traits): void {
  const surname = borneAs(index, p, traits.givenParts, traits.unknownGivenWords, SURNAME);
  const given = borneAs(index, p, traits.surnameParts, traits.unknownSurnameWords, GIVEN_NAME);
  const isSure = names.exchangedSimilar === 0 || (surname !== 0 && given !== 0);
  const mayBeAlone = given !== 0 || (surname !== 0 && !hasRole(index, p, GIVEN_NAME));
  if (!isSure || !mayBeAlone) return;
  if (surname !== 0) coverRoles(index, surname, rolesOfPart(index, p, surname) & SURNAME);
  if (given !== 0) coverRoles(index, given, rolesOfPart(index, p, given) & (GIVEN_NAME | FIRST_GIVEN_NAME));
  names.reasons |= REASON_BIT.name_order_reversed;
  takeUnmatched(surname === 0 || given === 0 ? 1 : 2);
  names.similar += names.exchangedSimilar;
  names.add('names_exchanged', index.weights.namesExchanged);
}

/** The name that patient `p` bears in one of these roles and that is among the words, perhaps with a typing error; 0 for none. */
function borneAs(
  index: LinkModel,
  p: number,
  parts: readonly number[],
  words: readonly Uint8Array[],
  roles: number,
): number {
  const { partTexts, partTextStarts } = index;
  const same = parts.find(
    (part) => index.particles[part] === 0 && (rolesOfPart(index, p, part) & roles) !== 0,
  );
  if (same !== undefined) return same;
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    const borne = entry & PART_ID;
    if ((entry & roles) === 0 || index.particles[borne] !== 0) continue;
    const start = partTextStarts[borne]!;
    const end = partTextStarts[borne + 1]!;
    const isSimilar =
      parts.some((part) =>
        similarParts(partTexts, partTextStarts[part]!, partTextStarts[part + 1]!, partTexts, start, end),
      ) || words.some((word) => similarParts(word, 0, word.length, partTexts, start, end));
    if (!isSimilar) continue;
    names.exchangedSimilar++;
    return borne;
  }
  return 0;
}

/** A name that the person may bear besides: it counts where the patient bears it, and never against. */
function compareOtherPart(index: LinkModel, p: number, part: number): void {
  const roles = rolesOfPart(index, p, part);
  if (roles !== 0 && index.particles[part] === 0) coverRoles(index, part, roles);
}

function compareUnknownWord(index: LinkModel, p: number, traits: Traits, word: Uint8Array): void {
  compareSimilar(
    index,
    p,
    traits,
    word,
    0,
    word.length,
    0,
    traits.unknownSurnameWords.includes(word),
    traits.unknownGivenWords.includes(word),
  );
}

/** A part that is surname and given name of the same patient serves first where the other is still missing. */
function coverRoles(index: LinkModel, part: number, roles: number): void {
  names.covered |= roles;
  const asSurname = (roles & (BIRTH_NAME | USAGE_NAME)) !== 0;
  const asGiven = (roles & GIVEN_NAME) !== 0;
  if (asSurname && !(asGiven && names.surname && !names.given)) {
    names.surname = true;
    names.surnameBearers = Math.min(names.surnameBearers, index.surnameCounts[part]!);
  } else if (asGiven) {
    names.given = true;
    names.first ||= (roles & FIRST_GIVEN_NAME) !== 0;
    names.givenBearers = Math.min(names.givenBearers, index.givenCounts[part]!);
  }
}

/** `part` is the word's in the register's dictionary, 0 where nobody bears it. Looks for a name of the patient that is not written itself and differs from the word at word[from, to) by one typing error. */
function compareSimilar(
  index: LinkModel,
  p: number,
  traits: Traits,
  word: Uint8Array,
  from: number,
  to: number,
  part: number,
  asSurname: boolean,
  asGiven: boolean,
): void {
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    const borne = entry & PART_ID;
    if (traits.nameParts.includes(borne)) continue;
    const start = index.partTextStarts[borne]!;
    const end = index.partTextStarts[borne + 1]!;
    if (!similarParts(word, from, to, index.partTexts, start, end)) continue;
    const roles = restrictRoles((entry & ~PART_ID) >>> 0, asSurname, asGiven);
    if (roles === 0) continue;
    names.similar++;
    coverRoles(index, borne, roles);
    return;
  }
  if (!compareAlike(index, p, traits, word, from, to, part, asSurname, asGiven)) names.unmatched++;
}

/** The same for a short form of the given name, and for a name with more than one typing error; false where nothing is like it. */
function compareAlike(
  index: LinkModel,
  p: number,
  traits: Traits,
  word: Uint8Array,
  from: number,
  to: number,
  part: number,
  asSurname: boolean,
  asGiven: boolean,
): boolean {
  const letters = part === 0 ? letterBits(word, from, to) : index.partLetters[part]!;
  const forms = part === 0 ? ~0 : index.partForms[part]!;
  const hash = part === 0 ? hashText(word, from, to) : index.partHashes[part]!;
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    const borne = entry & PART_ID;
    if (index.particles[borne] !== 0 || traits.nameParts.includes(borne)) continue;
    const roles = restrictRoles((entry & ~PART_ID) >>> 0, asSurname, asGiven);
    if (roles === 0) continue;
    const start = index.partTextStarts[borne]!;
    const end = index.partTextStarts[borne + 1]!;
    const mayBeForm = (roles & FIRST_GIVEN_NAME) !== 0 && (forms & index.partForms[borne]!) !== 0;
    if (mayBeForm && areVariants(hash, index.partHashes[borne]!)) {
      names.variant = true;
      coverRoles(index, borne, roles & (GIVEN_NAME | FIRST_GIVEN_NAME));
      return true;
    }
    if (isAnothersName(index, part, borne, roles)) continue;
    if (!mayBeAlike(letters, to - from, index.partLetters[borne]!, end - start)) continue;
    if (!alikeParts(word, from, to, index.partTexts, start, end)) continue;
    if ((roles & SURNAME) !== 0) names.surnameAlike = true;
    else names.givenAlike = true;
    return true;
  }
  return false;
}

/** Whether a written word is a name in its own right, and so is the one that is borne: then nobody has mistyped it by several letters. */
function isAnothersName(index: LinkModel, part: number, borne: number, roles: number): boolean {
  if (part === 0) return false;
  const counts = (roles & SURNAME) !== 0 ? index.surnameCounts : index.givenCounts;
  return counts[part]! > 0 && counts[borne]! > 1;
}

/** A surname of small words only ('LE DU', 'VAN DEN'): they are the name where all of them are written. */
function coverSmallSurname(index: LinkModel, p: number, traits: Traits): void {
  if ((names.covered & SURNAME) === 0) return;
  for (const role of [BIRTH_NAME, USAGE_NAME]) {
    let bearers = Infinity;
    let isWritten = true;
    for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
      const entry = index.nameParts[i]!;
      if ((entry & role) === 0) continue;
      const part = entry & PART_ID;
      isWritten &&= index.particles[part] !== 0 && traits.nameParts.includes(part);
      bearers = Math.min(bearers, index.surnameCounts[part]!);
    }
    if (!isWritten || bearers === Infinity) continue;
    names.surname = true;
    names.surnameBearers = bearers;
  }
}

function weighSurname(index: LinkModel, p: number, traits: Traits): void {
  if (names.surname) {
    // What is like a surname besides is a further word.
    if (names.surnameAlike) names.unmatched++;
  } else {
    if (!isSurnameStated(traits)) return;
    if (!hasRole(index, p, SURNAME)) {
      takeUnmatched(traits.surnameParts.length + traits.unknownSurnameWords.length);
      return;
    }
    if (names.surnameAlike) {
      names.add('surname_alike', index.weights.surnameAlike);
      return;
    }
    names.add('surname_differs', index.weights.surnameDiffers);
    names.unmatched = Math.max(0, names.unmatched - 1);
    return;
  }
  names.add('surname_equal', index.weights.surname + index.sizeBits - log2(names.surnameBearers));
  if (!names.given) names.reasons |= REASON_BIT.surname_only;
}

function weighGivenName(index: LinkModel, p: number, traits: Traits): void {
  const { weights } = index;
  if (names.given) {
    const rarity = index.sizeBits - log2(names.givenBearers);
    if (names.variant) names.add('given_variant', weights.given + weights.givenVariant + rarity);
    else if (names.first) names.add('given_equal', weights.given + rarity);
    else names.add('given_further', weights.given + weights.furtherGiven + rarity);
  } else if (traits.initial !== 0) {
    if (hasInitial(index, p, traits.initial)) names.add('initial_equal', weights.initialAgrees);
    else names.add('initial_differs', weights.initialDiffers);
  } else if (traits.hasGivenName) {
    if (!hasRole(index, p, GIVEN_NAME)) {
      takeUnmatched(traits.givenParts.length + traits.unknownGivenWords.length);
      return;
    }
    if (names.givenAlike) {
      names.add('given_alike', weights.givenAlike);
      return;
    }
    names.add('given_differs', weights.givenDiffers);
    names.unmatched = Math.max(0, names.unmatched - 1);
  }
}

/** Words in the column of a name that the register does not know of the patient are no words too many. */
function takeUnmatched(words: number): void {
  names.unmatched = Math.max(0, names.unmatched - words);
}

/** False where only given names are written, in their column or behind their label. */
export function isSurnameStated({
  nameParts,
  givenParts,
  unknownNameWords,
  unknownGivenWords,
}: Traits): boolean {
  return (
    unknownNameWords.length > unknownGivenWords.length || nameParts.some((part) => !givenParts.includes(part))
  );
}

/** Whether the register knows a name of patient `p` in one of these roles. */
export function hasRole(index: LinkModel, p: number, roles: number): boolean {
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++)
    if ((index.nameParts[i]! & roles) !== 0) return true;
  return false;
}

/** Whether the given name in everyday use begins with this letter. */
export function hasInitial(index: LinkModel, p: number, initial: number): boolean {
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    const first = (entry & FIRST_GIVEN_NAME) !== 0;
    if (first && index.partTexts[index.partTextStarts[entry & PART_ID]!] === initial) return true;
  }
  return false;
}

/** A part written as a surname (label, column) does not count as a given name, and the reverse. */
function rolesAllowed(traits: Traits, part: number, roles: number): number {
  return restrictRoles(roles, traits.surnameParts.includes(part), traits.givenParts.includes(part));
}

function restrictRoles(roles: number, asSurname: boolean, asGiven: boolean): number {
  if (asSurname === asGiven) return roles;
  return asSurname ? roles & (BIRTH_NAME | USAGE_NAME) : roles & (GIVEN_NAME | FIRST_GIVEN_NAME);
}

/** Whether the birth name or the usage name is written completely. */
function surnameCovered(index: LinkModel, p: number, traits: Traits): boolean {
  let birth = true;
  let usage = false;
  let usageMissing = false;
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    const part = entry & PART_ID;
    if (index.particles[part] !== 0) continue;
    const written = traits.nameParts.includes(part) || traits.otherParts.includes(part);
    if ((entry & BIRTH_NAME) !== 0 && !written) birth = false;
    if ((entry & USAGE_NAME) !== 0) {
      if (written) usage = true;
      else usageMissing = true;
    }
  }
  return birth || (usage && !usageMissing);
}

/** Whether the first given name is written completely and in its order: 'Marie' is another than 'Marie-Claude', and so is 'Claude-Marie'. */
function firstGivenCovered(index: LinkModel, p: number, traits: Traits): boolean {
  let last = -1;
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    if ((entry & FIRST_GIVEN_NAME) === 0) continue;
    const part = entry & PART_ID;
    if (index.particles[part] !== 0 || traits.otherParts.includes(part)) continue;
    const at = traits.nameParts.indexOf(part);
    if (at < 0 || (at < last && (entry & (BIRTH_NAME | USAGE_NAME)) === 0)) return false;
    last = at;
  }
  return true;
}

/** 'MARTIN Paul' is rather Paul MARTIN than Martin PAUL. */
function weighCapitals(index: LinkModel, p: number, traits: Traits): void {
  if (traits.capitalParts.length === 0) return;
  if (!traits.capitalParts.some((part) => isGivenOnly(rolesOfPart(index, p, part)))) return;
  names.add('capitals_are_given', index.weights.capitalsAreGiven);
}

function isGivenOnly(roles: number): boolean {
  return (roles & GIVEN_NAME) !== 0 && (roles & (BIRTH_NAME | USAGE_NAME)) === 0;
}
