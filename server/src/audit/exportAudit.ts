import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CaseError, fromSystemError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { ENTRY_SQL } from './accessEntry.ts';
import { loadCheckpoints } from './checkpointRows.ts';
import { openDetails } from './openDetails.ts';

/** Names of the files of an export. */
export const AUDIT_FILES = {
  entries: 'entries.jsonl',
  checkpoints: 'checkpoints.jsonl',
  details: 'details.jsonl',
  stamps: 'stamps',
} as const;

/**
 * Writes the log into a new folder: the entries in the order of the tree, each line exactly the bytes that are hashed; the checkpoints; their time
 * stamps (request and response); with `withDetails` also what is sealed in the entries, in clear. Refuses a folder that exists.
 * @returns number of entries.
 */
export async function exportAudit(
  database: Database,
  keys: CaseKeys,
  folder: string,
  withDetails: boolean,
): Promise<number> {
  const path = (name: string): string => join(folder, name);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new CaseError('folder_not_empty', folder);
    throw fromSystemError(error, folder);
  }
  try {
    const checkpoints = await loadCheckpoints(database.pool, database.caseId);
    const lines = checkpoints.map((checkpoint) => `${JSON.stringify(checkpoint)}\n`).join('');
    await writeFile(path(AUDIT_FILES.checkpoints), lines, { mode: 0o600 });
    const size = checkpoints.at(-1)?.size ?? 0;
    await writeLines(path(AUDIT_FILES.entries), entries(database, size));
    if (withDetails) await writeLines(path(AUDIT_FILES.details), details(database, keys, size));
    await writeStamps(database, path(AUDIT_FILES.stamps));
    return size;
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  await pipeline(Readable.from(lines), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}

/** Entries that checkpoints cover; a leaf without an entry is an empty line, so that it is noticed. */
async function* entries(database: Database, size: number): AsyncGenerator<string> {
  const sql = `SELECT ${ENTRY_SQL} AS entry FROM access_leaves l LEFT JOIN accesses a ON a.case_id = l.case_id AND a.sequence = l.sequence
    WHERE l.case_id = $1 AND l.leaf < $2 ORDER BY l.leaf`;
  for await (const { entry } of fetchRows<{ entry: string | null }>(database, sql, [database.caseId, size]))
    yield `${entry ?? ''}\n`;
}

async function* details(database: Database, keys: CaseKeys, size: number): AsyncGenerator<string> {
  let leaf = 0;
  for await (const line of entries(database, size))
    yield `${JSON.stringify({ leaf: leaf++, ...openDetails(keys, line.trimEnd()) })}\n`;
}

async function writeStamps(database: Database, folder: string): Promise<void> {
  const { rows } = await database.pool.query<{ size: number; request: Buffer; response: Buffer }>(
    'SELECT size, request, response FROM checkpoint_stamps WHERE case_id = $1 ORDER BY size',
    [database.caseId],
  );
  if (rows.length > 0) await mkdir(folder, { mode: 0o700 });
  for (const { size, request, response } of rows) {
    await writeFile(join(folder, `${size}.tsq`), request, { mode: 0o600 });
    await writeFile(join(folder, `${size}.tsr`), response, { mode: 0o600 });
  }
}
