import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import {
  BIRTH_NAME,
  FIRST_GIVEN_NAME,
  GIVEN_NAME,
  PART_ID,
  rolesOfPart,
  USAGE_NAME,
} from '../patients/index/patientIndex.ts';
import { alikeParts, mayBeAlike } from './alikeParts.ts';
import { compareDates, isNearDate } from './compareDates.ts';
import type { EvidenceKind, LinkModel, LinkRecorder } from './linkModel.ts';
import { bearsInitials } from './initials.ts';
import { areVariants } from '../columns/givenVariants.ts';
import { hashText } from '../patients/index/hashText.ts';
import { letterBits } from '../patients/index/letterBits.ts';
import { checksNear } from './nearNumbers.ts';
import { similarParts } from './similarParts.ts';
import { isDoubleName, type Traits } from './traits.ts';
import { CONTACT_RARITY, type MatchWeights, RARITY_PARTS } from './weights.ts';

/** An age speaks at most so many bits against somebody where its year is only that of the file's name: one such name in sixteen tells another year. */
const UNDATED_AGE_DIFFERS = -4;

/** Roles of a surname. */
export const SURNAME = BIRTH_NAME | USAGE_NAME;

/** log2 of small counts, ready: it is asked twice for every candidate. */
const BITS = Float64Array.from({ length: 4096 }, (_, count) => Math.log2(Math.max(1, count)));

function bits(bearers: number): number {
  return bearers < BITS.length ? BITS[bearers]! : Math.log2(bearers);
}

/** How well one patient fits the traits. */
export interface Score {
  readonly patient: number;
  /** Sum of match weights, bits. */
  readonly weight: number;
  readonly reasons: ReasonSet;
  /** How many patients one would expect to bear the name as written, if surnames and given names were drawn independently; 0 where no whole name agrees. */
  readonly expectedBearers: number;
  /** True when number or NIR agrees, or a surname with a given name, a birth date, a phone or an e-mail: without any of them nobody is linked. */
  readonly anchored: boolean;
}

/** Working sums of one comparison; one object is reused, since linking makes millions. */
class Sum {
  weight = 0;
  reasons = 0;
  surname = false;
  given = false;
  date = false;
  /** The whole birth date agrees, not just its year or month. */
  wholeDate = false;
  number = false;
  nir = false;
  /** Phone or e-mail. */
  contact = false;
  /** Phone, e-mail, address, postcode or town. */
  place = false;
  /** Several errors in the surname, in the given name; neither counts as written then. */
  surnameAlike = false;
  givenAlike = false;
  /** The number of the register but for a slip. */
  nirSimilar = false;
  /** The birth date agrees but for a slip; it is near at least. */
  dateSimilar = false;
  dateNear = false;
  /** The register knows no given name, or none is written. */
  givenOpen = false;
  /** The initials of surname and given name, where only they are written. */
  initials = false;
  /** Surname and first given name, without typing error and without a word too many or too few. */
  whole = false;
  recorder: LinkRecorder | null = null;

  /** One piece of evidence for or against the patient, bits. */
  add(kind: EvidenceKind, bits: number): void {
    this.weight += bits;
    if (this.recorder !== null) this.recorder.evidence(kind, bits);
  }

  reset(recorder: LinkRecorder | null): void {
    this.recorder = recorder;
    this.weight = 0;
    this.reasons = 0;
    this.surname = this.given = this.date = this.wholeDate = this.number = false;
    this.nir = this.contact = this.initials = this.whole = this.place = this.dateSimilar = false;
    this.dateNear = this.givenOpen = this.surnameAlike = this.givenAlike = this.nirSimilar = false;
  }
}

const sum = new Sum();

/** Compares patient `p` of the index with the traits of a passage. */
export function scoreCandidate(index: LinkModel, p: number, traits: Traits): Score {
  sum.reset(index.recorder);
  if (index.recorder !== null) index.recorder.candidate(p);
  compareNames(index, p, traits);
  sum.givenOpen = sum.given || !traits.hasGivenName || !hasRole(index, p, GIVEN_NAME);
  compareInitials(index, p, traits);
  compareIdentity(index, p, traits);
  compareNumber(index, p, traits);
  compareContacts(index, p, traits);
  weighNearDate(index);
  return {
    patient: p,
    weight: sum.weight,
    reasons: sum.reasons,
    expectedBearers: sum.whole ? (names.surnameBearers * names.givenBearers) / index.size : 0,
    anchored:
      sum.number ||
      sum.nir ||
      isNamed() ||
      (sum.initials && sum.wholeDate) ||
      isNumbered() ||
      isPlaced(index, p, traits) ||
      isReached(index, p, traits),
  };
}

