import { ITEM_FATE } from '../database/itemFate.ts';
import type { RowValue } from '../database/rowValue.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { Reader } from '../read/reader.ts';
import { itemPlace } from './item.ts';
import { ItemStager, settleItems, type StagedFile, stageItems } from './stageItems.ts';
import { fileOf } from './unreadContents.ts';
import { VolumeFinder } from './walkFiles.ts';

export interface UnlockOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  /** Knows the passwords. */
  readonly reader: Reader;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly files: number; readonly filesTotal: number }) => void;
}

export interface Unlocked {
  /** Files that hold something locked, all listed again. */
  readonly files: number;
  /** Locked items before and after: what opened only when it is read (a document by itself) counts as locked until then. */
  readonly lockedBefore: number;
  readonly lockedAfter: number;
}

/**
 * Lists every file that holds something locked again, now that there are passwords: members that open come into the case, and locked contents
 * are read again by the next assessment. One transaction for each evidence.
 */
export async function unlockEvidence(options: UnlockOptions): Promise<Unlocked> {
  const { database } = options;
  const files = await lockedFiles(options);
  const lockedBefore = await countLocked(database);
  const byEvidence = Map.groupBy(files, (file) => file.evidence);
  let done = 0;
  for (const [evidence, ofEvidence] of byEvidence) {
    await relist(options, evidence, ofEvidence, () =>
      options.onProgress?.({ files: ++done, filesTotal: files.length }),
    );
  }
  return { files: files.length, lockedBefore, lockedAfter: await countLocked(database) };
}

interface LockedFile extends StagedFile {
  readonly id: number;
  readonly evidence: number;
  readonly absolute: Uint8Array;
  readonly volumes: readonly Uint8Array[];
}

async function lockedFiles({ database, keys }: UnlockOptions): Promise<LockedFile[]> {
  const { rows } = await database.pool.query<Parameters<typeof fileOf>[0]>(
    `SELECT f.evidence_id AS evidence, f.id AS file, f.name_sealed AS name, e.root_sealed AS root, e.root_index
     FROM items f JOIN evidence e ON e.id = f.evidence_id
     WHERE f.case_id = $1 AND f.parent_id IS NULL AND EXISTS (
       SELECT FROM items i LEFT JOIN contents c ON c.id = i.content_id
       WHERE i.evidence_id = f.evidence_id AND i.file_id = f.id AND ${ITEM_FATE} = 'encrypted')
     ORDER BY f.evidence_id, f.id`,
    [database.caseId],
  );
  const finder = new VolumeFinder();
  return await Promise.all(
    rows.map(async (row) => {
      const { path, isAlone } = fileOf(row, keys);
      return {
        id: row.file,
        evidence: row.evidence,
        relative: keys.open(row.name, itemPlace.name(row.evidence, row.file)),
        absolute: path,
        volumes: isAlone ? [] : await finder.of(path),
      };
    }),
  );
}

async function countLocked(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*) AS n FROM items i LEFT JOIN contents c ON c.id = i.content_id WHERE i.case_id = $1 AND ${ITEM_FATE} = 'encrypted'`,
    [database.caseId],
  );
  return rows[0]!.n;
}

async function relist(
  options: UnlockOptions,
  evidence: number,
  files: readonly LockedFile[],
  onFile: () => void,
): Promise<void> {
  const { database, keys, reader, signal } = options;
  await database.transaction(async (client) => {
    const { rows } = await client.query<{ next: number }>(
      'SELECT max(id) + 1 AS next FROM items WHERE evidence_id = $1',
      [evidence],
    );
    const stager = new ItemStager(keys, evidence, rows[0]!.next);
    await stageItems(client, stagedRows(stager));
    await client.query(
      `UPDATE contents c SET engine = 0, fate = NULL FROM items i
       WHERE i.content_id = c.id AND i.evidence_id = $1 AND i.file_id = ANY($2::bigint[]) AND c.fate = 'encrypted'`,
      [evidence, files.map(({ id }) => id)],
    );
    await client.query('DELETE FROM items WHERE evidence_id = $1 AND file_id = ANY($2::bigint[])', [
      evidence,
      files.map(({ id }) => id),
    ]);
    await settleItems(client, database.caseId, evidence);
    await client.query(
      'UPDATE evidence SET names_engine = 0, items = (SELECT count(*) FROM items WHERE evidence_id = $1) WHERE id = $1',
      [evidence],
    );
    await client.query('DROP TABLE staged');
  });

  async function* stagedRows(stager: ItemStager): AsyncGenerator<RowValue[]> {
    for (const file of files) {
      signal?.throwIfAborted();
      for await (const item of reader.list(file.absolute, file.volumes)) yield stager.row(file, item);
      onFile();
    }
  }
}
