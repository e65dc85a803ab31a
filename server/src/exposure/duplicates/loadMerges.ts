import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { numbersOf } from './duplicateLines.ts';

/** Of a patient who is one person with others by decision: that person's id (the lowest of theirs), and the other patient numbers. */
export interface Merge {
  readonly person: number;
  readonly others: string[];
}

/** The merges of a case by the id of each patient in them. */
export async function loadMerges(database: Database, keys: CaseKeys): Promise<Map<number, Merge>> {
  const { rows } = await database.pool.query<{ patient: number; person: number }>(
    'SELECT patient_id AS patient, person_id AS person FROM merged_patients WHERE case_id = $1 ORDER BY patient_id',
    [database.caseId],
  );
  const numbers = await numbersOf(
    database,
    keys,
    rows.map(({ patient }) => patient),
  );
  const members = new Map<number, number[]>();
  for (const { patient, person } of rows) members.set(person, [...(members.get(person) ?? []), patient]);
  return new Map(
    rows.map(({ patient, person }) => {
      const others = members.get(person)!.filter((other) => other !== patient && numbers.has(other));
      return [patient, { person, others: others.map((other) => numbers.get(other)!) }];
    }),
  );
}
