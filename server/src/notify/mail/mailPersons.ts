import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { patientNumber, SEALED_PATIENT } from '../patientNumber.ts';
import { MailError } from './mailState.ts';

/** Whom mails go to: patient number, and the number of the mail. Throws MailError('mail_unknown') with those that there are not, 'not_uncertain' with those that are settled. */
export async function uncertainPersons(
  { pool, caseId }: Database,
  keys: CaseKeys,
  mails: readonly number[],
): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ id: number; state: string; person_id: number; sealed: Buffer | null }>(
    `SELECT m.id, m.state, n.person_id, ${SEALED_PATIENT} AS sealed FROM mails m JOIN notices n ON n.case_id = m.case_id AND n.id = m.notice_id
     WHERE m.case_id = $1 AND m.id = ANY ($2::bigint[]) ORDER BY m.id`,
    [caseId, mails],
  );
  const known = new Set(rows.map(({ id }) => id));
  const unknown = mails.filter((mail) => !known.has(mail));
  if (unknown.length > 0) throw new MailError('mail_unknown', unknown.map(String));
  const settled = rows.filter(({ state }) => state !== 'uncertain');
  if (settled.length > 0)
    throw new MailError(
      'not_uncertain',
      settled.map(({ id }) => String(id)),
    );
  return Object.fromEntries(
    rows.map(({ id, person_id: person, sealed }) => [patientNumber(keys, person, sealed), String(id)]),
  );
}
