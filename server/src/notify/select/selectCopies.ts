import type { CampaignSettings, Recipient } from '@constat/contract/campaign.ts';
import type { NoticeVariant } from '../noticeContent.ts';
import { isAtRisk } from './isAtRisk.ts';
import { type Seat, seatOf } from './recipients.ts';
import {
  isMinor,
  isStopped,
  mayWriteTo,
  type PersonFacts,
  type RuleName,
  type Verdict,
} from './selectionRules.ts';

/** What the rules say of one who is told beside the person, or beside whoever stands for him. */
export interface Copy {
  readonly recipient: Exclude<Recipient, 'main'>;
  readonly verdict: Verdict;
  /** Whether it names no kind of data. */
  readonly unlisted: boolean;
}

interface CopyRule {
  readonly recipient: Copy['recipient'];
  readonly rule: RuleName;
  readonly variant: NoticeVariant;
  readonly unlisted: (person: PersonFacts, settings: CampaignSettings) => boolean;
  readonly applies: (person: PersonFacts, settings: CampaignSettings) => boolean;
}

const isAdult = (person: PersonFacts): boolean => !isMinor(person);
const isFrom15 = (person: PersonFacts): boolean => isMinor(person) && person.age! >= 15;
/** Whether holders of parental authority are written to at all. */
const tellsParents = (person: PersonFacts, { from15 }: CampaignSettings): boolean =>
  isMinor(person) && (person.age! < 15 || from15 === 'both' || from15 === 'representatives');

/** Who is told beside the main notice; each rule stands for itself. */
const COPY_RULES: readonly CopyRule[] = [
  {
    recipient: 'parents',
    rule: 'from_15_parents',
    variant: 'representative',
    unlisted: () => true,
    applies: (p, s) => isFrom15(p) && s.from15 === 'both',
  },
  {
    recipient: 'parent2',
    rule: 'second_parent',
    variant: 'representative',
    // Somebody of 15 to 17 has had the notice himself: what his parents get names no kind of data.
    unlisted: (p, s) => isFrom15(p) && s.from15 === 'both',
    applies: (p, s) =>
      tellsParents(p, s) && p.hasSecondHolder && s.parents === 'each' && !p.flags.has('one_parent'),
  },
  {
    recipient: 'protected',
    rule: 'protected_person',
    variant: 'person',
    unlisted: () => false,
    applies: (p, s) => isAdult(p) && p.hasGuardian && s.guardian === 'both',
  },
  {
    recipient: 'curator',
    rule: 'curator_copy',
    variant: 'curator',
    unlisted: () => true,
    applies: (p, s) => isAdult(p) && p.hasCurator && !p.hasGuardian && s.curator === 'both',
  },
];

/**
 * The letters beside the main notice, each to an address of its own. Nobody else is told of a person at risk, also where a human has allowed the letter to him.
 * Who cannot be written to is held or excluded by a rule of its own.
 */
export function selectCopies(person: PersonFacts, settings: CampaignSettings): readonly Copy[] {
  if (isAtRisk(person.flags) || isStopped(person, settings)) return [];
  return COPY_RULES.filter(({ applies }) => applies(person, settings)).map(({ recipient, rule, variant, unlisted }) => ({
    recipient,
    verdict: verdictOf(person, settings, { rule, variant, seat: seatOf(recipient, variant) }),
    unlisted: unlisted(person, settings),
  }));
} // prettier-ignore

function verdictOf(
  person: PersonFacts,
  settings: CampaignSettings,
  { rule, variant, seat }: { readonly rule: RuleName; readonly variant: NoticeVariant; readonly seat: Seat },
): Verdict {
  const { fault } = person.seats[seat];
  if (fault === 'missing') return { state: 'excluded', rule: 'no_address_for_copy' };
  if (fault === 'institution') return { state: 'held', rule: 'institution' };
  if (fault !== null) return { state: 'held', rule: 'address_unfit' };
  // Who lives with somebody at risk is not spoken of elsewhere either.
  if (![seat, 'person' as const].every((place) => mayWriteTo(person, place, settings)))
    return { state: 'held', rule: 'household_at_risk' };
  return { state: 'planned', rule, variant, seat, channel: 'letter', fallback: null };
}
