import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { VolumeFinder } from './walkFiles.ts';
import { itemPlace, type PlannedContent, type UnreadContent } from './item.ts';

/** Formats of which a member is only reached by reading what stands before it. */
const SEQUENTIAL = [
  ...['gz', 'bz2', 'xz', 'lz', 'lzma', 'zst', 'lz4', 'Z', 'tar', 'mbox'],
  ...['7z', 'rar', 'cab', 'lzh', 'cpio', 'ar', 'iso', 'rpm', 'exe'],
];

/** Contents of the case that were not read by this version of the engine, as planning needs them; those of one file stand together. */
export async function unreadContents(database: Database, engine: number): Promise<PlannedContent[]> {
  const { rows } = await database.pool.query<PlannedContent>(
    `SELECT DISTINCT ON (c.id) c.id, c.bytes, i.evidence_id || ' ' || i.file_id AS file, f.format = ANY($3) AS sequential
     FROM contents c JOIN items i ON i.content_id = c.id JOIN items f ON f.evidence_id = i.evidence_id AND f.id = i.file_id
     WHERE c.case_id = $1 AND c.engine < $2 AND i.format <> 'volume' ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, engine, SEQUENTIAL],
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
     WHERE c.case_id = $1 AND c.id = ANY($2::bigint[]) AND i.format <> 'volume' ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, contentIds],
  );
  const finder = new VolumeFinder();
  return await Promise.all(
    rows.map(async (row) => {
      const { path, isAlone } = fileOf(row, keys);
      return {
        contentId: row.id,
        bytes: row.bytes,
        format: row.format,
        chain: row.chain,
        file: path,
        volumes: isAlone ? [] : await finder.of(path),
      };
    }),
  );
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

/** The root is the file itself when a single file was added: its last name is the file's. What lies beside it is no evidence then. */
function fileOf(row: Located, keys: CaseKeys): { path: Uint8Array; isAlone: boolean } {
  const root = keys.open(row.root, itemPlace.root(row.root_index));
  const relative = keys.open(row.name, itemPlace.name(row.evidence, row.file));
  const isAlone = root.subarray(root.lastIndexOf(0x2f) + 1).equals(relative);
  return { path: isAlone ? root : Buffer.concat([root, Buffer.from('/'), relative]), isAlone };
}
