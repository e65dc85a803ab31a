import type { CampaignSettings } from './campaignSettings.ts';
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
