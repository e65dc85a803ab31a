import type { Fate } from '@constat/contract/item.ts';
import { CaseError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';
import { ITEM_FATE, ITEM_REASON } from '../database/itemFate.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { type ItemRow, PathOpener } from './exportLines.ts';

/** An item that is explained. */
export interface ExplainedItem {
  readonly evidence: number;
  readonly item: number;
  readonly path: string;
  /** Null where there are no bytes to be read. */
  readonly content: number | null;
  /** Null while it has not been assessed. */
  readonly fate: Fate | null;
  /** A code, '' for none. */
  readonly reason: string;
  /** Whether anything of its content was read, so that it can be read again. */
  readonly isRead: boolean;
  /** Items directly in it. */
  readonly members: number;
}

/** The items with this path, one from each evidence that has it. Throws CaseError where none has. */
export async function itemsAt(database: Database, keys: CaseKeys, path: string): Promise<ExplainedItem[]> {
  const pathIndex = keys.blindIndex('index path', path);
  const items = await select(database, keys, 'i.path_index = $2', [pathIndex]);
  if (items.length === 0) throw new CaseError('path_unknown', path);
  return items;
}

/** The items with these numbers in their evidence, in the order of the evidence. */
export async function itemsNumbered(
  database: Database,
  keys: CaseKeys,
  numbers: readonly { readonly evidence: number; readonly item: number }[],
): Promise<ExplainedItem[]> {
  const some = '(i.evidence_id, i.id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))';
  const values = [numbers.map(({ evidence }) => evidence), numbers.map(({ item }) => item)];
  return await select(database, keys, some, values);
}

interface Row extends ItemRow {
  content_id: number | null;
  fate: Fate | null;
  reason: string | null;
  is_read: boolean;
  members: number;
}

async function select(
  { pool, caseId }: Database,
  keys: CaseKeys,
  condition: string,
  values: readonly unknown[],
): Promise<ExplainedItem[]> {
  const { rows } = await pool.query<Row>(
    `SELECT i.evidence_id, i.id, i.path_sealed, i.content_id, ${ITEM_FATE} AS fate, ${ITEM_REASON} AS reason, coalesce(c.fate IN ('read', 'read_in_part'), false) AS is_read,
       (SELECT count(*)::int FROM items m WHERE m.evidence_id = i.evidence_id AND m.parent_id = i.id) AS members
     FROM items i LEFT JOIN contents c ON c.id = i.content_id WHERE i.case_id = $1 AND ${condition} ORDER BY i.evidence_id, i.id`,
    [caseId, ...values],
  );
  const paths = new PathOpener(keys);
  return rows.map((row) => ({
    evidence: row.evidence_id,
    item: row.id,
    path: paths.open(row),
    content: row.content_id,
    fate: row.fate,
    reason: row.fate === null ? 'not_assessed' : (row.reason ?? ''),
    isRead: row.is_read,
    members: row.members,
  }));
}
