import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { buildPatientIndex, type IndexedPatient } from '../patients/index/buildPatientIndex.ts';
import { indexedPatient } from '../patients/index/indexedPatient.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { loadPatients } from '../patients/loadPatients.ts';

/** Builds the index of the case's register; `onProgress` is told how many patients are in it. */
export async function buildIndex(
  database: Database,
  keys: CaseKeys,
  signal?: AbortSignal,
  onProgress?: (patients: number) => void,
): Promise<PatientIndex> {
  return await buildPatientIndex(indexedPatients());

  async function* indexedPatients(): AsyncGenerator<IndexedPatient> {
    let count = 0;
    for await (const patient of loadPatients(database, keys)) {
      if (++count % 20_000 === 0) {
        signal?.throwIfAborted();
        onProgress?.(count);
      }
      yield indexedPatient(patient);
    }
  }
}
