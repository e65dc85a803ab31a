import { dateNumber, type Patient } from '../patient.ts';
import type { IndexedPatient } from './buildPatientIndex.ts';

/** A registered patient as the index takes him. */
export function indexedPatient(patient: Patient): IndexedPatient {
  const birthDate = patient.birthDate === null ? 0 : dateNumber(patient.birthDate);
  return { ...patient, birthDate, nir: patient.nir === '' ? null : patient.nir };
}
