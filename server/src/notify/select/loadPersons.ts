import { CATEGORIES, type Category, categoriesOf } from '@constat/contract/category.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from '../../patients/patient.ts';
import type { ExposedCategory } from '../noticeContent.ts';

/** From here on something counts as found of a person, as in every count. */
const CONCERNED = 0.5;

/** A person of whom something may have been published: all patient numbers that are one person by decision, in the order of their ids. */
export interface ExposedPerson {
  /** Lowest id of its patients, also of those who have left the register. */
  readonly id: number;
  readonly patients: readonly Patient[];
  readonly probability: number;
  readonly exposed: readonly ExposedCategory[];
  /** Categories of which nothing was found, not even possibly. */
  readonly notFound: readonly Category[];
}

/** Everybody of whom something may have been published, in the order of ids: duplicates once, contents once. */
export async function* loadPersons(database: Database, keys: CaseKeys): AsyncGenerator<ExposedPerson> {
  const registered = registeredPersons(database, keys);
  let next = await registered.next();
  for await (const { person, found } of foundOfPersons(database)) {
    while (next.done !== true && next.value.person < person) next = await registered.next();
    const patients = next.done !== true && next.value.person === person ? next.value.patients : [];
    yield { id: person, patients, ...summed(found) };
  }
  await registered.return(undefined);
}

interface FoundRow {
  person: number;
  categories: number;
  probability: number;
  year_from: number | null;
  year_to: number | null;
}

/** What was found of each person, a row for each content. */
async function* foundOfPersons(
  database: Database,
): AsyncGenerator<{ readonly person: number; readonly found: readonly FoundRow[] }> {
  const sql = `SELECT coalesce(m.person_id, s.patient_id) AS person, bit_or(s.categories) AS categories, max(s.probability) AS probability,
      min(s.year_from) AS year_from, max(s.year_to) AS year_to
    FROM decided_sightings s LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id
    WHERE s.case_id = $1
    GROUP BY 1, s.content_id, CASE WHEN s.content_id IS NULL THEN s.evidence_id END, CASE WHEN s.content_id IS NULL THEN s.item_id END ORDER BY 1`;
  let found: FoundRow[] = [];
  for await (const row of fetchRows<FoundRow>(database, sql, [database.caseId])) {
    if (found.length > 0 && found[0]!.person !== row.person) {
      yield { person: found[0]!.person, found };
      found = [];
    }
    found.push(row);
  }
  if (found.length > 0) yield { person: found[0]!.person, found };
}

async function* registeredPersons(
  database: Database,
  keys: CaseKeys,
): AsyncGenerator<{ readonly person: number; readonly patients: readonly Patient[] }, undefined> {
  const sql = `SELECT coalesce(m.person_id, p.id) AS person, p.id, p.sealed
    FROM patients p LEFT JOIN merged_patients m ON m.case_id = p.case_id AND m.patient_id = p.id WHERE p.case_id = $1 ORDER BY 1, 2`;
  let person = 0;
  let patients: Patient[] = [];
  for await (const row of fetchRows<{ person: number; id: number; sealed: Buffer }>(database, sql, [database.caseId])) {
    if (patients.length > 0 && person !== row.person) {
      yield { person, patients };
      patients = [];
    }
    person = row.person;
    patients.push(decodePatient(row.id, keys.open(row.sealed, patientPlace(row.id))));
  }
  if (patients.length > 0) yield { person, patients };
} // prettier-ignore

function summed(found: readonly FoundRow[]): Pick<ExposedPerson, 'probability' | 'exposed' | 'notFound'> {
  const counted = found.filter(({ probability }) => probability >= CONCERNED);
  const possible = found.reduce((set, { categories }) => set | categories, 0);
  const exposed = CATEGORIES.flatMap((category, bit) => {
    const rows = counted.filter(({ categories }) => (categories & (1 << bit)) !== 0);
    return rows.length === 0 ? [] : [{ category, years: yearsOf(rows), documents: rows.length }];
  });
  const seen = new Set(categoriesOf(possible));
  return {
    probability: found.reduce((most, { probability }) => Math.max(most, probability), 0),
    exposed,
    notFound: CATEGORIES.filter((category) => !seen.has(category)),
  };
}

function yearsOf(rows: readonly FoundRow[]): readonly [number, number] | null {
  let from = Infinity;
  let to = -Infinity;
  for (const { year_from: first, year_to: last } of rows) {
    if (first === null || last === null) continue;
    from = Math.min(from, first);
    to = Math.max(to, last);
  }
  return from > to ? null : [from, to];
}
