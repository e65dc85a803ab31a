import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import { compareDates, isNearDate } from './compareDates.ts';
import { compareNames, hasRole, isSurnameStated, type NameAgreement, SURNAME } from './compareNames.ts';
import { bearsInitials } from './initials.ts';
import type { EvidenceKind, LinkModel, LinkRecorder } from './linkModel.ts';
import { log2 } from './log2.ts';
import { checksNear } from './nearNumbers.ts';
import { namesOfKind, type Namesakes } from './namesakes.ts';
import type { Traits } from './traits.ts';
import { CONTACT_RARITY, type MatchWeights, RARITY_PARTS } from './weights.ts';

/** An age speaks at most so many bits against somebody where its year is only that of the file's name: one such name in sixteen tells another year. */
const UNDATED_AGE_DIFFERS = -4;

/** How well a patient fits the traits, and with him all others who fit them by the same evidence. */
export interface Score {
  /** At least one. */
  readonly patients: readonly number[];
  /** Sum of match weights, bits. */
  readonly weight: number;
  readonly reasons: ReasonSet;
  /** How many patients one would expect to bear the name as written, if surnames and given names were drawn independently; 0 where no whole name agrees. */
  readonly expectedBearers: number;
  /** How many patients bear the surname that agrees; 0 where no whole name agrees. */
  readonly surnameBearers: number;
  /** True when number or NIR agrees, or a surname with a given name, a birth date, a phone or an e-mail: without any of them nobody is linked. */
  readonly anchored: boolean;
}

/** Working sums of one comparison; one object is reused, since linking makes millions. */
class Sum {
  weight = 0;
  reasons = 0;
  date = false;
  /** The whole birth date agrees, not just its year or month. */
  wholeDate = false;
  number = false;
  nir = false;
  /** Phone or e-mail. */
  contact = false;
  /** Phone, e-mail, address, postcode or town. */
  place = false;
  /** The number of the register but for a slip. */
  nirSimilar = false;
  /** The birth date agrees but for a slip; it is near at least. */
  dateSimilar = false;
  dateNear = false;
  /** The initials of surname and given name, where only they are written. */
  initials = false;
  recorder: LinkRecorder | null = null;

  /** One piece of evidence for or against the patient, bits. */
  add(kind: EvidenceKind, bits: number): void {
    this.weight += bits;
    if (this.recorder !== null) this.recorder.evidence(kind, bits);
  }

  reset(recorder: LinkRecorder | null, { weight, reasons }: NameAgreement): void {
    this.recorder = recorder;
    this.weight = weight;
    this.reasons = reasons;
    this.date = this.wholeDate = this.number = false;
    this.nir = this.contact = this.initials = this.place = this.dateSimilar = false;
    this.dateNear = this.nirSimilar = false;
  }
}

const sum = new Sum();

/** What the names of the patient say who is being compared. */
let names: NameAgreement;

/** A score that others can still share. */
interface OpenScore extends Score {
  readonly patients: number[];
}

/** Compares patient `p` of the index with the traits of a passage. */
export function scoreCandidate(index: LinkModel, p: number, traits: Traits): Score {
  if (index.recorder !== null) index.recorder.candidate(p);
  return score(index, p, traits, compareNames(index, p, traits));
}

/**
 * Compares those whom the written name may mean, but for the `known`. Of the many of whom nothing but the name agrees, one of each kind is compared for all
 * of them.
 */
export function scoreNamesakes(
  index: LinkModel,
  { patients, birthDates, kinds, names: agreements }: Namesakes,
  traits: Traits,
  known: readonly number[],
): Score[] {
  const scores: OpenScore[] = [];
  const ofKind = new Map<number, OpenScore>();
  for (let i = 0; i < patients.length; i++) {
    const p = patients[i]!;
    const kind = kinds[i]!;
    if (known.includes(p)) continue;
    const isAlone = !isBornElsewhen(birthDates[i]!, traits) || hasMoreInCommon(index, p, traits);
    const same = isAlone ? undefined : ofKind.get(kind);
    if (same !== undefined) {
      same.patients.push(p);
      continue;
    }
    const scored = score(index, p, traits, agreements[namesOfKind(kind)]!);
    scores.push(scored);
    if (!isAlone) ofKind.set(kind, scored);
  }
  return scores;
}

/** Whether the birth date says the same of everybody of whom this is true: it is another one (that it is near says nothing without a place), or none is written. */
function isBornElsewhen(registered: number, { birthDate, shortYear, age }: Traits): boolean {
  if (birthDate === 0) return age < 0;
  return registered !== 0 && compareDates(birthDate, registered, shortYear) === 'differs';
}

/** Whether a number, a contact or a place may speak for the patient or against him besides. */
function hasMoreInCommon(index: LinkModel, p: number, traits: Traits): boolean {
  return (
    traits.hasNir ||
    traits.numberOf === p ||
    traits.emailName !== 0 ||
    traits.emailDomain !== 0 ||
    traits.phoneOf.includes(p) ||
    traits.emailOf.includes(p) ||
    (traits.address !== 0 && traits.address === index.addresses[p]) ||
    (traits.postcode !== 0 && traits.postcode === index.postcodes[p]) ||
    (traits.town !== 0 && traits.town === index.towns[p])
  );
}

