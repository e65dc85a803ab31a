import { realpath } from 'node:fs/promises';
import type pg from 'pg';
import type { Actor } from '../audit/recordAccess.ts';
import { type CustodyDeclaration, recordCustody } from '../audit/recordCustody.ts';
import { fromSystemError } from '../case/caseError.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { Database } from '../database/database.ts';
import type { RowValue } from '../database/rowValue.ts';
import type { Reader } from '../read/reader.ts';
import { itemPlace } from './item.ts';
import { listFiles } from './listFiles.ts';
import { ItemStager, settleItems, stageItems } from './stageItems.ts';
import { walkFiles } from './walkFiles.ts';

export interface AddEvidenceOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  /** Files are listed by all of them side by side. */
  readonly readers: readonly Reader[];
  readonly path: string;
  /** Where it came from, in the words of who brings it. */
  readonly source: string;
  /** Who brought it, when, on what legal basis, as far as that is stated; and who takes it in. */
  readonly custody?: CustodyDeclaration;
  readonly actor?: Actor;
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
    await stageItems(client, stagedRows(options, evidence, root, total));
    await dropKnownFiles(client, database.caseId);
    await settleItems(client, database.caseId, evidence);
    const added = await countAdded(client, evidence);
    if (added.items > 0) await putOnRecord(client, options, evidence);
    return added;
  });
}

async function putOnRecord(
  client: pg.PoolClient,
  { database, keys, custody, actor }: AddEvidenceOptions,
  evidence: number,
): Promise<void> {
  const stated = custody ?? { by: '', legalBasis: '', received: '' };
  await recordCustody(
    client,
    { caseId: database.caseId, keys },
    evidence,
    stated,
    actor ?? { kind: 'system' },
  );
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

async function* stagedRows(
  options: AddEvidenceOptions,
  evidence: number,
  root: string,
  total: { files: number; bytes: number },
): AsyncGenerator<RowValue[]> {
  const stager = new ItemStager(options.keys, evidence);
  let files = 0;
  let bytes = 0;
  for await (const { file, items } of listFiles(walkFiles(root), options.readers, options.signal)) {
    options.signal?.throwIfAborted();
    for await (const item of items) yield stager.row(file, item);
    files++;
    bytes += file.bytes;
    options.onProgress?.({ files, bytes, filesTotal: total.files, bytesTotal: total.bytes });
  }
}

/** Files that the case knows under the same path with the same content and the same fate (a missing volume may have come) are not added again. */
async function dropKnownFiles(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `DELETE FROM staged WHERE file_id IN (
       SELECT f.id FROM staged f JOIN items i ON i.case_id = $1 AND i.path_index = f.path_index AND i.parent_id IS NULL
       LEFT JOIN contents c ON c.id = i.content_id
       WHERE f.parent_id IS NULL AND c.sha256 IS NOT DISTINCT FROM f.sha256 AND i.fate IS NOT DISTINCT FROM f.fate)`,
    [caseId],
  );
}

/** The counts of what was added; an evidence that adds nothing is none. */
async function countAdded(client: pg.PoolClient, evidence: number): Promise<AddedEvidence> {
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
