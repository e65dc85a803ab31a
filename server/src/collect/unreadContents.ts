import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { yearOfPath } from '../text/yearsIn.ts';
import { VolumeFinder } from './walkFiles.ts';
import { itemPlace, type PlannedContent, type PlannedScan, type UnreadContent } from './item.ts';

/** Files whose members are reached by passing those before: they are found, but not unpacked on the way. */
const PASSED = ['mbox', 'pst', 'tar'];
/** Files that are unpacked from their beginning to reach a member. */
const UNPACKED = [
  ...['gz', 'bz2', 'xz', 'lz', 'lzma', 'zst', 'lz4', 'Z'],
  ...['7z', 'rar', 'cab', 'lzh', 'cpio', 'ar', 'iso', 'rpm', 'exe'],
];

/** Batches of one walk: passing is cheap, unpacking is not. */
const WALKS_OF_PASSED = 16;
const WALKS_OF_UNPACKED = 4;

/** Where a content stands: in which top-level file, how deep, in which of its members. */
const PLACE = `i.evidence_id AS evidence, i.id AS item, i.file_id AS file, f.format, f.bytes AS "fileBytes", cardinality(i.chain) AS depth, i.chain[1] AS outermost`;

/** Below which version of the engine a content must be read again: in general, and in formats of which more is asked. */
export interface EngineFloor {
  readonly general: number;
  readonly formats: ReadonlyMap<string, number>;
}

/** Whether a content c was read by an engine that will do; parameters $2 to $4 from {@link floorValues}. */
const IS_READ = `c.engine >= coalesce((SELECT r.version FROM unnest($3::text[], $4::int[]) AS r (format, version) WHERE r.format = c.format), $2)`;

function floorValues({ general, formats }: EngineFloor): [number, string[], number[]] {
  return [general, [...formats.keys()], [...formats.values()]];
}

/** Contents of the case that must be read, as planning needs them: in the order of the items that hold them. */
export async function unreadContents(database: Database, engine: EngineFloor): Promise<PlannedContent[]> {
  const { rows } = await database.pool.query<Unread>(
    `SELECT DISTINCT ON (c.id) c.id, c.bytes, ${PLACE}
     FROM contents c JOIN items i ON i.content_id = c.id JOIN items f ON f.evidence_id = i.evidence_id AND f.id = i.file_id
     WHERE c.case_id = $1 AND NOT ${IS_READ} AND i.format <> 'volume' ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, ...floorValues(engine)],
  );
  return rows.sort((a, b) => a.evidence - b.evidence || a.item - b.item).map(planned);
}

interface Unread {
  id: number;
  bytes: number;
  evidence: number;
  item: number;
  file: number;
  format: string;
  fileBytes: number;
  depth: number;
  outermost: number | null;
}

function planned({ id, bytes, evidence, file, format, depth, outermost }: Unread): PlannedContent {
  const whole = `${evidence} ${file}`;
  if (PASSED.includes(format)) return { id, bytes, walk: whole, walks: WALKS_OF_PASSED };
  if (UNPACKED.includes(format)) return { id, bytes, walk: whole, walks: WALKS_OF_UNPACKED };
  // A container inside an archive is unpacked as a whole for whatever is wanted of it.
  if (depth >= 2) return { id, bytes, walk: `${whole}/${outermost!}`, walks: WALKS_OF_UNPACKED };
  return { id, bytes, walk: '', walks: 0 };
}

/** Contents that are read but for pages that this version of recognition has not seen; `among`: only of these contents. */
export async function unreadScans(
  database: Database,
  versions: { engine: EngineFloor; scans: number },
  among: readonly number[] | null,
): Promise<PlannedScan[]> {
  const { rows } = await database.pool.query<Unread & { pages: number }>(
    `SELECT DISTINCT ON (c.id) c.id, c.bytes, c.scan_pages AS pages, ${PLACE}
     FROM contents c JOIN items i ON i.content_id = c.id JOIN items f ON f.evidence_id = i.evidence_id AND f.id = i.file_id
     WHERE c.case_id = $1 AND ${IS_READ} AND c.scan_pages > 0 AND c.scans_read < $5 AND ($6::bigint[] IS NULL OR c.id = ANY($6))
     ORDER BY c.id, i.evidence_id, i.id`,
    [database.caseId, ...floorValues(versions.engine), versions.scans, among],
  );
  return rows
    .sort((a, b) => a.evidence - b.evidence || a.item - b.item)
    .map((row) => ({ id: row.id, walk: planned(row).walk, pages: row.pages, fileBytes: row.fileBytes }));
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
  const years = await yearsOfNames(database, keys, contentIds);
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
        year: years.get(row.id) ?? 0,
      };
    }),
  );
}

/** The earliest year that a name of each content tells, however many items hold it. */
async function yearsOfNames(
  database: Database,
  keys: CaseKeys,
  contentIds: readonly number[],
): Promise<Map<number, number>> {
  const years = new Map<number, number>();
  const sql = `SELECT content_id AS content, evidence_id AS evidence, id, path_sealed AS path FROM items
    WHERE case_id = $1 AND content_id = ANY($2::bigint[])`;
  for await (const { content, evidence, id, path } of fetchRows<NamedItem>(database, sql, [
    database.caseId,
    contentIds,
  ])) {
    const year = yearOfPath(keys.openText(path, itemPlace.path(evidence, id)));
    if (year !== 0) years.set(content, Math.min(year, years.get(content) ?? year));
  }
  return years;
}

interface NamedItem {
  content: number;
  evidence: number;
  id: number;
  path: Buffer;
}

interface Located extends FilePlace {
  id: number;
  bytes: number;
  format: string;
  chain: number[];
}

interface FilePlace {
  evidence: number;
  file: number;
  name: Buffer;
  root: Buffer;
  root_index: Buffer;
}

/** Where a top-level file lies, bytes. The root is the file itself when a single file was added: its last name is the file's. What lies beside it is no evidence then. */
export function fileOf(row: FilePlace, keys: CaseKeys): { path: Uint8Array; isAlone: boolean } {
  const root = keys.open(row.root, itemPlace.root(row.root_index));
  const relative = keys.open(row.name, itemPlace.name(row.evidence, row.file));
  const isAlone = root.subarray(root.lastIndexOf(0x2f) + 1).equals(relative);
  return { path: isAlone ? root : Buffer.concat([root, Buffer.from('/'), relative]), isAlone };
}