function score(index: LinkModel, p: number, traits: Traits, agreement: NameAgreement): OpenScore {
  names = agreement;
  sum.reset(index.recorder, names);
  compareInitials(index, p, traits);
  compareIdentity(index, p, traits);
  compareNumber(index, p, traits);
  compareContacts(index, p, traits);
  weighNearDate(index);
  return {
    patients: [p],
    weight: sum.weight,
    reasons: sum.reasons,
    expectedBearers: names.whole ? (names.surnameBearers * names.givenBearers) / index.size : 0,
    surnameBearers: names.whole ? names.surnameBearers : 0,
    anchored:
      sum.number ||
      sum.nir ||
      isNamed() ||
      (sum.initials && sum.wholeDate) ||
      isNumbered() ||
      isPlaced(index, p, traits) ||
      isReached(index, p, traits) ||
      (isNameless(traits) && traits.emailOf.includes(p)),
  };
}

/** Whether nothing is written that says who it is: an account with its e-mail. */
function isNameless({
  nameParts,
  unknownNameWords,
  initials,
  initial,
  birthDate,
  numberOf,
  hasNir,
}: Traits): boolean {
  return (
    nameParts.length + unknownNameWords.length + initials.length === 0 &&
    initial === 0 &&
    birthDate === 0 &&
    numberOf === -1 &&
    !hasNir
  );
}

/**
 * The surname with a given name or the birth date; with a phone or an e-mail or the year where no other given name is written: that is a relative's.
 * Where one of the two has several errors, the birth date or the home must speak for it too.
 */
function isNamed(): boolean {
  if (names.surname && (names.given || sum.wholeDate)) return true;
  const isNear = sum.place && sum.dateNear;
  if (names.surname && names.givenOpen) return sum.date || sum.contact || isNear;
  if (names.surnameAlike && names.givenOpen && sum.wholeDate && sum.place) return true;
  const isLike = (names.surname || names.surnameAlike) && (names.given || names.givenAlike);
  return isLike && (sum.wholeDate || sum.contact || isNear);
}

/** A national number with a slip, where anything else says so too. */
function isNumbered(): boolean {
  return (
    sum.nirSimilar && (names.surname || names.given || (sum.dateSimilar && (names.surnameAlike || sum.place)))
  );
}

/** Where the surname has too many errors, or is not written: the given name with the birth date and a place, or the day and the address where no given name is stated. */
function isPlaced(index: LinkModel, p: number, traits: Traits): boolean {
  if (!sum.place || !sum.dateSimilar || names.surname) return false;
  const sharesAddress = traits.address !== 0 && traits.address === index.addresses[p];
  // Twins live together and were born that day: who is called otherwise is another one.
  if (!names.given) return sharesAddress && sum.wholeDate && !traits.hasGivenName;
  const sharesHome = sum.contact || sharesAddress;
  return sum.wholeDate || sharesHome;
}

/**
 * The phone or e-mail with the birth date or the given name, or the given name with the birth date, where no name is written that the register could
 * contradict: what is not stated on either side cannot.
 */
function isReached(index: LinkModel, p: number, traits: Traits): boolean {
  if (names.surname || !(sum.contact || sum.place || (names.given && sum.wholeDate))) return false;
  const isSurnameOpen = names.surnameAlike || !isSurnameStated(traits) || !hasRole(index, p, SURNAME);
  if (!isSurnameOpen) return false;
  if (names.given) return sum.contact || sum.wholeDate || (sum.place && sum.dateNear);
  if (names.givenAlike && sum.wholeDate && sum.place) return true;
  return (names.givenOpen || names.givenAlike) && sum.contact && sum.dateNear;
}

function compareInitials(index: LinkModel, p: number, traits: Traits): void {
  if (traits.initials.length === 0) return;
  sum.initials = bearsInitials(index, p, traits);
  if (sum.initials) sum.add('initials_equal', index.weights.initialsAgree);
  else sum.add('initials_differ', index.weights.initialsDiffer);
  if (sum.initials) sum.reasons |= REASON_BIT.initials_agree;
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
  if (unknownNir === null || !(sum.dateSimilar || names.surname || names.given)) return false;
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
    sum.number = traits.numberLabelled || names.surname || sum.date;
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
    const rarity = Math.min(CONTACT_RARITY.phone, sizeBits - log2(traits.phoneOf.length));
    contacts.agree('phone_equal', weights.phone + rarity, REASON_BIT.phone_equal);
  }
  if (traits.emailOf.includes(p)) {
    const rarity = Math.min(CONTACT_RARITY.email, sizeBits - log2(traits.emailOf.length));
    const weight = isNameless(traits) ? sizeBits + weights.emailAlone : weights.email + rarity;
    contacts.agree('email_equal', weight, REASON_BIT.email_equal);
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
