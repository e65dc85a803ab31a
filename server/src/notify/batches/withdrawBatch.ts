import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import { withdrawNotices } from './batchNotices.ts';
import type { BatchContext } from './batchRow.ts';
import { PartFiles } from './partFiles.ts';

/**
 * Takes back a batch that was not handed over: its letters give way to the next plan, under a new issue number, and their codes are void. Whoever has read the
 * sample and found something wrong does this. @returns how many letters. Throws CaseError('batch_unknown', 'batch_handed_over').
 */
export async function withdrawBatch(
  { database, keys, folder }: BatchContext,
  number: number,
): Promise<number> {
  const letters = await database.transaction(async (client) => {
    await lockBatch(client, database.caseId, number);
    return await releaseLetters(client, database.caseId, number);
  });
  await new PartFiles(keys, folder, number).remove();
  return letters;
}

async function lockBatch(client: pg.ClientBase, caseId: string, number: number): Promise<void> {
  const { rows } = await client.query<{ state: string }>(
    'SELECT state FROM print_batches WHERE case_id = $1 AND number = $2 FOR UPDATE',
    [caseId, number],
  );
  if (rows[0] === undefined) throw new CaseError('batch_unknown', String(number));
  if (rows[0].state === 'handed_over') throw new CaseError('batch_handed_over', String(number));
}

async function releaseLetters(client: pg.ClientBase, caseId: string, number: number): Promise<number> {
  await client.query('DELETE FROM sheets WHERE case_id = $1 AND batch = $2', [caseId, number]);
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM notices WHERE case_id = $1 AND batch = $2 FOR UPDATE',
    [caseId, number],
  );
  await withdrawNotices(
    client,
    caseId,
    rows.map(({ id }) => id),
    number,
  );
  await client.query('DELETE FROM print_batches WHERE case_id = $1 AND number = $2', [caseId, number]);
  return rows.length;
}
