import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { patientNumber } from './patientNumber.ts';

/** How many notices are in a state, and by which rule. */
export interface NoticeCount {
  readonly state: string;
  readonly rule: string;
  readonly channel: string | null;
  readonly notices: number;
}

/** Notices by state, rule and channel. */
export async function countNotices({ pool, caseId }: Database): Promise<NoticeCount[]> {
  const { rows } = await pool.query<NoticeCount>(
    `SELECT state, rule, channel, count(*) AS notices FROM notices WHERE case_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [caseId],
  );
  return rows;
}

/** A notice in the list. */
export interface NoticeLine {
  readonly notice: number;
  /** The hospital's number of the patient; '#12' for one who has left the register. */
  readonly patient: string;
  readonly state: string;
  readonly rule: string;
  /** For whom it is: 'main', or whose copy (recipients.ts). */
  readonly recipient: string;
  readonly channel: string;
  readonly variant: string;
  readonly language: string;
  readonly version: string;
}

interface NoticeRow {
  id: number;
  person_id: number;
  state: string;
  rule: string;
  recipient: string;
  channel: string | null;
  variant: string | null;
  language: string | null;
  version: string | null;
  sealed: Buffer | null;
}

/** All notices in a state, person by person. */
export async function* noticeLines(database: Database, keys: CaseKeys, state: string): AsyncGenerator<NoticeLine> {
  const sql = `SELECT n.id, n.person_id, n.state, n.rule, n.recipient, n.channel, n.variant, n.language, n.version, p.sealed
    FROM notices n LEFT JOIN patients p ON p.case_id = n.case_id AND p.id = n.person_id WHERE n.case_id = $1 AND n.state = $2 ORDER BY n.person_id, n.issue`;
  for await (const row of fetchRows<NoticeRow>(database, sql, [database.caseId, state]))
    yield {
      notice: row.id,
      patient: patientNumber(keys, row.person_id, row.sealed),
      state: row.state,
      rule: row.rule,
      recipient: row.recipient,
      channel: row.channel ?? '',
      variant: row.variant ?? '',
      language: row.language ?? '',
      version: row.version ?? '',
    };
} // prettier-ignore
