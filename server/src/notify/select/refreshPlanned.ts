import type { CampaignSettings } from '@constat/contract/campaign.ts';
import type pg from 'pg';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { Patient } from '../../patients/patient.ts';
import { contentHash, openNotice, sealNotice } from '../noticeRow.ts';
import { judgePerson, type Known } from './judgePerson.ts';
import { loadPatients } from './loadPatients.ts';
import type { ExposedPerson } from './loadPersons.ts';
import { contentOf, patientOf } from './noticeOf.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import { selectFor } from './singleChannel.ts';
import type { Channel, Verdict } from './selectionRules.ts';

/** A probability that counts as probable, for persons of whom no more is kept with their notice. */
const PROBABLE = 0.5;

/** A notice whose content is to be written anew. */
export interface KeptNotice {
  readonly id: number;
  readonly person_id: number;
  readonly recipient: Recipient;
  readonly certain: boolean;
  readonly content_sealed: Buffer;
}

export interface JudgingContext {
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly settings: CampaignSettings;
  readonly known: Known;
}

/** What a notice says by one channel to its person as register and flags have him now, with the code and sheet that it has; null where the rules do not allow it. */
export function rewriteNotice(
  row: KeptNotice,
  channel: Channel,
  patients: readonly Patient[],
  { keys, settings, known }: JudgingContext,
): {
  readonly verdict: Extract<Verdict, { state: 'planned' }>;
  readonly household: Buffer | null;
  readonly content: ReturnType<typeof contentOf>;
  readonly email: string;
} | null {
  const { content } = openNotice(keys, row.id, row.content_sealed);
  const probability = row.certain ? 1 : PROBABLE;
  const { exposed, notFound, language, version, code, sheet } = content;
  const person: ExposedPerson = { id: row.person_id, patients, probability, exposed, notFound };
  const { facts, households } = judgePerson(keys, person, settings, known);
  const selected = selectFor(row.recipient, facts, channel, settings);
  if (selected === null) return null;
  const { verdict, unlisted } = selected;
  return {
    verdict,
    household: households[verdict.seat],
    content: contentOf(person, verdict, { language, version, code, sheet, unlisted }),
    email: channel === 'email' ? patientOf(person)!.email : '',
  };
}

/**
 * Writes those planned notices anew that took the place of others and so stay when a campaign is planned anew: as register and flags have their persons now,
 * with the code that they have. Where the rules do not allow one any more, it waits for somebody as what came back does.
 */
export async function refreshPlanned(client: pg.ClientBase, context: JudgingContext): Promise<void> {
  const { database: { caseId }, keys } = context;
  const { rows } = await client.query<KeptNotice & { channel: Channel }>(
    `SELECT id, person_id, recipient, certain, channel, content_sealed FROM notices WHERE case_id = $1 AND state = 'planned' ORDER BY id FOR UPDATE`,
    [caseId],
  );
  const patients = await loadPatients(client, { caseId, keys }, rows.map((row) => row.person_id));
  const stopped: number[] = [];
  for (const row of rows) {
    const written = rewriteNotice(row, row.channel, patients.get(row.person_id) ?? [], context);
    if (written === null) {
      stopped.push(row.id);
      continue;
    }
    const { content, email, household } = written;
    await client.query('UPDATE notices SET variant = $3, household = $4, content_sealed = $5, content_sha256 = $6 WHERE case_id = $1 AND id = $2', [
      caseId, row.id, content.variant, household, sealNotice(keys, row.id, { content, email }), contentHash({ content, email }),
    ]);
  }
  await client.query(`UPDATE notices SET state = 'returned' WHERE case_id = $1 AND id = ANY ($2::bigint[])`, [caseId, stopped]);
  await client.query(`INSERT INTO notice_events (case_id, notice_id, kind) SELECT $1, unnest($2::bigint[]), 'stopped_by_rules'`, [caseId, stopped]);
} // prettier-ignore
