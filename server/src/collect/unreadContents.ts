import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { itemPlace, type PlannedContent, type PlannedScan, type UnreadContent } from './item.ts';

/** Containers of which a member is only reached by streaming the file from its beginning. */
const SEQUENTIAL = `f.format IN ('gz', 'tar', 'mbox')`;

/** Contents of the case that were not read by this version of the engine, as planning needs them; those of one file stand together. */
export async function unreadContents(database: Database, engine: number): Promise<PlannedContent[]> {
  const { rows } = await database.pool.query<PlannedContent>(
    `SELECT DISTINCT ON (c.id) c.id, c.bytes, i.evidence_id || ' ' || i.file_id AS file, ${SEQUENTIAL} AS sequential
     FROM contents c JOIN items i ON i.content_id = c.id JOIN items f ON f.evidence_id = i.evidence_id AND f.id = i.file_id
     WHERE c.case_id = $1 AND c.engine < $2 ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, engine],
  );
  return rows.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.id - b.id));
}

/** Contents that this version of the engine has read but for pages that this version of recognition has not seen; `among`: only of these contents. */
export async function unreadScans(
  database: Database,
  versions: { engine: number; scans: number },
  among: readonly number[] | null,
): Promise<PlannedScan[]> {
  const { rows } = await database.pool.query<PlannedScan>(
    `SELECT DISTINCT ON (c.id) c.id, c.scan_pages AS pages, i.evidence_id || ' ' || i.file_id AS file, f.bytes AS "fileBytes", ${SEQUENTIAL} AS sequential
     FROM contents c JOIN items i ON i.content_id = c.id JOIN items f ON f.evidence_id = i.evidence_id AND f.id = i.file_id
     WHERE c.case_id = $1 AND c.engine >= $2 AND c.scan_pages > 0 AND c.scans_read < $3 AND ($4::bigint[] IS NULL OR c.id = ANY($4))
     ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, versions.engine, versions.scans, among],
  );
  return rows.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.id - b.id));
}

/** Where the contents of a batch stand: one item for each. */
export async function locateContents(
  database: Database,
  keys: CaseKeys,
  contentIds: readonly number[],
): Promise<UnreadContent[]> {
  const { rows } = await database.pool.query<Located>(
    `SELECT DISTINCT ON (c.id) c.id, c.bytes, c.format, i.chain, i.evidence_id AS evidence, f.id AS file, f.name_sealed AS name, e.root_sealed AS root, e.root_index AS root_index, f.parent_id
     FROM contents c JOIN items i ON i.content_id = c.id JOIN items f ON f.evidence_id = i.evidence_id AND f.id = i.file_id JOIN evidence e ON e.id = i.evidence_id
     WHERE c.case_id = $1 AND c.id = ANY($2::bigint[]) ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, contentIds],
  );
  return rows.map((row) => ({
    contentId: row.id,
    bytes: row.bytes,
    format: row.format,
    chain: row.chain,
    file: absolutePath(row, keys),
  }));
}

interface Located {
  id: number;
  bytes: number;
  format: string;
  chain: number[];
  evidence: number;
  file: number;
  name: Buffer;
  root: Buffer;
  root_index: Buffer;
}

/** The root is the file itself when a single file was added: its last name is the file's. */
function absolutePath(row: Located, keys: CaseKeys): Uint8Array {
  const root = keys.open(row.root, itemPlace.root(row.root_index));
  const relative = keys.open(row.name, itemPlace.name(row.evidence, row.file));
  const single = root.subarray(root.lastIndexOf(0x2f) + 1).equals(relative);
  return single ? root : Buffer.concat([root, Buffer.from('/'), relative]);
}
