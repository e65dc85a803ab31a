import type { CaseKeys } from '../keys/caseKeys.ts';
import { decodePatient, patientPlace } from '../patients/patient.ts';

/** The sealed patient of a notice `n`, for queries; null for one who has left the register. */
export const SEALED_PATIENT =
  '(SELECT p.sealed FROM patients p WHERE p.case_id = n.case_id AND p.id = n.person_id)';

/** The hospital's number of the patient of a notice; '#12' for one who has left the register. */
export function patientNumber(keys: CaseKeys, person: number, sealed: Uint8Array | null): string {
  if (sealed === null) return `#${person}`;
  return decodePatient(person, keys.open(sealed, patientPlace(person))).patientNumber;
}
