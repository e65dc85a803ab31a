import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from './patient.ts';

const BATCH = 20_000;

/** The register's patients in the order of their ids, opened one by one. */
export async function* loadPatients(database: Database, keys: CaseKeys): AsyncGenerator<Patient> {
  for (let after = 0; ;) {
    const { rows } = await database.pool.query<{ id: number; sealed: Buffer }>(
      'SELECT id, sealed FROM patients WHERE case_id = $1 AND id > $2 ORDER BY id LIMIT $3',
      [database.caseId, after, BATCH],
    );
    for (const { id, sealed } of rows) yield decodePatient(id, keys.open(sealed, patientPlace(id)));
    if (rows.length < BATCH) return;
    after = rows.at(-1)!.id;
  }
}
