import { dateNumber, type Patient } from '../patient.ts';
import type { IndexedPatient } from './buildPatientIndex.ts';

/** A registered patient as the index takes him. */
export function indexedPatient(patient: Patient): IndexedPatient {
  const { id, patientNumber, birthName, usageName, givenNames, sex, phones, email, address, postcode, city } =
    patient;
  const birthDate = patient.birthDate === null ? 0 : dateNumber(patient.birthDate);
  const nir = patient.nir === '' ? null : patient.nir;
  return { id, patientNumber, nir, birthName, usageName, givenNames, sex, birthDate, phones, email, address, postcode, city }; // prettier-ignore
}