/**
 * The surname with a given name or the birth date; with a phone or an e-mail or the year where no other given name is written: that is a relative's.
 * Where one of the two has several errors, the birth date or the home must speak for it too.
 */
function isNamed(): boolean {
  if (sum.surname && (sum.given || sum.wholeDate)) return true;
  const isNear = sum.place && sum.dateNear;
  if (sum.surname && sum.givenOpen) return sum.date || sum.contact || isNear;
  if (sum.surnameAlike && sum.givenOpen && sum.wholeDate && sum.place) return true;
  const isLike = (sum.surname || sum.surnameAlike) && (sum.given || sum.givenAlike);
  return isLike && (sum.wholeDate || sum.contact || isNear);
}

/** A national number with a slip, where anything else says so too. */
function isNumbered(): boolean {
  return sum.nirSimilar && (sum.surname || sum.given || (sum.dateSimilar && (sum.surnameAlike || sum.place)));
}

function compareNames(index: LinkModel, p: number, traits: Traits): void {
  const stated = traits.nameParts.length + traits.unknownNameWords.length;
  if (stated === 0) return;
  names.reset();
  for (const part of traits.nameParts) comparePart(index, p, traits, part);
  for (const word of traits.unknownNameWords) compareUnknownWord(index, p, traits, word);
  for (const part of traits.otherParts) compareOtherPart(index, p, part);
  if (!sum.surname) coverSmallSurname(index, p, traits);
  if (!sum.surname && !sum.given) compareExchanged(index, p, traits);
  weighSurname(index, p, traits);
  weighGivenName(index, p, traits);
  const { weights } = index;
  if (names.unmatched > 0) sum.add('extra_word', names.unmatched * weights.extraWord);
  if (names.similar > 0) sum.add('name_similar', names.similar * weights.similarPart);
  weighCapitals(index, p, traits);
  if (!sum.surname || !sum.given) return;
  const covered = surnameCovered(index, p, traits);
  if (!covered && names.similar === 0) sum.add('missing_word', weights.missingWord);
  const givenCovered = firstGivenCovered(index, p, traits);
  if (names.first && !givenCovered && names.similar === 0 && !names.variant)
    sum.add('missing_word', weights.missingWord);
  sum.whole =
    covered && names.first && givenCovered && names.similar === 0 && names.unmatched === 0 && !names.variant;
  sum.reasons |= names.similar > 0 || names.variant ? REASON_BIT.name_similar : REASON_BIT.name_equal;
  if ((names.covered & USAGE_NAME) !== 0 && (names.covered & BIRTH_NAME) === 0)
    sum.reasons |= REASON_BIT.usage_name_equal;
}

/** Where the surname has too many errors, or is not written: the given name with the birth date and a place, or the day and the address where no given name is stated. */
function isPlaced(index: LinkModel, p: number, traits: Traits): boolean {
  if (!sum.place || !sum.dateSimilar || sum.surname) return false;
  const sharesAddress = traits.address !== 0 && traits.address === index.addresses[p];
  // Twins live together and were born that day: who is called otherwise is another one.
  if (!sum.given) return sharesAddress && sum.wholeDate && !traits.hasGivenName;
  const sharesHome = sum.contact || sharesAddress;
  return sum.wholeDate || sharesHome;
}

/**
 * The phone or e-mail with the birth date or the given name, or the given name with the birth date, where no name is written that the register could
 * contradict: what is not stated on either side cannot.
 */
function isReached(index: LinkModel, p: number, traits: Traits): boolean {
  if (sum.surname || !(sum.contact || sum.place || (sum.given && sum.wholeDate))) return false;
  const isSurnameOpen = sum.surnameAlike || !isSurnameStated(traits) || !hasRole(index, p, SURNAME);
  if (!isSurnameOpen) return false;
  if (sum.given) return sum.contact || sum.wholeDate || (sum.place && sum.dateNear);
  if (sum.givenAlike && sum.wholeDate && sum.place) return true;
  return (sum.givenOpen || sum.givenAlike) && sum.contact && sum.dateNear;
}

function compareInitials(index: LinkModel, p: number, traits: Traits): void {
  if (traits.initials.length === 0) return;
  sum.initials = bearsInitials(index, p, traits);
  if (sum.initials) sum.add('initials_equal', index.weights.initialsAgree);
  else sum.add('initials_differ', index.weights.initialsDiffer);
  if (sum.initials) sum.reasons |= REASON_BIT.initials_agree;
}

/** What the comparison of one name has found so far; reused like {@link sum}. */
class NameSum {
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

