import type pg from 'pg';
import { loadPatients } from '../select/loadPatients.ts';
import { type JudgingContext, type KeptNotice, rewriteNotice } from '../select/refreshPlanned.ts';
import { replaceNotices } from '../select/replaceNotices.ts';
import type { Channel } from '../select/selectionRules.ts';

/** Why another notice takes the place of one. */
export type FollowEvent = 'planned_after_return' | 'planned_after_bounce';

/**
 * Plans the other channel for notices that did not arrive, where their plan foresees one and the rules still allow it for the person as register and flags have
 * him now. A fallback has none itself, so nothing goes back and forth between channels: what cannot be followed is left to the caller, for a human.
 * @returns the notices in whose place another is planned.
 */
export async function planFallback(
  client: pg.ClientBase,
  context: JudgingContext,
  notices: readonly number[],
  event: FollowEvent,
): Promise<Set<number>> {
  const { database, keys } = context;
  const { rows } = await client.query<KeptNotice & { fallback: Channel }>(
    `SELECT id, person_id, recipient, fallback, certain, content_sealed FROM notices WHERE case_id = $1 AND id = ANY ($2::bigint[]) AND fallback IS NOT NULL ORDER BY id FOR UPDATE`,
    [database.caseId, notices],
  );
  const patients = await loadPatients(client, { caseId: database.caseId, keys }, rows.map((row) => row.person_id));
  const replacements = rows.flatMap((row) => {
    const written = rewriteNotice(row, row.fallback, patients.get(row.person_id) ?? [], context);
    if (written === null) return [];
    const { verdict: { rule, channel }, household, content, email } = written;
    return [{ notice: row.id, person: row.person_id, recipient: row.recipient, rule, channel, fallback: null, household, content, email, event }];
  });
  await replaceNotices(client, { caseId: database.caseId, keys }, replacements);
  return new Set(replacements.map(({ notice }) => notice));
} // prettier-ignore
