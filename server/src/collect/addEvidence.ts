import { realpath } from 'node:fs/promises';
import type { Fate } from '@constat/contract/item.ts';
import type pg from 'pg';
import { fromSystemError } from '../case/caseError.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { copyRows, type Database } from '../database/database.ts';
import type { CopyValue } from '../database/copyText.ts';
import { displayNameOf } from '../read/memberName.ts';
import type { ListedItem, MemberChain, Reader } from '../read/reader.ts';
import { itemPlace } from './item.ts';
import { type WalkedFile, walkFiles } from './walkFiles.ts';

export interface AddEvidenceOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly reader: Reader;
  readonly path: string;
  /** Where it came from, in the words of who brings it. */
  readonly source: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CollectProgress) => void;
}

export interface CollectProgress {
  readonly files: number;
  readonly bytes: number;
  readonly filesTotal: number;
  readonly bytesTotal: number;
}

export interface AddedEvidence {
  /** Files and items (with members) that are new; 0 when everything was known. */
  readonly files: number;
  readonly items: number;
  readonly bytes: number;
}

/**
 * Takes evidence into the case: every file and every member of every container is hashed and listed; identical content is one content.
 * One transaction: interrupted, nothing of it stands. The same path again adds only what is new or changed.
 */
export async function addEvidence(options: AddEvidenceOptions): Promise<AddedEvidence> {
  const { database, keys } = options;
  const root = await realpath(options.path).catch((error: unknown) => {
    throw fromSystemError(error, options.path);
  });
  const total = await measure(root);
  return await database.transaction(async (client) => {
    const evidence = await insertEvidence(client, database.caseId, keys, root, options.source);
    await stage(client, options, evidence, root, total);
    await dropKnownFiles(client, database.caseId);
    return await settle(client, database.caseId, evidence);
  });
}

async function measure(root: string): Promise<{ files: number; bytes: number }> {
  const total = { files: 0, bytes: 0 };
  for await (const file of walkFiles(root)) {
    total.files++;
    total.bytes += file.bytes;
  }
  return total;
}

async function insertEvidence(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  root: string,
  source: string,
): Promise<number> {
  const rootIndex = keys.blindIndex('index path', root);
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO evidence (case_id, root_sealed, root_index, source_sealed) VALUES ($1, $2, $3, $4) RETURNING id',
    [
      caseId,
      keys.sealText(root, itemPlace.root(rootIndex)),
      rootIndex,
      keys.sealText(source, itemPlace.source(rootIndex)),
    ],
  );
  return rows[0]!.id;
}

const STAGED = [
  'seq',
  'id',
  'parent_id',
  'file_id',
  'chain',
  'sha256',
  'path_sealed',
  'path_index',
  'name_sealed',
  'bytes',
  'format',
  'fate',
  'reason',
];

/** Lists everything into a table of the transaction. An item whose fate comes later is staged twice; the later line counts. */
async function stage(
  client: pg.PoolClient,
  options: AddEvidenceOptions,
  evidence: number,
  root: string,
  total: { files: number; bytes: number },
): Promise<void> {
  await client.query(`CREATE TEMP TABLE staged (seq bigint, id bigint, parent_id bigint, file_id bigint, chain integer[], sha256 bytea, path_sealed bytea,
    path_index bytea, name_sealed bytea, bytes bigint, format text, fate text, reason text) ON COMMIT DROP`);
  await copyRows(client, 'staged', STAGED, stagedRows(options, evidence, root, total));
}

async function* stagedRows(
  options: AddEvidenceOptions,
  evidence: number,
  root: string,
  total: { files: number; bytes: number },
): AsyncGenerator<CopyValue[]> {
  const lister = new ItemStager(options.keys, evidence);
  let files = 0;
  let bytes = 0;
  for await (const file of walkFiles(root)) {
    options.signal?.throwIfAborted();
    for await (const item of listFile(options.reader, file)) yield lister.row(file, item);
    files++;
    bytes += file.bytes;
    options.onProgress?.({ files, bytes, filesTotal: total.files, bytesTotal: total.bytes });
  }
}

/** An item as it is staged: a volume is read, with the set that it belongs to. */
type StagedItem = Omit<ListedItem, 'fate'> & { readonly fate: Fate | null };

async function* listFile(reader: Reader, file: WalkedFile): AsyncGenerator<StagedItem> {
  if (file.kind === 'file') {
    yield* listSet(reader, file);
    return;
  }
  const nothing = { chain: [], name: new Uint8Array(0), displayName: '', bytes: 0, sha256: null };
  if (file.kind === 'unreadable')
    yield { ...nothing, format: 'unknown', fate: 'corrupt', reason: 'unreadable_file' };
  else
    yield {
      ...nothing,
      format: file.kind,
      fate: 'not_a_document',
      reason: file.kind === 'link' ? 'link' : 'program_or_system_file',
    };
}

