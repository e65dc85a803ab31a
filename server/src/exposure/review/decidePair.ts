import { randomUUID } from 'node:crypto';
import { categoriesOf, type Category } from '@constat/contract/category.ts';
import type { Verdict } from '@constat/contract/decision.ts';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { numberIndex, storeDecisions } from './decisionRows.ts';

/** An answer to 'is this patient meant in this item?'. */
export interface Answer {
  /** Path of the item as exports show it, and the hospital's own number of the patient. */
  readonly path: string;
  readonly patient: string;
  readonly verdict: Verdict;
  readonly reviewer: string;
  readonly note: string;
  /** What the reviewer saw exposed; empty: what linking found. */
  readonly categories: readonly Category[];
}

/**
 * Records an answer. It is about the content of the item, wherever else the same content stands, or about the item's name where only that tells of the
 * patient. Throws CaseError for an item or a patient that the case does not know, where somebody is added of whom nothing is said, and where another person is
 * confirmed of the only mention.
 */
export async function decidePair(database: Database, keys: CaseKeys, answer: Answer): Promise<void> {
  const patient = await findPatient(database, keys, answer.patient);
  const item = await findItem(database, keys, answer.path, patient);
  const categories = answer.categories.length > 0 ? answer.categories : categoriesOf(item.categories ?? 0);
  if (answer.verdict === 'is' && categories.length === 0) throw new CaseError('data_needed', answer.path);
  await storeDecisions(database, keys, [
    {
      id: randomUUID(),
      sha256: item.by_name ? null : item.sha256!.toString('hex'),
      path: item.by_name ? answer.path : null,
      patient: answer.patient,
      verdict: answer.verdict,
      reviewer: answer.reviewer,
      note: answer.note,
      decided: new Date().toISOString(),
      categories: [...categories],
      stated: answer.categories.length > 0,
      probability: item.probability ?? 0,
      engine: item.engine,
    },
  ]);
}

async function findPatient({ pool, caseId }: Database, keys: CaseKeys, number: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'SELECT id FROM patients WHERE case_id = $1 AND number_index = $2',
    [caseId, numberIndex(keys, number)],
  );
  if (rows[0] === undefined) throw new CaseError('patient_unknown', '');
  return rows[0].id;
}

interface FoundItem {
  sha256: Buffer | null;
  by_name: boolean;
  engine: number;
  categories: number | null;
  probability: number | null;
}

/** The item of a path, with what linking says of the patient in it. Of several takes of the same path the one that says most. */
async function findItem(
  { pool, caseId }: Database,
  keys: CaseKeys,
  path: string,
  patient: number,
): Promise<FoundItem> {
  const { rows } = await pool.query<FoundItem>(
    `SELECT c.sha256, CASE WHEN s.patient_id IS NULL THEN c.sha256 IS NULL OR c.fate IS NULL OR c.fate NOT IN ('read', 'read_in_part') ELSE s.content_id IS NULL END AS by_name,
       coalesce(c.engine, 0) AS engine, s.categories, s.probability
     FROM items i LEFT JOIN contents c ON c.id = i.content_id
     LEFT JOIN item_sightings s ON s.evidence_id = i.evidence_id AND s.item_id = i.id AND s.patient_id = $3
     WHERE i.case_id = $1 AND i.path_index = $2 ORDER BY s.probability DESC NULLS LAST, i.evidence_id DESC LIMIT 1`,
    [caseId, keys.blindIndex('index path', path), patient],
  );
  if (rows[0] === undefined) throw new CaseError('item_unknown', path);
  return rows[0];
}
