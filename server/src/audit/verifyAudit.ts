import type pg from 'pg';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { ENTRY_SQL } from './accessEntry.ts';
import { type Checkpoint, CheckpointSigner, isSignedBy } from './checkpoint.ts';
import { loadCheckpoints } from './checkpointRows.ts';
import { cursorPages } from './cursorRows.ts';
import { leafMark } from './growTree.ts';
import { Frontier, leafHash } from './merkleTree.ts';
import { openDetails } from './openDetails.ts';

/** What can be wrong with the log. */
export const AUDIT_FINDINGS = [
  /** An entry is not what was hashed. */
  'entry_changed',
  /** A leaf has no entry any more. */
  'entry_missing',
  /** A leaf is gone from the middle of the tree. */
  'leaf_missing',
  /** A leaf with a consistent hash that we never made: replaced, swapped, moved. */
  'leaf_replaced',
  /** An entry that was not written with the case key. */
  'entry_inserted',
  /** An entry that should be in the tree by now and is not. */
  'entry_left_out',
  /** The tree has leaves that no checkpoint covers. */
  'leaves_unsigned',
  /** A checkpoint of the database with another key or a wrong signature. */
  'signature_wrong',
  /** A signed checkpoint of the database does not fit the tree. */
  'tree_altered',
  /** A checkpoint that is kept outside is gone from the database. */
  'checkpoint_missing',
  /** The tree is shorter than a checkpoint that is kept outside: the tail was cut, or an old state was restored. */
  'shorter_than_kept',
  /** The tree does not begin with what a checkpoint kept outside covers. */
  'differs_from_kept',
  /** A checkpoint kept outside is not one of this case's. */
  'kept_not_ours',
] as const;
export type AuditFindingKind = (typeof AUDIT_FINDINGS)[number];

export interface AuditFinding {
  readonly kind: AuditFindingKind;
  /** Number of the first leaf that it concerns, counted from 0; null where there is none. */
  readonly leaf: number | null;
  /** For what a checkpoint says: its size. */
  readonly size?: number;
}

export interface AuditReport {
  /** Leaves of the tree. */
  readonly entries: number;
  /** Root over the entries as they stand, in hex. */
  readonly root: string;
  readonly publicKey: string;
  readonly checkpoints: number;
  /** Checkpoints kept outside that were compared. */
  readonly kept: number;
  /** Entries not in the tree yet: written since the last checkpoint. */
  readonly waiting: number;
  readonly findings: readonly AuditFinding[];
  /** The first entry that is not as it was: a leaf, or a range where it can only be said between which checkpoints it lies. Null where all is well. */
  readonly firstBad: { readonly from: number; readonly to: number } | null;
}

/**
 * Recomputes the whole tree from the entries and compares it with the leaves, with the signed checkpoints of the database, and with those kept outside.
 * Without one of these two things cannot be seen: an old state of the whole database put back, and the tail cut off to an earlier checkpoint.
 */
export async function verifyAudit(
  database: Database,
  keys: CaseKeys,
  kept: readonly Checkpoint[],
): Promise<AuditReport> {
  return await database.transaction(async (client) => {
    // One snapshot: a server may go on writing meanwhile.
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await verifyIn(client, database.caseId, keys, kept);
  });
}

async function verifyIn(
  client: pg.ClientBase,
  caseId: string,
  keys: CaseKeys,
  kept: readonly Checkpoint[],
): Promise<AuditReport> {
  const { publicKey } = new CheckpointSigner(keys);
  const checkpoints = await loadCheckpoints(client, caseId);
  const sizes = new Set([...checkpoints, ...kept].map(({ size }) => size));
  const tree = await recompute(client, caseId, sizes);
  const outside = await strayEntries(client, caseId, keys);
  const findings: AuditFinding[] = [
    ...tree.findings,
    ...outside.findings,
    ...signedFindings(checkpoints, publicKey, caseId, tree),
    ...keptFindings(kept, checkpoints, publicKey, caseId, tree),
  ];
  if (findings.length > 0) findings.push(...(await replacedLeaf(client, caseId, keys)));
  return {
    entries: tree.size,
    root: tree.root,
    publicKey,
    checkpoints: checkpoints.length,
    kept: kept.length,
    waiting: outside.waiting,
    findings,
    firstBad: firstBad(findings, checkpoints, kept, tree),
  };
}

interface Recomputed {
  readonly size: number;
  readonly root: string;
  /** Root of the tree at the sizes asked for. */
  readonly roots: ReadonlyMap<number, string>;
  readonly findings: readonly AuditFinding[];
}

interface LeafRow {
  leaf: number;
  hash: Buffer;
  entry: string | null;
}

async function recompute(
  client: pg.ClientBase,
  caseId: string,
  sizes: ReadonlySet<number>,
): Promise<Recomputed> {
  const frontier = new Frontier();
  const roots = new Map<number, string>();
  const findings: AuditFinding[] = [];
  const sql = `SELECT l.leaf, l.hash, ${ENTRY_SQL} AS entry FROM access_leaves l
    LEFT JOIN accesses a ON a.case_id = l.case_id AND a.sequence = l.sequence WHERE l.case_id = $1 ORDER BY l.leaf`;
  const take = ({ leaf, hash, entry }: LeafRow): void => {
    const found = entry === null ? null : leafHash(entry);
    if (findings.length === 0) {
      if (leaf !== frontier.size) findings.push({ kind: 'leaf_missing', leaf: frontier.size });
      else if (found === null) findings.push({ kind: 'entry_missing', leaf });
      else if (!found.equals(hash)) findings.push({ kind: 'entry_changed', leaf });
    }
    frontier.append(found ?? hash);
    if (sizes.has(frontier.size)) roots.set(frontier.size, frontier.root().toString('hex'));
  };
  for await (const rows of cursorPages<LeafRow>(client, sql, [caseId])) rows.forEach(take);
  return { size: frontier.size, root: frontier.root().toString('hex'), roots, findings };
}

