import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import { openNotice } from '../noticeRow.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import { type Replacement, replaceNotices } from '../select/replaceNotices.ts';
import type { Channel } from '../select/selectionRules.ts';
import { holdBatches } from './batchLock.ts';
import { recordEvents } from './batchNotices.ts';
import type { BatchContext, BatchState } from './batchRow.ts';
import { PartFiles } from './partFiles.ts';

interface BuiltRow {
  id: number;
  person_id: number;
  recipient: Recipient;
  rule: string;
  channel: Channel;
  fallback: Channel | null;
  household: Buffer | null;
  content_sealed: Buffer;
  /** The event of a notice that took the place of one that failed: it must not be forgotten, or the channel that failed would be tried again. */
  follows: string | null;
}

/**
 * Unmakes a batch in which somebody found a mistake: its letters are planned again under new issue numbers, the codes that may have been seen are void, as are
 * approvals of it; its parts are removed, and it stays as a record. Throws CaseError: 'batch_unknown', 'batch_state' (unmade already), 'batch_left' (handed over:
 * what left cannot be unmade), 'batches_busy'.
 * @returns letters that are planned again.
 */
export async function unmakeBatch(context: BatchContext, number: number): Promise<number> {
  const { database, keys, folder } = context;
  return await holdBatches(database, async () => {
    const letters = await database.transaction(async (client) => {
      const manifest = await lockBatch(client, database.caseId, number);
      const rows = await lettersOf(client, database.caseId, number);
      const ids = rows.map(({ id }) => id);
      await recordEvents(client, database.caseId, ids, { kind: 'unmade', batch: number });
      await replaceNotices(client, { caseId: database.caseId, keys }, rows.map((row) => replacementOf(row, context)));
      await client.query(`UPDATE print_batches SET state = 'unmade', unmade_at = now() WHERE case_id = $1 AND number = $2`, [database.caseId, number]);
      // Whoever was asked to approve it finds that nothing is left to approve.
      if (manifest !== null)
        await client.query('UPDATE approvals SET ends_at = now() WHERE case_id = $1 AND sha256 = $2 AND done_at IS NULL AND ends_at > now()', [database.caseId, manifest]);
      return ids.length;
    });
    await new PartFiles(keys, folder, number).remove();
    return letters;
  });
} // prettier-ignore

async function lockBatch(client: pg.ClientBase, caseId: string, number: number): Promise<Buffer | null> {
  const { rows } = await client.query<{ state: BatchState; manifest_sha256: Buffer | null }>(
    'SELECT state, manifest_sha256 FROM print_batches WHERE case_id = $1 AND number = $2 FOR UPDATE',
    [caseId, number],
  );
  if (rows[0] === undefined) throw new CaseError('batch_unknown', String(number));
  const { state, manifest_sha256: manifest } = rows[0];
  if (state === 'handed_over') throw new CaseError('batch_left', String(number));
  if (state === 'unmade') throw new CaseError('batch_state', String(number));
  return manifest;
}

async function lettersOf(client: pg.ClientBase, caseId: string, batch: number): Promise<BuiltRow[]> {
  const { rows } = await client.query<BuiltRow>(
    `SELECT n.id, n.person_id, n.recipient, n.rule, n.channel, n.fallback, n.household, n.content_sealed,
       (SELECT max(e.kind) FROM notice_events e WHERE e.case_id = n.case_id AND e.notice_id = n.id AND e.kind LIKE 'planned_after%') AS follows
     FROM notices n WHERE n.case_id = $1 AND n.batch = $2 AND n.state IN ('built', 'approved') ORDER BY n.id FOR UPDATE OF n`,
    [caseId, batch],
  );
  return rows;
}

function replacementOf(row: BuiltRow, { keys }: BatchContext): Replacement {
  const { content, email } = openNotice(keys, row.id, row.content_sealed);
  const { person_id: person, recipient, rule, channel, fallback, household, follows } = row;
  return {
    notice: row.id,
    person,
    recipient,
    rule,
    channel,
    fallback,
    household,
    content,
    email,
    event: follows,
  };
}
