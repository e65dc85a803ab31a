import { columnWords } from './columnWords.ts';

/** Words of table and column names that do not say what the rows are. */
const GENERIC =
  /^(?:T|TB|TBL|TABLE|PUBLIC|DBO|REF|REFERENCE|ID|FK|PK|NUM|NUMERO|NO|N|CLE|KEY|CODE|UID|UUID|TMP|EXPORT|DATA|DE|DU|LA|LE|DES|ENTRY|RESOURCE|FEUIL\d*|SHEET\d*)$/;

/** 'public.patients', 'T_PATIENT', 'patient_id', 'idPatient' -> 'PATIENT'; '' when nothing says what it is. */
export function tableStem(name: string): string {
  const telling = columnWords(name).filter((word) => word.length >= 3 && !GENERIC.test(word));
  return (telling.at(-1) ?? '').replace(/S$/, '');
}

/** Whether a column that names `reference` may point to rows of the table `table`: 'PAT' and 'PATIENT', 'SEJ' and 'SEJOUR'. */
export function mayMean(reference: string, table: string): boolean {
  return reference !== '' && table !== '' && (table.startsWith(reference) || reference.startsWith(table));
}