  reset(): void {
    this.covered = this.unmatched = this.similar = this.exchangedSimilar = 0;
    this.first = this.variant = false;
    this.surnameBearers = this.givenBearers = Infinity;
  }
}

const names = new NameSum();

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
  sum.reasons |= REASON_BIT.name_order_reversed;
  takeUnmatched(surname === 0 || given === 0 ? 1 : 2);
  names.similar += names.exchangedSimilar;
  sum.add('names_exchanged', index.weights.namesExchanged);
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
  if (asSurname && !(asGiven && sum.surname && !sum.given)) {
    sum.surname = true;
    names.surnameBearers = Math.min(names.surnameBearers, index.surnameCounts[part]!);
  } else if (asGiven) {
    sum.given = true;
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
    if ((roles & SURNAME) !== 0) sum.surnameAlike = true;
    else sum.givenAlike = true;
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
    sum.surname = true;
    names.surnameBearers = bearers;
  }
}

function weighSurname(index: LinkModel, p: number, traits: Traits): void {
  if (sum.surname) {
    // What is like a surname besides is a further word.
    if (sum.surnameAlike) names.unmatched++;
  } else {
    if (!isSurnameStated(traits)) return;
    if (!hasRole(index, p, SURNAME)) {
      takeUnmatched(traits.surnameParts.length + traits.unknownSurnameWords.length);
      return;
    }
    if (sum.surnameAlike) {
      sum.add('surname_alike', index.weights.surnameAlike);
      return;
    }
    sum.add('surname_differs', index.weights.surnameDiffers);
    names.unmatched = Math.max(0, names.unmatched - 1);
    return;
  }
  sum.add('surname_equal', index.weights.surname + index.sizeBits - bits(names.surnameBearers));
  if (!sum.given) sum.reasons |= REASON_BIT.surname_only;
}

function weighGivenName(index: LinkModel, p: number, traits: Traits): void {
  const { weights } = index;
  if (sum.given) {
    const rarity = index.sizeBits - bits(names.givenBearers);
    if (names.variant) sum.add('given_variant', weights.given + weights.givenVariant + rarity);
    else if (names.first) sum.add('given_equal', weights.given + rarity);
    else sum.add('given_further', weights.given + weights.furtherGiven + rarity);
  } else if (traits.initial !== 0) {
    if (hasInitial(index, p, traits.initial)) sum.add('initial_equal', weights.initialAgrees);
    else sum.add('initial_differs', weights.initialDiffers);
  } else if (traits.hasGivenName) {
    if (!hasRole(index, p, GIVEN_NAME)) {
      takeUnmatched(traits.givenParts.length + traits.unknownGivenWords.length);
      return;
    }
    if (sum.givenAlike) {
      sum.add('given_alike', weights.givenAlike);
      return;
    }
    sum.add('given_differs', weights.givenDiffers);
    names.unmatched = Math.max(0, names.unmatched - 1);
  }
}

/** Words in the column of a name that the register does not know of the patient are no words too many. */
function takeUnmatched(words: number): void {
  names.unmatched = Math.max(0, names.unmatched - words);
}

/** False where only given names are written, in their column or behind their label. */
function isSurnameStated({ nameParts, givenParts, unknownNameWords, unknownGivenWords }: Traits): boolean {
  return (
    unknownNameWords.length > unknownGivenWords.length || nameParts.some((part) => !givenParts.includes(part))
  );
}

/** Whether the register knows a name of patient `p` in one of these roles. */
function hasRole(index: LinkModel, p: number, roles: number): boolean {
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
  sum.add('capitals_are_given', index.weights.capitalsAreGiven);
}

function isGivenOnly(roles: number): boolean {
  return (roles & GIVEN_NAME) !== 0 && (roles & (BIRTH_NAME | USAGE_NAME)) === 0;
}

/** Birth date, sex and NIR are one group: the NIR holds the other two. */
function compareIdentity(index: LinkModel, p: number, traits: Traits): void {
  const before = sum.weight;
  compareBirthDate(index, p, traits);
  compareSex(index, index.sexes[p]!, traits);
  compareAge(index.weights, index.birthDates[p]!, traits);
  if (traits.hasNir) compareNir(index, p, traits, sum.weight - before);
}

