import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';
import { insertRows } from '../database/insertRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { ENTRY_SQL } from './accessEntry.ts';
import { type Checkpoint, CheckpointSigner, isSignedBy } from './checkpoint.ts';
import { cursorPages } from './cursorRows.ts';
import { insertCheckpoint, lastCheckpoint } from './checkpointRows.ts';
import { Frontier, leafHash } from './merkleTree.ts';
import { openDetails } from './openDetails.ts';

export interface Growth {
  /** Rows that became leaves. */
  readonly added: number;
  /** The new checkpoint; null where the tree has not grown. */
  readonly checkpoint: Checkpoint | null;
}

interface TreeRow {
  size: number;
  frontier: Buffer[];
  taken_up_to: string;
  same_cluster: boolean;
}

/**
 * Takes what is committed of the accesses and not in the tree yet, in the order of its numbers, and signs a checkpoint; one transaction, one process
 * at a time. Nothing is lost although numbers are given out before rows are committed: not a number says how far the tree has come, but a snapshot;
 * whatever it did not see, be its number ever so low, is taken next time. A row that does not open with the case key was not written by us: it gets
 * no leaf, and `verifyAudit` names it.
 * Throws CaseError('audit_altered') when the tree is not the one that was signed last: an altered tree is never signed again.
 */
export async function growTree(database: Database, keys: CaseKeys): Promise<Growth> {
  const { caseId } = database;
  return await database.transaction(async (client) => {
    const tree = await lockTree(client, caseId);
    const snapshot = await currentSnapshot(client);
    const frontier = await signedFrontier(client, caseId, keys, tree);
    const before = frontier.size;
    for await (const rows of untaken(client, caseId, tree)) {
      await insertLeaves(client, caseId, keys, frontier, rows);
    }
    const checkpoint =
      frontier.size === before
        ? null
        : new CheckpointSigner(keys).sign(caseId, frontier.size, frontier.root());
    if (checkpoint !== null) await insertCheckpoint(client, checkpoint);
    await client.query(
      'UPDATE audit_trees SET size = $2, frontier = $3, taken_up_to = $4, cluster = (SELECT system_identifier FROM pg_control_system()) WHERE case_id = $1',
      [caseId, frontier.size, frontier.peaks, snapshot],
    );
    return { added: frontier.size - before, checkpoint };
  });
}

/** The row of the tree, locked: whoever else would grow it waits. */
async function lockTree(client: pg.PoolClient, caseId: string): Promise<TreeRow> {
  await client.query(
    `INSERT INTO audit_trees (case_id, size, frontier, taken_up_to, cluster)
     SELECT $1, 0, '{}', '1:1:', system_identifier FROM pg_control_system() ON CONFLICT DO NOTHING`,
    [caseId],
  );
  const { rows } = await client.query<TreeRow>(
    `SELECT size, frontier, taken_up_to::text, cluster = (SELECT system_identifier FROM pg_control_system()) AS same_cluster
     FROM audit_trees WHERE case_id = $1 FOR UPDATE`,
    [caseId],
  );
  return rows[0]!;
}

/** Taken before the rows are looked for: what it sees, they hold. */
async function currentSnapshot(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ snapshot: string }>('SELECT pg_current_snapshot()::text AS snapshot');
  return rows[0]!.snapshot;
}

/** The tree so far, if it is the one that our key has signed last. */
async function signedFrontier(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  { size, frontier }: TreeRow,
): Promise<Frontier> {
  const last = await lastCheckpoint(client, caseId);
  const altered = new CaseError('audit_altered', caseId);
  if (last === null) {
    if (size !== 0) throw altered;
    return new Frontier();
  }
  if (last.size !== size || frontier.length !== peaksOf(size)) throw altered;
  const tree = new Frontier(size, frontier);
  const signed =
    isSignedBy(new CheckpointSigner(keys).publicKey, last) && tree.root().toString('hex') === last.root;
  if (!signed) throw altered;
  return tree;
}

function peaksOf(size: number): number {
  return size.toString(2).replaceAll('0', '').length;
}

interface UntakenRow {
  sequence: number;
  entry: string;
}

/** Rows without a leaf. Transaction numbers mean nothing in another cluster (a restored dump): then all rows are compared. */
async function* untaken(client: pg.PoolClient, caseId: string, tree: TreeRow): AsyncGenerator<UntakenRow[]> {
  const since = tree.same_cluster
    ? 'AND (a.transaction >= pg_snapshot_xmax($2::pg_snapshot) OR a.transaction = ANY (ARRAY(SELECT pg_snapshot_xip($2::pg_snapshot))))'
    : 'AND $2::pg_snapshot IS NOT NULL';
  yield* cursorPages<UntakenRow>(
    client,
    `SELECT a.sequence, ${ENTRY_SQL} AS entry FROM accesses a
     WHERE a.case_id = $1 ${since} AND NOT EXISTS (SELECT FROM access_leaves l WHERE l.case_id = a.case_id AND l.sequence = a.sequence)
     ORDER BY a.sequence`,
    [caseId, tree.taken_up_to],
  );
}

async function insertLeaves(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  frontier: Frontier,
  rows: readonly UntakenRow[],
): Promise<void> {
  const leaves: [string, number, number, Buffer, Buffer][] = [];
  for (const { sequence, entry } of rows) {
    if (openDetails(keys, entry) === null) continue;
    const hash = leafHash(entry);
    leaves.push([caseId, frontier.size, sequence, hash, leafMark(keys, frontier.size, hash)]);
    frontier.append(hash);
  }
  await insertRows(client, 'access_leaves', ['case_id', 'leaf', 'sequence', 'hash', 'mark'], leaves);
}

/** Keyed hash of a leaf: without the key nobody can move or replace one unseen. */
export function leafMark(keys: CaseKeys, leaf: number, hash: Buffer): Buffer {
  return keys.blindIndex('audit leaf', `${leaf} ${hash.toString('hex')}`);
}
