import { foldText } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';

/** Words for a patient in the names of tables and of the columns that refer to them. The position (from 1) is the class. */
const CLASSES: readonly RegExp[] = [
  /PATIENT|\bPAT\b|\bPATS\b/,
  /PERSON|\bPERS\b|INDIVIDU/,
  /MALADE/,
  /USAGER/,
  /BENEFICIA/,
  /CLIENT|CUSTOMER/,
  /IDENTITE|IDENTITY/,
];

/** Class of the records of parts without a name (JSON, messages): any reference may mean one. */
export const UNNAMED_CLASS = 99;
/** Class of stay numbers: no other key is mistaken for one. */
export const STAY_CLASS = 100;

/**
 * Which kind of record the name of a table, or of a column that refers to one, speaks of: 'public.patients' and 'patient_id' are of one class.
 * 0 where the name does not say.
 */
export function recordClass(name: string): number {
  if (name === '') return UNNAMED_CLASS;
  const words = foldText(encode(name.replace(/([a-zà-ÿ])([A-Z])/g, '$1 $2')));
  return CLASSES.findIndex((pattern) => pattern.test(words)) + 1;
}
