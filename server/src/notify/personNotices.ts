import { type PersonNotices, recipientSchema } from '@constat/contract/campaign.ts';
import type pg from 'pg';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { personProof, type ProofLine } from './proofLines.ts';

type PersonNotice = PersonNotices['notices'][number];
type NoticeEvent = NonNullable<PersonNotice['details']>['events'][number];

/** Everything that was planned for or sent to a person, with what happened to each notice and its e-mails. Read with the caller's client. */
export async function personNotices(
  client: Pick<pg.ClientBase, 'query'>,
  opened: { readonly caseId: string; readonly keys: CaseKeys },
  person: number,
  now: Date,
): Promise<PersonNotice[]> {
  const lines = await personProof(client, opened, person, now);
  const ids = lines.map(({ notice }) => notice);
  const events = await eventsOf(client, opened.caseId, ids);
  const mails = await mailsOf(client, opened.caseId, ids);
  return lines.map((line) => noticeOf(line, events.get(line.notice) ?? [], mails.get(line.notice) ?? []));
}

/** The person whom a patient number stands for, by decision on duplicates. */
export async function personOf(
  client: Pick<pg.ClientBase, 'query'>,
  caseId: string,
  patient: number,
): Promise<number> {
  const { rows } = await client.query<{ person_id: number }>(
    'SELECT person_id FROM merged_patients WHERE case_id = $1 AND patient_id = $2',
    [caseId, patient],
  );
  return rows[0]?.person_id ?? patient;
}

function noticeOf(line: ProofLine, events: NoticeEvent[], mails: PersonNotice['mails']): PersonNotice {
  return {
    notice: line.notice,
    issue: line.issue,
    state: line.state,
    rule: line.rule,
    recipient: recipientSchema.parse(line.recipient),
    variant: line.variant,
    channel: line.channel,
    language: line.language,
    version: line.version,
    handedOver: line.handed_over,
    result: line.result,
    motive: line.motive,
    resultAt: line.result_at,
    proof: line.proof,
    details: {
      template: line.template,
      contentSha256: line.content_sha256,
      batch: line.batch,
      sheet: line.sheet,
      built: line.built,
      approved: line.approved,
      events,
    },
    mails,
  };
}

async function eventsOf(
  client: Pick<pg.ClientBase, 'query'>,
  caseId: string,
  notices: readonly number[],
): Promise<Map<number, NoticeEvent[]>> {
  const { rows } = await client.query<{
    notice_id: number;
    at: Date;
    kind: string;
    batch: number | null;
    motive: string | null;
  }>(
    'SELECT notice_id, at, kind, batch, motive FROM notice_events WHERE case_id = $1 AND notice_id = ANY ($2::bigint[]) ORDER BY id',
    [caseId, notices],
  );
  return grouped(rows, ({ at, kind, batch, motive }) => ({
    at: at.toISOString(),
    kind,
    batch,
    motive: motive ?? '',
  }));
}

async function mailsOf(
  client: Pick<pg.ClientBase, 'query'>,
  caseId: string,
  notices: readonly number[],
): Promise<Map<number, PersonNotice['mails']>> {
  const { rows } = await client.query<{
    notice_id: number;
    id: number;
    state: string;
    queued_at: Date;
    settled_at: Date | null;
    status: string | null;
  }>(
    `SELECT m.notice_id, m.id, m.state, m.queued_at, m.settled_at,
       (SELECT e.status FROM mail_events e WHERE e.case_id = m.case_id AND e.mail_id = m.id ORDER BY e.id DESC LIMIT 1) AS status
     FROM mails m WHERE m.case_id = $1 AND m.notice_id = ANY ($2::bigint[]) ORDER BY m.id`,
    [caseId, notices],
  );
  return grouped(rows, ({ id, state, queued_at: queued, settled_at: settled, status }) => ({
    mail: id,
    state,
    queued: queued.toISOString(),
    settled: settled?.toISOString() ?? '',
    status: status ?? '',
  }));
}

function grouped<R extends { readonly notice_id: number }, T>(
  rows: readonly R[],
  shape: (row: R) => T,
): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) found.set(row.notice_id, [...(found.get(row.notice_id) ?? []), shape(row)]);
  return found;
}
