import type { RegisterWords } from '../detect/scan.ts';
import { namePartOf, patientByNumber, type PatientIndex } from '../patients/index/patientIndex.ts';

/** What the register contributes to scanning, from the patient index. */
export function registerWords(index: PatientIndex): RegisterWords {
  return {
    namePart: (hash) => namePartOf(index, hash),
    isPatientNumber: (bytes, start, end) => patientByNumber(index, bytes, start, end) >= 0,
    patientNumberLengths: new Set(index.numberLengths),
    patientNumbersEndWithLetters: index.numbersEndWithLetters,
    patientNumbersAreInGroups: index.numbersAreInGroups,
  };
}
