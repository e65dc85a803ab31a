import type { CampaignSettings } from '@constat/contract/campaign.ts';
import { isAtRisk } from './isAtRisk.ts';
import { type Channel, type PersonFacts, selectNotice, type Verdict } from './selectionRules.ts';

/** What the rules say of a person who can be told by one channel only, the other one having failed; null where they do not let that one be used. */
export function selectChannel(
  facts: PersonFacts,
  channel: Channel,
  settings: CampaignSettings,
): Extract<Verdict, { state: 'planned' }> | null {
  const left: PersonFacts =
    channel === 'letter' ? { ...facts, hasOwnEmail: false } : { ...facts, addressFault: 'missing' };
  const verdict = selectNotice(left, settings);
  return verdict.state === 'planned' && verdict.channel === channel ? verdict : null;
}

/**
 * The general letter to the parents of somebody of 15 to 17, by the rule `from15`; null where there is none. Whoever is at risk (confidential care of minors is
 * such a flag) has none, also where a human has allowed the letter to the person.
 */
export function selectParentsLetter(
  facts: PersonFacts,
  settings: CampaignSettings,
): Extract<Verdict, { state: 'planned' }> | null {
  const { age, flags } = facts;
  if (settings.from15 !== 'both' || age === null || age < 15 || age > 17 || isAtRisk(flags)) return null;
  const verdict = selectChannel(facts, 'letter', settings);
  return verdict === null
    ? null
    : { ...verdict, variant: 'representative', rule: 'from_15_parents', fallback: null };
}
