import { categoriesOf } from '@constat/contract/category.ts';
import { CERTAINTIES, type Certainty } from '@constat/contract/person.ts';
import { type Change, type ChangeLine, changeReasonsOf, type StateLine } from '@constat/contract/state.ts';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, patientPlace } from '../../patients/patient.ts';
import { CHANGE_SQL } from './changeSql.ts';

interface StateRow {
  version: number;
  made_at: Date;
  engine: number;
  scans: number;
  causes: number;
  contents: number;
  register: number;
  certain: number;
  probable: number;
  possible: number;
  newly: number;
  more: number;
  less: number;
  no_longer: number;
  merged: number;
}

/** The states of a case, the first one first. */
export async function stateLines({ pool, caseId }: Database): Promise<StateLine[]> {
  const { rows } = await pool.query<StateRow>('SELECT * FROM states WHERE case_id = $1 ORDER BY version', [
    caseId,
  ]);
  return rows.map((row) => ({
    version: row.version,
    made: row.made_at.toISOString(),
    engine: row.engine,
    scans: row.scans,
    causes: changeReasonsOf(row.causes),
    contents: row.contents,
    register: row.register,
    certain: row.certain,
    probable: row.probable,
    possible: row.possible,
    newly_concerned: row.newly,
    more: row.more,
    less: row.less,
    no_longer_concerned: row.no_longer,
    merged: row.merged,
  }));
}

/** Two states to be compared. */
export interface StateRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The states that are meant: `to` the last one unless it is named, `from` the one before it; 0 stands for the time before the first. Throws CaseError
 * where there is none.
 */
export async function rangeOf(
  database: Database,
  from: number | null,
  to: number | null,
): Promise<StateRange> {
  const last = (await stateLines(database)).at(-1)?.version ?? 0;
  if (last === 0) throw new CaseError('no_state', '');
  const later = to ?? last;
  const earlier = from ?? later - 1;
  for (const version of [earlier, later])
    if (version > last) throw new CaseError('state_unknown', String(version));
  if (earlier >= later) throw new CaseError('state_order', `${earlier}, ${later}`);
  return { from: earlier, to: later };
}

interface ChangeRow {
  patient_id: number;
  change: Change;
  band_before: number;
  band: number;
  categories_before: number;
  categories: number;
  reasons: number;
  sealed: Buffer | null;
  person_id: number | null;
  person_sealed: Buffer | null;
}

/** One line per person of whom two states say different things, in the order of the register. */
export async function* changeLines(
  database: Database,
  keys: CaseKeys,
  { from, to }: StateRange,
): AsyncGenerator<ChangeLine> {
  const sql = `SELECT c.*, coalesce(p.sealed, d.sealed) AS sealed, coalesce(o.sealed, g.sealed) AS person_sealed FROM (${CHANGE_SQL}) c
    LEFT JOIN patients p ON p.case_id = $1 AND p.id = c.patient_id
    LEFT JOIN departed_patients d ON d.case_id = $1 AND d.id = c.patient_id
    LEFT JOIN patients o ON o.case_id = $1 AND o.id = c.person_id
    LEFT JOIN departed_patients g ON g.case_id = $1 AND g.id = c.person_id ORDER BY c.patient_id`;
  for await (const row of fetchRows<ChangeRow>(database, sql, [database.caseId, from, to])) {
    yield {
      patient: numberOf(row.patient_id, row.sealed, keys),
      change: row.change,
      merged_with: row.change === 'merged' ? numberOf(row.person_id!, row.person_sealed, keys) : null,
      before: certaintyOfBand(row.band_before),
      after: certaintyOfBand(row.band),
      gained: categoriesOf(row.categories & ~row.categories_before),
      lost: categoriesOf(row.categories_before & ~row.categories),
      reasons: changeReasonsOf(row.reasons),
    };
  }
}

function numberOf(id: number, sealed: Buffer | null, keys: CaseKeys): string {
  return sealed === null ? '' : decodePatient(id, keys.open(sealed, patientPlace(id))).patientNumber;
}

/** 3 is certain, 2 probable, 1 possible. */
function certaintyOfBand(band: number): Certainty | null {
  return band === 0 ? null : CERTAINTIES[3 - band]!;
}

/** Persons by what became of them between two states. */
export async function countChanges(
  { pool, caseId }: Database,
  { from, to }: StateRange,
): Promise<{ change: Change; persons: number }[]> {
  const { rows } = await pool.query<{ change: Change; persons: number }>(
    `SELECT change, count(*) AS persons FROM (${CHANGE_SQL}) c GROUP BY change`,
    [caseId, from, to],
  );
  return rows;
}