/** `dates` are the bits of birth date, sex and age. */
function compareNir(
  { weights, nirChecks, foreignNumbers, sizeBits }: LinkModel,
  p: number,
  traits: Traits,
  dates: number,
): void {
  if (!traits.nirOf.includes(p)) {
    if (nirChecks[p] === 0) return;
    if (isNirSimilar(nirChecks[p]!, traits)) {
      sum.nirSimilar = true;
      const similar = foreignNumbers ? sizeBits + weights.foreignNumberSimilar : weights.nirSimilar;
      sum.add('nir_similar', dates > 0 && !foreignNumbers ? Math.max(similar - dates, 0) : similar);
      return;
    }
    const dateDiffers = (sum.reasons & REASON_BIT.birth_date_differs) !== 0;
    // Of another country's number nothing is known of how often it is mistyped.
    if (dateDiffers && !foreignNumbers) sum.add('nir_and_date_differ', weights.nirAndDateDiffer);
    else sum.add('nir_differs', weights.nirDiffers);
    return;
  }
  sum.nir = true;
  sum.reasons |=
    REASON_BIT.social_security_equal | (traits.nirKeyWrong ? REASON_BIT.social_security_key_wrong : 0);
  if (foreignNumbers) {
    sum.add('nir_equal', sizeBits + weights.foreignNumber);
    return;
  }
  const nir = weights.nir + (traits.nirKeyWrong ? weights.nirKeyWrong : 0);
  sum.add('nir_equal', dates > 0 ? Math.max(nir - dates, 0) : nir);
}

/** The numbers near the one that is being compared; it is the same for all candidates of a passage. */
let nearTo: Uint8Array | null = null;
let near: ReadonlySet<number> = new Set();

/** Whether the written number is the registered one but for a slip; asked only where a name or the birth date speaks for the patient. */
function isNirSimilar(registered: number, { unknownNir }: Traits): boolean {
  if (unknownNir === null || !(sum.dateSimilar || sum.surname || sum.given)) return false;
  if (nearTo !== unknownNir) {
    nearTo = unknownNir;
    near = checksNear(unknownNir);
  }
  return near.has(registered);
}

function compareBirthDate(
  { weights, birthDates, birthRarities }: LinkModel,
  p: number,
  traits: Traits,
): void {
  const registered = birthDates[p]!;
  if (traits.birthDate === 0 || registered === 0) return;
  const agreement = compareDates(traits.birthDate, registered, traits.shortYear);
  if (agreement === 'differs') {
    sum.reasons |= REASON_BIT.birth_date_differs;
    sum.dateNear = isNearDate(traits.birthDate, registered);
    sum.add('birth_date_differs', weights.birthDateDiffers);
    return;
  }
  sum.reasons |= agreement === 'similar' ? REASON_BIT.birth_date_similar : REASON_BIT.birth_date_equal;
  sum.date = agreement !== 'similar';
  sum.wholeDate = agreement === 'equal';
  const rarity = birthRarities[p]! / RARITY_PARTS;
  sum.dateSimilar = sum.dateNear = agreement !== 'year';
  if (agreement === 'similar') sum.add('birth_date_similar', weights.birthDateSimilar);
  else if (agreement === 'equal') sum.add('birth_date_equal', weights.birthDate + rarity);
  else if (agreement === 'month') sum.add('birth_month_equal', Math.max(0, weights.birthMonth + rarity));
  else sum.add('birth_year_equal', Math.max(0, weights.birthYear + rarity));
}

/** A wrong date that is near says something where the home agrees too: without it, it is a namesake's of the same age. */
function weighNearDate({ weights }: LinkModel): void {
  if (sum.dateNear && !sum.dateSimilar && sum.place) sum.add('birth_date_near', weights.birthDateNear);
}

function compareSex({ weights, sexRarities }: LinkModel, registered: number, traits: Traits): void {
  if (traits.sex === 0 || registered === 0) return;
  const agrees = traits.sex === registered;
  sum.reasons |= agrees ? REASON_BIT.sex_agrees : REASON_BIT.sex_differs;
  if (agrees) sum.add('sex_equal', weights.sexAgrees + sexRarities[registered]!);
  else sum.add('sex_differs', weights.sexDiffers);
}

function compareAge(weights: MatchWeights, registered: number, traits: Traits): void {
  if (traits.age < 0 || traits.ageYear === 0 || registered === 0 || traits.birthDate !== 0) return;
  const off = Math.abs(traits.ageYear - Math.floor(registered / 10_000) - traits.age);
  if (off <= 1) sum.reasons |= REASON_BIT.age_agrees;
  if (off <= 1) sum.add('age_equal', weights.ageAgrees);
  else if (off === 2) sum.add('age_near', weights.ageNear);
  else {
    const differs = off <= 5 ? weights.ageDiffers : weights.ageFarOff;
    sum.add('age_differs', traits.isAgeDated ? differs : Math.max(differs, UNDATED_AGE_DIFFERS));
  }
}

