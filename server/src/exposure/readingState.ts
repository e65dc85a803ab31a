import { isSettled, type Summary } from '@constat/contract/summary.ts';
import { CaseError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';

/**
 * What the next assessment will read of evidence and register as they are now. A content whose engine is 0 was never read or must be read again; one that no
 * item holds, or a volume alone, is not read by itself.
 */
export async function readingState({ pool, caseId }: Database): Promise<Summary['reading']> {
  const { rows } = await pool.query<Summary['reading']>(
    `SELECT count(*) FILTER (WHERE c.fate IS NOT NULL) AS read,
       count(*) FILTER (WHERE c.engine = 0 AND c.fate IS NULL) AS unread, count(*) FILTER (WHERE c.engine = 0 AND c.fate IS NOT NULL) AS again,
       (SELECT count(*) FROM evidence WHERE case_id = $1 AND names_engine = 0) AS names,
       EXISTS (SELECT FROM register_changes WHERE case_id = $1 AND import_id > (SELECT last_import FROM states WHERE case_id = $1 ORDER BY version DESC LIMIT 1))
         AS "registerChanged"
     FROM contents c WHERE c.case_id = $1 AND EXISTS (SELECT FROM items i WHERE i.content_id = c.id AND i.format <> 'volume')`,
    [caseId],
  );
  return rows[0]!;
}

/** Throws CaseError while the next assessment would change what is counted. */
export async function requireSettled(database: Database): Promise<void> {
  if (!isSettled(await readingState(database))) throw new CaseError('not_assessed', database.caseId);
}
