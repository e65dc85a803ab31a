import type { CampaignSettings, Flag } from '@constat/contract/campaign.ts';
import type { Certainty } from '@constat/contract/person.ts';
import type { NoticeVariant } from '../noticeContent.ts';
import type { AddressFault } from './addressBlock.ts';
import { isAtRisk } from './isAtRisk.ts';
import { type Seat, seatOf } from './recipients.ts';

/** What the rules ask of a person. */
export interface PersonFacts {
  readonly certainty: Certainty;
  readonly flags: ReadonlySet<Flag>;
  readonly inRegister: boolean;
  readonly deceased: boolean;
  /** Whole years on the day of the campaign; null without a date of birth. */
  readonly age: number | null;
  readonly hasGuardian: boolean;
  readonly hasCurator: boolean;
  /** Whether two holders of parental authority are known who live apart. */
  readonly hasSecondHolder: boolean;
  readonly seats: Readonly<Record<Seat, SeatFacts>>;
  /** Whether an e-mail address is known that nobody else uses. */
  readonly hasOwnEmail: boolean;
}

/** What the rules ask of a place to which a letter could go. */
export interface SeatFacts {
  /** What keeps a letter from being addressed; null where it can be. */
  readonly fault: AddressFault | null;
  /** Whether somebody at risk lives there. */
  readonly atRisk: boolean;
}

export type Channel = 'letter' | 'email';

/** What the selection says of a person. */
export type Verdict =
  | { readonly state: 'excluded'; readonly rule: RuleName }
  | { readonly state: 'held'; readonly rule: RuleName }
  | {
      readonly state: 'planned';
      readonly rule: RuleName;
      readonly variant: NoticeVariant;
      /** Whose name and address a letter bears. */
      readonly seat: Seat;
      readonly channel: Channel;
      readonly fallback: Channel | null;
    };

export const RULE_NAMES = [
  'not_in_register',
  'fictitious',
  'possible_only',
  'at_risk',
  'deceased',
  'age_unknown',
  'under_15',
  'from_15',
  'from_15_parents',
  'two_parents',
  'second_parent',
  'guardian',
  'protected_person',
  'curator',
  'curator_copy',
  'no_address_for_copy',
  'probable',
  'institution',
  'household_at_risk',
  'address_unfit',
  'unreachable',
  'email',
  'letter',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

interface Rule {
  readonly name: RuleName;
  /** Whether somebody of whom this holds gets nothing, or nothing without a human decision; null where the next rule is asked. */
  readonly stops: (person: PersonFacts, settings: CampaignSettings) => 'excluded' | 'held' | null;
}

const excludedIf = (condition: boolean): 'excluded' | null => (condition ? 'excluded' : null);
const heldIf = (condition: boolean): 'held' | null => (condition ? 'held' : null);
/** Whether somebody is under 18. */
export const isMinor = ({ age }: PersonFacts): boolean => age !== null && age < 18;
const isAllowed = ({ flags }: PersonFacts): boolean => flags.has('allowed');

/** The tests of each person, in the order in which they are made (GDPR 34, practice of the CNIL; shared order of recipients). The first that stops decides. */
export const SELECTION_RULES: readonly Rule[] = [
  { name: 'not_in_register', stops: (p) => excludedIf(!p.inRegister) },
  { name: 'fictitious', stops: (p) => excludedIf(p.flags.has('fictitious')) },
  // Nobody is told that he may be concerned on a guess: public notice and hotline.
  { name: 'possible_only', stops: (p) => excludedIf(p.certainty === 'possible') },
  { name: 'at_risk', stops: (p) => heldIf(isAtRisk(p.flags) && !isAllowed(p)) },
  { name: 'deceased', stops: (p, s) => (p.deceased ? (s.deceased === 'hold' ? 'held' : 'excluded') : null) },
  { name: 'age_unknown', stops: (p, s) => heldIf(p.age === null && s.unknownAge === 'hold') },
  { name: 'under_15', stops: (p, s) => heldIf(p.age !== null && p.age < 15 && s.under15 === 'hold') },
  { name: 'from_15', stops: (p, s) => heldIf(isMinor(p) && p.age! >= 15 && s.from15 === 'hold') },
  { name: 'two_parents', stops: (p, s) => heldIf(p.hasSecondHolder && s.parents === 'hold' && isMinor(p) && (p.age! < 15 || s.from15 !== 'person')) }, // prettier-ignore
  { name: 'guardian', stops: (p, s) => heldIf(p.hasGuardian && !isMinor(p) && s.guardian === 'hold') },
  { name: 'curator', stops: (p, s) => heldIf(p.hasCurator && !p.hasGuardian && !isMinor(p) && s.curator === 'hold') }, // prettier-ignore
  { name: 'probable', stops: (p, s) => heldIf(p.certainty === 'probable' && s.probable === 'hold') },
];

/** Decides what a person gets. */
export function selectNotice(person: PersonFacts, settings: CampaignSettings): Verdict {
  for (const { name, stops } of SELECTION_RULES) {
    const state = stops(person, settings);
    if (state !== null) return { state, rule: name };
  }
  return chooseChannel(person, variantOf(person, settings), settings);
}

/** Whether a rule lets somebody get nothing, or nothing without a human decision. */
export function isStopped(person: PersonFacts, settings: CampaignSettings): boolean {
  return SELECTION_RULES.some(({ stops }) => stops(person, settings) !== null);
}

/** Whether a letter may go where somebody at risk lives. */
export function mayWriteTo(person: PersonFacts, seat: Seat, { householdAtRisk }: CampaignSettings): boolean {
  return !person.seats[seat].atRisk || householdAtRisk === 'tell' || isAllowed(person);
}

/** Whom the notice addresses. */
function variantOf(person: PersonFacts, settings: CampaignSettings): NoticeVariant {
  if (person.age !== null && person.age < 15) return 'representative';
  if (isMinor(person)) return settings.from15 === 'representatives' ? 'representative' : 'person';
  return person.hasGuardian && settings.guardian !== 'person' ? 'guardian' : 'person';
}

/** The channel: the one that the campaign begins with, if it can be used. Representatives and guardians get letters: the e-mail in the register is the patient's. */
function chooseChannel(person: PersonFacts, variant: NoticeVariant, settings: CampaignSettings): Verdict {
  const canMail = person.hasOwnEmail && variant === 'person';
  const seat = seatOf('main', variant);
  const { fault } = person.seats[seat];
  const mayWrite = mayWriteTo(person, seat, settings);
  const canWrite = fault === null && mayWrite;
  const planned = (channel: Channel, fallback: Channel | null): Verdict => ({
    state: 'planned',
    rule: channel,
    variant,
    seat,
    channel,
    fallback,
  });
  if (canMail && (settings.first === 'email' || fault === 'missing'))
    return planned('email', canWrite ? 'letter' : null);
  if (fault === 'missing') return { state: 'excluded', rule: 'unreachable' };
  if (fault === 'institution') return { state: 'held', rule: 'institution' };
  if (fault !== null) return { state: 'held', rule: 'address_unfit' };
  if (!mayWrite) return { state: 'held', rule: 'household_at_risk' };
  return planned('letter', canMail ? 'email' : null);
}
