import type { ListedNotices } from '@constat/contract/campaign.ts';
import type { Database } from '../database/database.ts';

/** Which notices are looked for; null: whatever it is. */
export interface NoticeFilter {
  readonly state: string | null;
  /** States that are not shown. */
  readonly hidden: readonly string[];
  readonly rule: string | null;
  readonly channel: string | null;
  readonly batch: number | null;
  readonly notices: readonly number[] | null;
  /** Id of the last one of the page before. */
  readonly after: number;
  readonly limit: number;
}

/** A notice without its person's data: only the internal id. */
export type FoundNotice = Omit<ListedNotices['notices'][number], 'patient' | 'rule'> & {
  readonly person: number;
  readonly rule: string;
};

/** Notices in the order of their ids. Opens nothing. */
export async function findNotices(
  { pool, caseId }: Pick<Database, 'pool' | 'caseId'>,
  filter: NoticeFilter,
): Promise<FoundNotice[]> {
  const { state, hidden, rule, channel, batch, notices, after, limit } = filter;
  const { rows } = await pool.query<FoundNotice>(
    `SELECT id, person_id AS person, issue, state, rule, recipient, channel, variant, language, version, batch FROM notices
     WHERE case_id = $1 AND id > $2 AND ($3::text IS NULL OR state = $3) AND state <> ALL ($4::text[]) AND ($5::text IS NULL OR rule = $5)
       AND ($6::text IS NULL OR channel = $6) AND ($7::int IS NULL OR batch = $7) AND ($8::bigint[] IS NULL OR id = ANY ($8)) ORDER BY id LIMIT $9`,
    [caseId, after, state, hidden, rule, channel, batch, notices, limit],
  );
  return rows;
}
