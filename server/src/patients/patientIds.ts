import { CaseError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';

/** The internal ids of the patients with these numbers of the hospital; unknown ones have none. */
export async function patientIds(
  { pool, caseId }: Database,
  keys: CaseKeys,
  numbers: readonly string[],
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    'SELECT id FROM patients WHERE case_id = $1 AND number_index = ANY ($2) ORDER BY id',
    [caseId, numbers.map((number) => keys.blindIndex('index patient number', number.toUpperCase()))],
  );
  return rows.map(({ id }) => id);
}

/** The internal id of the patient with a number of the hospital. Throws CaseError('patient_unknown'). */
export async function patientId(database: Database, keys: CaseKeys, number: string): Promise<number> {
  const [id] = await patientIds(database, keys, [number]);
  if (id === undefined) throw new CaseError('patient_unknown', '');
  return id;
}
