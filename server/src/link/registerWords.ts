import type { RegisterWords } from '../detect/scan.ts';
import { namePartOf, patientByNumber, type PatientIndex } from '../patients/index/patientIndex.ts';
import { encode } from '../text/windows1252.ts';

/** What the register contributes to scanning, from the patient index. */
export function registerWords(index: PatientIndex): RegisterWords {
  return {
    namePart: (hash) => namePartOf(index, hash),
    isPatientNumber: (text) => patientByNumber(index, encode(text)) >= 0,
    patientNumberLengths: new Set(index.numberLengths),
  };
}
