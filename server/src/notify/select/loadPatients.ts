import type pg from 'pg';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from '../../patients/patient.ts';

/** The register's patients who are these persons, by person, in the order of their ids. Whoever has left the register is not among them. */
export async function loadPatients(
  client: Pick<pg.ClientBase, 'query'>,
  { caseId, keys }: { readonly caseId: string; readonly keys: CaseKeys },
  persons: readonly number[],
): Promise<Map<number, Patient[]>> {
  const { rows } = await client.query<{ person: number; id: number; sealed: Buffer }>(
    // Two joins: with OR between them each person would be looked for in the whole register.
    `SELECT w.person, p.id, p.sealed FROM unnest($2::bigint[]) AS w (person) JOIN patients p ON p.case_id = $1 AND p.id = w.person
     UNION ALL
     SELECT m.person_id, p.id, p.sealed FROM merged_patients m JOIN patients p ON p.case_id = $1 AND p.id = m.patient_id
     WHERE m.case_id = $1 AND m.person_id = ANY ($2) AND m.patient_id <> m.person_id
     ORDER BY 1, 2`,
    [caseId, [...new Set(persons)]],
  );
  const found = new Map<number, Patient[]>();
  for (const { person, id, sealed } of rows) {
    const own = found.get(person) ?? [];
    own.push(decodePatient(id, keys.open(sealed, patientPlace(id))));
    found.set(person, own);
  }
  return found;
}
