import { createHash } from 'node:crypto';
import { createGzip } from 'node:zlib';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { csvText } from './csvText.ts';
import { EXPOSURE_COLUMNS, exposureLines } from './exportLines.ts';

/** SHA-256 of the exposures export (CSV) as it would be written now: what two people approve. */
export async function hashExposures(database: Database, keys: CaseKeys): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const text of csvText(exposureLines(database, keys), EXPOSURE_COLUMNS)) hash.update(text);
  return hash.digest();
}

/** The exposures export (CSV, gzip) with the SHA-256 of what it unpacks to. Held in memory: it is never written to disk by the server. Null when larger than `mostBytes`. */
export async function packExposures(
  database: Database,
  keys: CaseKeys,
  mostBytes: number,
): Promise<{ sha256: Buffer; packed: Buffer } | null> {
  const hash = createHash('sha256');
  const gzip = createGzip();
  const parts: Buffer[] = [];
  let bytes = 0;
  gzip.on('data', (part: Buffer) => {
    parts.push(part);
    bytes += part.length;
  });
  const ended = new Promise((resolve, reject) => gzip.on('end', resolve).on('error', reject));
  for await (const text of csvText(exposureLines(database, keys), EXPOSURE_COLUMNS)) {
    hash.update(text);
    if (!gzip.write(text)) await new Promise((resolve) => gzip.once('drain', resolve));
    if (bytes <= mostBytes) continue;
    gzip.destroy();
    return null;
  }
  gzip.end();
  await ended;
  return { sha256: hash.digest(), packed: Buffer.concat(parts) };
}
