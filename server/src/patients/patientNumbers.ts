import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { decodePatient, patientPlace } from './patient.ts';

/** The hospital's numbers of patients (internal ids), in the same order; '#12' for one who has left the register. */
export async function patientNumbers(
  database: Database,
  keys: CaseKeys,
  ids: readonly number[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await database.pool.query<{ id: number; sealed: Buffer }>(
    'SELECT id, sealed FROM patients WHERE case_id = $1 AND id = ANY ($2)',
    [database.caseId, ids],
  );
  const numbers = new Map(
    rows.map(({ id, sealed }) => [id, decodePatient(id, keys.open(sealed, patientPlace(id))).patientNumber]),
  );
  return ids.map((id) => numbers.get(id) ?? `#${id}`);
}