/** Entries without a leaf: those of the last seconds wait; others should not be there, or should be in the tree. */
async function strayEntries(
  client: pg.ClientBase,
  caseId: string,
  keys: CaseKeys,
): Promise<{ waiting: number; findings: AuditFinding[] }> {
  const sql = `SELECT ${ENTRY_SQL} AS entry, coalesce(t.cluster = (SELECT system_identifier FROM pg_control_system())
      AND pg_visible_in_snapshot(a.transaction, t.taken_up_to), false) AS due
    FROM accesses a LEFT JOIN audit_trees t ON t.case_id = a.case_id
    WHERE a.case_id = $1 AND NOT EXISTS (SELECT FROM access_leaves l WHERE l.case_id = a.case_id AND l.sequence = a.sequence) ORDER BY a.sequence`;
  let waiting = 0;
  const findings: AuditFinding[] = [];
  for await (const rows of cursorPages<{ entry: string; due: boolean }>(client, sql, [caseId]))
    for (const { entry, due } of rows) {
      if (openDetails(keys, entry) === null) findings.push({ kind: 'entry_inserted', leaf: null });
      else if (due) findings.push({ kind: 'entry_left_out', leaf: null });
      else waiting++;
    }
  return { waiting, findings };
}

function signedFindings(
  checkpoints: readonly Checkpoint[],
  publicKey: string,
  caseId: string,
  tree: Recomputed,
): AuditFinding[] {
  const findings: AuditFinding[] = [];
  for (const checkpoint of checkpoints) {
    const { size } = checkpoint;
    if (checkpoint.case !== caseId || !isSignedBy(publicKey, checkpoint))
      findings.push({ kind: 'signature_wrong', leaf: null, size });
    else if (tree.roots.get(size) !== checkpoint.root)
      findings.push({ kind: 'tree_altered', leaf: size > tree.size ? tree.size : null, size });
  }
  const signed = checkpoints.at(-1)?.size ?? 0;
  if (tree.size > signed) findings.push({ kind: 'leaves_unsigned', leaf: signed });
  return findings;
}

function keptFindings(
  kept: readonly Checkpoint[],
  checkpoints: readonly Checkpoint[],
  publicKey: string,
  caseId: string,
  tree: Recomputed,
): AuditFinding[] {
  const known = new Set(checkpoints.map(({ size }) => size));
  return kept.flatMap((checkpoint): AuditFinding[] => {
    const { size } = checkpoint;
    if (checkpoint.case !== caseId || !isSignedBy(publicKey, checkpoint))
      return [{ kind: 'kept_not_ours', leaf: null, size }];
    if (size > tree.size) return [{ kind: 'shorter_than_kept', leaf: null, size }];
    if (tree.roots.get(size) !== checkpoint.root) return [{ kind: 'differs_from_kept', leaf: null, size }];
    return known.has(size) ? [] : [{ kind: 'checkpoint_missing', leaf: null, size }];
  });
}

/** The first leaf whose mark is not ours. Asked only when something is wrong: marks are made with the key, and tell where. */
async function replacedLeaf(client: pg.ClientBase, caseId: string, keys: CaseKeys): Promise<AuditFinding[]> {
  const sql = 'SELECT leaf, hash, mark FROM access_leaves WHERE case_id = $1 ORDER BY leaf';
  for await (const rows of cursorPages<{ leaf: number; hash: Buffer; mark: Buffer }>(client, sql, [caseId])) {
    const other = rows.find(({ leaf, hash, mark }) => !leafMark(keys, leaf, hash).equals(mark));
    if (other === undefined) continue;
    await client.query('CLOSE pages');
    return [{ kind: 'leaf_replaced', leaf: other.leaf }];
  }
  return [];
}

const ALTERED: ReadonlySet<AuditFindingKind> = new Set([
  'tree_altered',
  'differs_from_kept',
  'shorter_than_kept',
]);

/**
 * The first leaf that a finding names; else the leaves between the last checkpoint that fits and the first that does not. A checkpoint of the
 * database counts as fitting only if it was signed before that one: later ones may go on from an old state that was put back.
 */
function firstBad(
  findings: readonly AuditFinding[],
  checkpoints: readonly Checkpoint[],
  kept: readonly Checkpoint[],
  tree: Recomputed,
): AuditReport['firstBad'] {
  const named = findings.flatMap(({ leaf }) => (leaf === null ? [] : [leaf]));
  if (named.length > 0) return { from: Math.min(...named), to: Math.min(...named) };
  const altered = findings.flatMap(({ kind, size }) => (ALTERED.has(kind) ? [size!] : []));
  if (altered.length === 0) return null;
  const first = Math.min(...altered);
  const signedAt = [...kept, ...checkpoints].find(({ size }) => size === first)!.at;
  const fitting = [...kept, ...checkpoints.filter(({ at }) => at <= signedAt)].filter(
    ({ size, root }) => size < first && tree.roots.get(size) === root,
  );
  return { from: Math.max(0, ...fitting.map(({ size }) => size)), to: Math.min(first - 1, tree.size) };
}