function compareNumber(index: LinkModel, p: number, traits: Traits): void {
  if (traits.numberOf === -1) return;
  const { weights } = index;
  if (traits.numberOf === p) {
    sum.number = traits.numberLabelled || sum.surname || sum.date;
    if (traits.numberLabelled) sum.add('number_equal', index.sizeBits + weights.number);
    else sum.add('number_bare', bareNumberWeight(index));
    sum.reasons |= REASON_BIT.patient_number_equal;
  } else if (traits.numberLabelled) {
    if (traits.numberOf >= 0) sum.add('number_of_other', weights.numberOfOther);
    else sum.add('number_of_nobody', weights.numberOfNobody);
    if (traits.numberOf >= 0) sum.reasons |= REASON_BIT.number_belongs_to_other;
  }
}

/** Digits that happen to be a number of the register: the fuller the range of numbers, the less they say. */
function bareNumberWeight({ weights, sizeBits, numberDensity }: LinkModel): number {
  return Math.min(sizeBits + weights.number, Math.max(0, weights.bareNumber - Math.log2(numberDensity)));
}

/** Phone, e-mail and address are shared by households: the strongest counts, a second adds little. */
function compareContacts(index: LinkModel, p: number, traits: Traits): void {
  const { weights, sizeBits } = index;
  contacts.reset();
  if (traits.phoneOf.includes(p)) {
    const rarity = Math.min(CONTACT_RARITY.phone, sizeBits - bits(traits.phoneOf.length));
    contacts.agree('phone_equal', weights.phone + rarity, REASON_BIT.phone_equal);
  }
  if (traits.emailOf.includes(p)) {
    const rarity = Math.min(CONTACT_RARITY.email, sizeBits - bits(traits.emailOf.length));
    contacts.agree('email_equal', weights.email + rarity, REASON_BIT.email_equal);
  }
  sum.contact = contacts.count > 0;
  if (traits.emailName !== 0 || traits.emailDomain !== 0) comparePartsOfEmail(index, p, traits);
  if (traits.address !== 0 && traits.address === index.addresses[p]) {
    const rarity = Math.min(CONTACT_RARITY.address, index.addressRarities[p]! / RARITY_PARTS);
    contacts.agree('address_equal', weights.address + rarity, REASON_BIT.address_equal);
  }
  if (traits.postcode !== 0 && index.postcodes[p] !== 0) {
    if (traits.postcode === index.postcodes[p]) {
      const rarity = index.postcodeRarities[p]! / RARITY_PARTS;
      contacts.agree('postcode_equal', weights.postcode + rarity, REASON_BIT.postcode_equal);
    } else if (contacts.count === 0) sum.add('postcode_differs', weights.postcodeDiffers);
  } else if (traits.town !== 0 && index.towns[p] !== 0) {
    if (traits.town === index.towns[p])
      contacts.agree('town_equal', weights.town + index.townRarities[p]! / RARITY_PARTS, 0);
    else if (contacts.count === 0) sum.add('town_differs', weights.townDiffers);
  }
  sum.place = contacts.count > 0;
  if (contacts.kind !== null) sum.add(contacts.kind, contacts.best);
  if (contacts.count > 1) sum.add('household', weights.household);
}

/** An e-mail that nobody has, part by part: a typing error is on one side of the @. What stands before it is mostly the name, and no evidence besides it. */
function comparePartsOfEmail(index: LinkModel, p: number, { emailName, emailDomain }: Traits): void {
  const { weights, sizeBits } = index;
  if (emailName !== 0 && emailName === index.emailNames[p]) {
    const rarity = Math.min(CONTACT_RARITY.emailName, sizeBits);
    contacts.agree('email_name_equal', weights.emailName + rarity, 0);
    sum.contact = true;
  } else if (emailDomain !== 0 && emailDomain === index.emailDomains[p]) {
    const rarity = Math.min(CONTACT_RARITY.emailDomain, index.emailDomainRarities[p]! / RARITY_PARTS);
    if (weights.emailDomain + rarity > 0)
      contacts.agree('email_domain_equal', weights.emailDomain + rarity, 0);
  }
}

/** The strongest agreeing contact so far; reused like {@link sum}. */
class ContactSum {
  kind: EvidenceKind | null = null;
  best = 0;
  count = 0;

  agree(kind: EvidenceKind, weight: number, reason: ReasonSet): void {
    this.count++;
    sum.reasons |= reason;
    if (this.kind !== null && weight <= this.best) return;
    this.kind = kind;
    this.best = Math.max(0, weight);
  }

  reset(): void {
    this.kind = null;
    this.best = this.count = 0;
  }
}

const contacts = new ContactSum();
