import type { CampaignSettings } from '@constat/contract/campaign.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import { SEATS } from './recipients.ts';
import { selectCopies } from './selectCopies.ts';
import { type Channel, type PersonFacts, selectNotice, type Verdict } from './selectionRules.ts';

/** What the rules say of a person who can be told by one channel only, the other one having failed; null where they do not let that one be used. */
function selectChannel(
  facts: PersonFacts,
  channel: Channel,
  settings: CampaignSettings,
): Extract<Verdict, { state: 'planned' }> | null {
  const left: PersonFacts =
    channel === 'letter' ? { ...facts, hasOwnEmail: false } : { ...facts, seats: NOWHERE };
  const verdict = selectNotice(left, settings);
  return verdict.state === 'planned' && verdict.channel === channel ? verdict : null;
}

/** No letter can be addressed to anybody. */
const NOWHERE: PersonFacts['seats'] = Object.fromEntries(
  SEATS.map((seat) => [seat, { fault: 'missing', atRisk: false }]),
) as unknown as PersonFacts['seats'];

/** What the rules say of one recipient by one channel; null where he gets nothing by it. */
export function selectFor(
  recipient: Recipient,
  facts: PersonFacts,
  channel: Channel,
  settings: CampaignSettings,
): Selected | null {
  if (recipient === 'main') {
    const verdict = selectChannel(facts, channel, settings);
    return verdict === null ? null : { verdict, unlisted: false };
  }
  const copy = selectCopies(facts, settings).find((one) => one.recipient === recipient);
  return copy?.verdict.state === 'planned' ? { verdict: copy.verdict, unlisted: copy.unlisted } : null;
}

/** A notice as the rules have it for its recipient. */
export interface Selected {
  readonly verdict: Extract<Verdict, { state: 'planned' }>;
  readonly unlisted: boolean;
}
