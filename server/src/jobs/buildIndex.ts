import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { IndexBuilder } from '../patients/index/buildPatientIndex.ts';
import { indexedPatient } from '../patients/index/indexedPatient.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { loadPatientBlocks } from '../patients/loadPatients.ts';

/** Builds the index of the case's register; `onProgress` is told after each block how many patients are in it. */
export async function buildIndex(
  database: Database,
  keys: CaseKeys,
  signal?: AbortSignal,
  onProgress?: (patients: number) => void,
): Promise<PatientIndex> {
  const builder = new IndexBuilder();
  let count = 0;
  for await (const patients of loadPatientBlocks(database, keys)) {
    signal?.throwIfAborted();
    for (const patient of patients) {
      builder.add(indexedPatient(patient));
      count++;
    }
    onProgress?.(count);
  }
  return builder.build();
}
