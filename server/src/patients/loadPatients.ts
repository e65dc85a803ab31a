import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from './patient.ts';

const BATCH = 20_000;

/** The register's patients in the order of their ids, opened one by one; the next ones are fetched meanwhile. */
export async function* loadPatients(database: Database, keys: CaseKeys): AsyncGenerator<Patient> {
  let fetching: Promise<SealedPatient[]> | null = fetchAfter(database, 0);
  while (fetching !== null) {
    const rows: SealedPatient[] = await fetching;
    fetching = rows.length < BATCH ? null : fetchAfter(database, rows.at(-1)!.id);
    // It is awaited when its turn comes; whoever leaves the loop before does not.
    fetching?.catch(() => undefined);
    for (const { id, sealed } of rows) yield decodePatient(id, keys.open(sealed, patientPlace(id)));
  }
}

interface SealedPatient {
  id: number;
  sealed: Buffer;
}

async function fetchAfter(database: Database, id: number): Promise<SealedPatient[]> {
  const { rows } = await database.pool.query<SealedPatient>(
    'SELECT id, sealed FROM patients WHERE case_id = $1 AND id > $2 ORDER BY id LIMIT $3',
    [database.caseId, id, BATCH],
  );
  return rows;
}
