import type { Category } from '@constat/contract/category.ts';
import { categoriesOf } from '@constat/contract/category.ts';
import { type Reason, reasonsOf } from '@constat/contract/exposure.ts';
import type pg from 'pg';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { type ItemRow, PathOpener } from './exportLines.ts';
import { locatorOf, type PlaceRow } from './locator.ts';

/** One item that tells of a patient. */
export interface ExposedItem {
  readonly path: string;
  readonly locator: string;
  readonly categories: readonly Category[];
  readonly years: [number, number] | null;
  readonly probability: number;
  readonly reasons: readonly Reason[];
  readonly reviewers: number;
}

interface FoundRow extends ItemRow, PlaceRow {
  categories: number;
  reasons: number;
  probability: number;
  year_from: number | null;
  year_to: number | null;
  reviewers: number;
}

/** Everything that tells of one patient, as in the exposures export, surest first. */
export async function patientExposure(
  client: Pick<pg.ClientBase, 'query'>,
  caseId: string,
  keys: CaseKeys,
  patient: number,
): Promise<ExposedItem[]> {
  const { rows } = await client.query<FoundRow>(
    `SELECT i.evidence_id, i.id, i.path_sealed, s.content_id, s.part, s.position, s.categories, s.reasons, s.probability, s.year_from, s.year_to, s.reviewers,
       t.place, t.number, t.name_sealed
     FROM decided_sightings s JOIN items i ON i.evidence_id = s.evidence_id AND i.id = s.item_id
     LEFT JOIN parts t ON t.content_id = s.content_id AND t.part = s.part
     WHERE s.case_id = $1 AND s.patient_id = $2 ORDER BY s.probability DESC, i.evidence_id, i.id`,
    [caseId, patient],
  );
  const paths = new PathOpener(keys);
  return rows.map((row) => ({
    path: paths.open(row),
    locator: locatorOf(row, keys),
    categories: categoriesOf(row.categories),
    years: row.year_from === null || row.year_to === null ? null : [row.year_from, row.year_to],
    probability: Math.round(row.probability * 10_000) / 10_000,
    reasons: reasonsOf(row.reasons),
    reviewers: row.reviewers,
  }));
}

/** One patient who may be concerned, without anything that would have to be opened. */
export interface ConcernedPatient {
  readonly id: number;
  readonly probability: number;
  readonly items: number;
  readonly categories: readonly Category[];
}

/** Patients who may be concerned, in the order of their ids, from behind `after` on. */
export async function concernedPatients(
  { pool, caseId }: Database,
  { after, limit }: { after: number; limit: number },
): Promise<ConcernedPatient[]> {
  const { rows } = await pool.query<{
    patient_id: number;
    probability: number;
    items: number;
    categories: number;
  }>(
    `SELECT patient_id, max(probability) AS probability, count(*) AS items,
       coalesce(bit_or(categories) FILTER (WHERE probability >= 0.5), bit_or(categories)) AS categories
     FROM decided_sightings WHERE case_id = $1 AND patient_id IN (
       SELECT p.id FROM patients p WHERE p.case_id = $1 AND p.id > $2
         AND EXISTS (SELECT FROM decided_sightings d WHERE d.case_id = $1 AND d.patient_id = p.id) ORDER BY p.id LIMIT $3)
     GROUP BY patient_id ORDER BY patient_id`,
    [caseId, after, limit],
  );
  return rows.map(({ patient_id, probability, items, categories }) => ({
    id: patient_id,
    probability: Math.round(probability * 10_000) / 10_000,
    items,
    categories: categoriesOf(categories),
  }));
}
