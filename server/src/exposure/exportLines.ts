import { ITEM_FATE, ITEM_REASON } from '../database/itemFate.ts';
import { categoriesOf } from '@constat/contract/category.ts';
import { type ExposureLine, type MentionLine, reasonsOf } from '@constat/contract/exposure.ts';
import { type Fate, type FileLine, limitOf, STATUS_OF_FATE } from '@constat/contract/item.ts';
import { itemPlace } from '../collect/item.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { decodePatient, patientPlace } from '../patients/patient.ts';
import { locatorOf, type PlaceRow } from './locator.ts';
import { openOutsider } from './outsiders/consolidateOutsiders.ts';

/** An item with its path. */
export interface ItemRow {
  evidence_id: number;
  id: number;
  path_sealed: Buffer;
}

interface FoundRow extends ItemRow, PlaceRow {
  categories: number;
  reasons: number;
  probability: number;
  year_from: number | null;
  year_to: number | null;
}

/** The columns of the exposures export. */
export const EXPOSURE_COLUMNS = [
  'patient', 'path', 'categories', 'years', 'probability', 'locator', 'reasons', 'reviewers',
] as const satisfies readonly (keyof ExposureLine)[]; // prettier-ignore

/** One line per patient and item, items in the order of the evidence, patients in the order of the register. */
export async function* exposureLines(database: Database, keys: CaseKeys): AsyncGenerator<ExposureLine> {
  const sql = `SELECT i.evidence_id, i.id, i.path_sealed, s.patient_id, s.content_id, s.part, s.position, s.categories, s.reasons,
      s.probability, s.year_from, s.year_to, s.reviewers, p.sealed, t.place, t.number, t.name_sealed
    FROM decided_sightings s JOIN items i ON i.evidence_id = s.evidence_id AND i.id = s.item_id
    JOIN patients p ON p.case_id = s.case_id AND p.id = s.patient_id
    LEFT JOIN parts t ON t.content_id = s.content_id AND t.part = s.part
    WHERE s.case_id = $1 ORDER BY i.evidence_id, i.id, s.patient_id`;
  const paths = new PathOpener(keys);
  for await (const row of fetchRows<PatientRow>(database, sql, [database.caseId])) {
    const { patientNumber } = decodePatient(
      row.patient_id,
      keys.open(row.sealed, patientPlace(row.patient_id)),
    );
    yield { patient: patientNumber, path: paths.open(row), ...found(row, keys), reviewers: row.reviewers };
  }
}

interface PatientRow extends FoundRow {
  patient_id: number;
  reviewers: number;
  sealed: Buffer;
}

/** One line per mention of an outsider and item. */
export async function* mentionLines(database: Database, keys: CaseKeys): AsyncGenerator<MentionLine> {
  const sql = `SELECT i.evidence_id, i.id, i.path_sealed, o.*, t.place, t.number, t.name_sealed
    FROM items i JOIN outsiders o ON o.content_id = i.content_id
    LEFT JOIN parts t ON t.content_id = o.content_id AND t.part = o.part
    WHERE i.case_id = $1 ORDER BY i.evidence_id, i.id, o.ordinal`;
  const paths = new PathOpener(keys);
  for await (const row of fetchRows<OutsiderRow>(database, sql, [database.caseId])) {
    const [name, birth] = openOutsider(keys, row);
    yield { name, birth_date: writtenDate(birth), path: paths.open(row), ...found(row, keys) };
  }
}

/** YYYY-MM-DD of a date YYYYMMDD; null for 0. */
export function writtenDate(birth: number): string | null {
  const date = String(birth).padStart(8, '0');
  return birth === 0 ? null : `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}

interface OutsiderRow extends FoundRow {
  content_id: number;
  ordinal: number;
  identity_sealed: Buffer;
}

/** One line per item at every level. */
export async function* fileLines(database: Database, keys: CaseKeys): AsyncGenerator<FileLine> {
  const sql = `SELECT i.evidence_id, i.id, i.path_sealed, i.bytes, i.format, c.sha256, ${ITEM_FATE} AS fate, ${ITEM_REASON} AS reason
    FROM items i LEFT JOIN contents c ON c.id = i.content_id WHERE i.case_id = $1 ORDER BY i.evidence_id, i.id`;
  const paths = new PathOpener(keys);
  for await (const row of fetchRows<FileRow>(database, sql, [database.caseId])) {
    yield {
      path: paths.open(row),
      sha256: row.sha256?.toString('hex') ?? null,
      bytes: row.bytes,
      format: row.format,
      ...outcomeOf(row),
    };
  }
}

interface FileRow extends ItemRow {
  bytes: number;
  format: string;
  sha256: Buffer | null;
  fate: Fate | null;
  reason: string | null;
}

function outcomeOf({ fate, reason }: FileRow): Pick<FileLine, 'status' | 'fate' | 'limit' | 'reason'> {
  if (fate === null) return { status: 'failed', fate, limit: null, reason: 'not_assessed' };
  return { status: STATUS_OF_FATE[fate], fate, limit: limitOf(reason ?? ''), reason: reason ?? '' };
}

/** Opens the sealed path of an item once, however many lines it has. */
export class PathOpener {
  readonly #keys: CaseKeys;
  #key = '';
  #path = '';

  constructor(keys: CaseKeys) {
    this.#keys = keys;
  }

  open(item: ItemRow): string {
    const key = `${item.evidence_id} ${item.id}`;
    if (key !== this.#key) {
      this.#key = key;
      this.#path = this.#keys.openText(item.path_sealed, itemPlace.path(item.evidence_id, item.id));
    }
    return this.#path;
  }
}

function found(row: FoundRow, keys: CaseKeys): Omit<ExposureLine, 'patient' | 'path' | 'reviewers'> {
  return {
    categories: categoriesOf(row.categories),
    years: row.year_from === null || row.year_to === null ? null : [row.year_from, row.year_to],
    probability: Math.round(row.probability * 10_000) / 10_000,
    locator: locatorOf(row, keys),
    reasons: reasonsOf(row.reasons),
  };
}
