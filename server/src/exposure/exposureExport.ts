import { createHash } from 'node:crypto';
import { createGzip } from 'node:zlib';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { csvText } from './csvText.ts';
import { EXPOSURE_COLUMNS, exposureLines } from './exportLines.ts';

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
