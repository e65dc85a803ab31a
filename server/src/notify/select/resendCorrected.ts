import type pg from 'pg';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { openNotice } from '../noticeRow.ts';
import { loadPatients } from './loadPatients.ts';
import { placeOf } from './letterTo.ts';
import { type JudgingContext, type KeptNotice, rewriteNotice } from './refreshPlanned.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import type { Replacement } from './replaceNotices.ts';

/** Motives of La Poste that speak of the address: whoever refused a letter, or did not fetch it, gets no other one. */
const ADDRESS_MOTIVES = new Set(['unknown_at_address', 'access']);

interface ReturnedLetter {
  id: number;
  person_id: number;
  recipient: Recipient;
  motive: string;
  content_sealed: Buffer;
}

/**
 * Letters that could be sent to whoever was reached by nothing so far, since the register has another address now than those from which letters came back (or has
 * one at last), and the rules allow a letter to him: never to somebody who died, never where the last letter came back for something else than its address.
 */
export async function correctedLetters(client: pg.ClientBase, context: JudgingContext): Promise<Replacement[]> {
  const { database, keys } = context;
  const { rows } = await client.query<KeptNotice>(
    `SELECT DISTINCT ON (person_id, recipient) id, person_id, recipient, certain, content_sealed FROM notices n WHERE case_id = $1 AND state = 'returned'
       AND NOT EXISTS (SELECT FROM notices o WHERE o.case_id = $1 AND o.person_id = n.person_id AND o.recipient = n.recipient AND o.issue > n.issue) ORDER BY person_id, recipient, issue DESC`,
    [database.caseId],
  );
  const persons = rows.map((row) => row.person_id);
  const patients = await loadPatients(client, { caseId: database.caseId, keys }, persons);
  const letters = await returnedLetters(client, database.caseId, persons);
  return rows.flatMap((row) => {
    const written = rewriteNotice(row, 'letter', patients.get(row.person_id) ?? [], context);
    if (written === null) return [];
    const { content, household } = written;
    const back = letters.get(`${row.person_id} ${row.recipient}`) ?? [];
    if (!mayFollow(back, placeOf(content.addressBlock), keys)) return [];
    return [{
      notice: row.id, person: row.person_id, recipient: row.recipient, rule: written.verdict.rule, channel: 'letter', fallback: null, household, content, email: '', event: 'planned_after_correction',
    }];
  });
} // prettier-ignore

/** Letters of these persons that came back, the last one of each person first. */
async function returnedLetters(
  client: pg.ClientBase,
  caseId: string,
  persons: readonly number[],
): Promise<Map<string, ReturnedLetter[]>> {
  const { rows } = await client.query<ReturnedLetter>(
    `SELECT n.id, n.person_id, n.recipient, s.motive, n.content_sealed FROM sheets s JOIN notices n ON n.case_id = s.case_id AND n.id = s.notice_id
     WHERE s.case_id = $1 AND s.result = 'returned' AND n.person_id = ANY ($2::bigint[]) ORDER BY n.person_id, n.issue DESC`,
    [caseId, persons],
  );
  return Map.groupBy(rows, (row) => `${row.person_id} ${row.recipient}`);
}

/** Whether letters that came back leave room for another one to this place. */
function mayFollow(back: readonly ReturnedLetter[], place: string, keys: CaseKeys): boolean {
  if (back.length > 0 && !ADDRESS_MOTIVES.has(back[0]!.motive)) return false;
  return back.every(({ id, content_sealed: sealed }) => {
    const { content } = openNotice(keys, id, sealed);
    return placeOf(content.addressBlock) !== place;
  });
}
