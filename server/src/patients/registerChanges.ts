import type pg from 'pg';
import { dateNumber, type Patient } from './patient.ts';

/** Patients by what became of them; changed: in something by which they are looked for. */
export interface RegisterChanges {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Of whom something else is known that decides to whom and where letters go: country, representatives, death. Nothing is read again for it. */
  readonly recipients: number;
  /** Contents that must be read again for it. */
  readonly contents: number;
}

/** Everything by which a patient is looked for in a file: what the patient index is made of. */
export function linkedFields(patient: Omit<Patient, 'id'>, birth: number): string {
  const {
    patientNumber,
    nir,
    birthName,
    usageName,
    givenNames,
    sex,
    phones,
    email,
    address,
    postcode,
    city,
  } = patient;
  return JSON.stringify([
    patientNumber, nir, birthName, usageName, givenNames, sex, birth, phones, email, address, postcode, city,
  ]); // prettier-ignore
}

/** What decides to whom and where letters about a patient go, beside what he is looked for by. */
export function recipientFields({
  country,
  representatives,
  deathDate,
}: Pick<Patient, 'country' | 'representatives' | 'deathDate'>): string {
  return JSON.stringify([country, representatives, deathDate === null ? 0 : dateNumber(deathDate)]);
}

/** The same of somebody of whom nothing of it is known: what registers stand for that were imported before it was kept. */
export const NO_RECIPIENT_FIELDS = recipientFields({ country: '', representatives: [], deathDate: null });

/**
 * Patients who differ between the staged register and the one of the case, in the temporary table `differing`; contents that this concerns in
 * `concerned`. `nothingKnown`: the hash of {@link NO_RECIPIENT_FIELDS}. Null, without these tables, where the case has no register yet.
 */
export async function compareRegisters(
  client: pg.PoolClient,
  caseId: string,
  nothingKnown: Buffer,
): Promise<RegisterChanges | null> {
  const { rowCount: known } = await client.query('SELECT FROM patients WHERE case_id = $1 LIMIT 1', [caseId]);
  if (known === 0) return null;
  await client.query('CREATE TEMP TABLE differing (id bigint, change text) ON COMMIT DROP');
  await client.query(
    `INSERT INTO differing
     SELECT coalesce(s.id, p.id), CASE WHEN p.id IS NULL THEN 'added' WHEN s.id IS NULL THEN 'removed' ELSE 'changed' END
     FROM staged s FULL JOIN (SELECT id, linking_index FROM patients WHERE case_id = $1) p ON p.id = s.id
     WHERE p.id IS NULL OR s.id IS NULL OR s.linking_index IS DISTINCT FROM p.linking_index`,
    [caseId],
  );
  const { rows } = await client.query<Omit<RegisterChanges, 'contents' | 'recipients'>>(
    `SELECT count(*) FILTER (WHERE change = 'added') AS added, count(*) FILTER (WHERE change = 'changed') AS changed,
       count(*) FILTER (WHERE change = 'removed') AS removed FROM differing`,
  );
  const [counted] = rows as [(typeof rows)[number]];
  await client.query('CREATE TEMP TABLE concerned (id bigint) ON COMMIT DROP');
  const { rowCount } = await client.query(
    `INSERT INTO concerned ${counted.added + counted.changed > 0 ? MAY_HOLD_ANYBODY : HOLDS_REMOVED}`,
    [caseId],
  );
  const others = await client.query<{ recipients: number }>(
    `SELECT count(*) AS recipients FROM staged s JOIN patients p ON p.case_id = $1 AND p.id = s.id
     WHERE s.recipient_index IS DISTINCT FROM coalesce(p.recipient_index, $2)`,
    [caseId, nothingKnown],
  );
  return { ...counted, recipients: others.rows[0]!.recipients, contents: rowCount ?? 0 };
}

/** Somebody new may stand in whatever has been read: all but contents of which nothing was. */
const MAY_HOLD_ANYBODY = `SELECT id FROM contents WHERE case_id = $1 AND engine > 0 AND fate NOT IN ('encrypted', 'unsupported', 'empty', 'not_a_document')`;
/** Who has left is missing only where he was seen; namesakes who shared the passage were seen there with him. */
const HOLDS_REMOVED = `SELECT DISTINCT s.content_id FROM sightings s JOIN differing d ON d.id = s.patient_id WHERE s.case_id = $1`;

/** Who differs, for the reasons of later states; who has left keeps the id and can still be named. */
export async function keepChanges(client: pg.PoolClient, caseId: string, importId: number): Promise<void> {
  await client.query(
    'INSERT INTO register_changes (case_id, import_id, patient_id, change) SELECT $1, $2, id, change FROM differing',
    [caseId, importId],
  );
  await client.query(
    `INSERT INTO departed_patients (case_id, id, number_index, sealed)
     SELECT p.case_id, p.id, p.number_index, p.sealed FROM patients p JOIN differing d ON d.id = p.id AND d.change = 'removed' WHERE p.case_id = $1`,
    [caseId],
  );
  await client.query('DELETE FROM departed_patients o USING staged s WHERE o.case_id = $1 AND o.id = s.id', [
    caseId,
  ]);
}

/** What the difference concerns is read again by the next assessment: contents, and names of files. */
export async function readAgain(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query('UPDATE contents c SET engine = 0 FROM concerned k WHERE c.id = k.id');
  await client.query(
    `UPDATE evidence e SET names_engine = 0 WHERE case_id = $1 AND (EXISTS (SELECT FROM differing WHERE change <> 'removed')
       OR EXISTS (SELECT FROM name_sightings n JOIN differing d ON d.id = n.patient_id WHERE n.evidence_id = e.id))`,
    [caseId],
  );
}