async function* listSet(reader: Reader, { absolute, set }: WalkedFile): AsyncGenerator<StagedItem> {
  if (set?.role === 'volume') {
    for await (const item of reader.hash(absolute))
      yield { ...item, format: 'volume', fate: 'read', reason: 'volume' };
    return;
  }
  for await (const item of reader.list(absolute, set?.volumes)) {
    const lacks = set?.isBroken === true && item.chain.length === 0 && item.fate !== 'encrypted';
    yield lacks ? { ...item, fate: 'read_in_part', reason: 'missing_volume' } : item;
  }
}

/** Gives items their ids, parents and sealed paths. Containers come before their members, so the way down is a stack. */
class ItemStager {
  readonly #keys: CaseKeys;
  readonly #evidence: number;
  #stack: { chain: MemberChain; id: number; path: string }[] = [];
  #nextId = 1;
  #seq = 0;

  constructor(keys: CaseKeys, evidence: number) {
    this.#keys = keys;
    this.#evidence = evidence;
  }

  row(file: WalkedFile, item: StagedItem): CopyValue[] {
    const depth = item.chain.length;
    const known = this.#stack[depth];
    const again =
      known !== undefined && sameChain(known.chain, item.chain) && (depth > 0 || this.#file === file);
    const parent = depth === 0 ? null : this.#stack[depth - 1]!;
    const here = again
      ? known
      : { chain: item.chain, id: this.#nextId++, path: pathOf(file, item, parent?.path) };
    this.#stack = [...this.#stack.slice(0, depth), here];
    this.#file = file;
    const name = depth === 0 ? file.relative : item.name;
    return [
      this.#seq++,
      here.id,
      parent?.id ?? null,
      this.#stack[0]!.id,
      item.chain,
      item.sha256 === null ? null : Buffer.from(item.sha256, 'hex'),
      this.#keys.sealText(here.path, itemPlace.path(this.#evidence, here.id)),
      this.#keys.blindIndex('index path', here.path),
      this.#keys.seal(name, itemPlace.name(this.#evidence, here.id)),
      item.bytes,
      item.format,
      item.fate,
      item.reason,
    ];
  }

  #file: WalkedFile | null = null;
}

function sameChain(a: MemberChain, b: MemberChain): boolean {
  return a.length === b.length && a.every((ordinal, i) => ordinal === b[i]);
}

function pathOf(file: WalkedFile, item: StagedItem, parent: string | undefined): string {
  return parent === undefined ? displayNameOf(file.relative) : `${parent}!/${item.displayName}`;
}

/** Files that the case knows under the same path with the same content and the same fate (a missing volume may have come) are not added again. */
async function dropKnownFiles(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query('CREATE INDEX ON staged (id, seq); ANALYZE staged');
  await client.query('DELETE FROM staged a USING staged b WHERE a.id = b.id AND a.seq < b.seq');
  await client.query(
    `DELETE FROM staged WHERE file_id IN (
       SELECT f.id FROM staged f JOIN items i ON i.case_id = $1 AND i.path_index = f.path_index AND i.parent_id IS NULL
       LEFT JOIN contents c ON c.id = i.content_id
       WHERE f.parent_id IS NULL AND c.sha256 IS NOT DISTINCT FROM f.sha256 AND i.fate IS NOT DISTINCT FROM f.fate)`,
    [caseId],
  );
}

async function settle(client: pg.PoolClient, caseId: string, evidence: number): Promise<AddedEvidence> {
  await client.query(
    `INSERT INTO contents (case_id, sha256, bytes, format)
     SELECT DISTINCT ON (sha256) $1::uuid, sha256, bytes, format FROM staged WHERE sha256 IS NOT NULL ORDER BY sha256, id
     ON CONFLICT (case_id, sha256) DO NOTHING`,
    [caseId],
  );
  await client.query(
    `INSERT INTO items (evidence_id, id, case_id, parent_id, file_id, chain, content_id, path_sealed, path_index, name_sealed, bytes, format, fate, reason)
     SELECT $2, s.id, $1::uuid, s.parent_id, s.file_id, s.chain, c.id, s.path_sealed, s.path_index, s.name_sealed, s.bytes, s.format, s.fate, s.reason
     FROM staged s LEFT JOIN contents c ON c.case_id = $1::uuid AND c.sha256 = s.sha256`,
    [caseId, evidence],
  );
  const { rows } = await client.query<{ files: number; items: number; bytes: number }>(
    'SELECT count(*) FILTER (WHERE parent_id IS NULL) AS files, count(*) AS items, coalesce(sum(bytes) FILTER (WHERE parent_id IS NULL), 0)::bigint AS bytes FROM staged',
  );
  const added = rows[0]!;
  if (added.items === 0) await client.query('DELETE FROM evidence WHERE id = $1', [evidence]);
  else
    await client.query('UPDATE evidence SET files = $2, items = $3, bytes = $4 WHERE id = $1', [
      evidence,
      added.files,
      added.items,
      added.bytes,
    ]);
  return added;
}
