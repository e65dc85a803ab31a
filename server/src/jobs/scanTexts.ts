import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { scanPlace } from '../exposure/places.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { ReadReason, ScannedPage } from '../read/format.ts';
import { SCAN_VERSION } from './engineVersion.ts';

/** What a row holds, sealed: the text, or why there is none. */
const keptSchema = z.object({ text: z.string(), reason: z.enum(['', 'no_text'] satisfies ReadReason[]) });

/**
 * Keeps what was recognised on a page, sealed under the case's key (decision 0006). Whoever recognises the page again finds the same, so
 * it needs no fence. A page that was given up is not kept: the next run tries it again.
 */
export async function keepScanText(
  database: Database,
  keys: CaseKeys,
  contentId: number,
  { page, text, reason }: ScannedPage,
): Promise<void> {
  if (reason !== '' && reason !== 'no_text') return;
  const sealed = keys.sealText(JSON.stringify({ text, reason }), scanPlace(contentId, page));
  await database.pool.query(
    `INSERT INTO scan_texts (content_id, page, version, sealed, case_id) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (content_id, page) DO UPDATE SET version = excluded.version, sealed = excluded.sealed`,
    [contentId, page, SCAN_VERSION, sealed, database.caseId],
  );
}

/** What this version of recognition has found on the pages of these contents, by content. */
export async function loadScanTexts(
  database: Database,
  keys: CaseKeys,
  contentIds: readonly number[],
): Promise<Map<number, ScannedPage[]>> {
  const { rows } = await database.pool.query<{ content_id: number; page: number; sealed: Buffer }>(
    'SELECT content_id, page, sealed FROM scan_texts WHERE content_id = ANY($1::bigint[]) AND version = $2 ORDER BY content_id, page',
    [contentIds, SCAN_VERSION],
  );
  const known = new Map<number, ScannedPage[]>();
  for (const { content_id: contentId, page, sealed } of rows) {
    const kept = keptSchema.parse(JSON.parse(keys.openText(sealed, scanPlace(contentId, page))));
    known.set(contentId, [...(known.get(contentId) ?? []), { page, ...kept }]);
  }
  return known;
}
