import type pg from 'pg';
import { insertRows } from '../../database/insertRows.ts';
import type { RowValue } from '../../database/rowValue.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { printCode } from '../codes/referenceCode.ts';
import { sheetCode } from '../codes/sheetCode.ts';
import type { NoticeContent } from '../noticeContent.ts';
import { contentHash, NOTICE_COLUMNS, sealNotice } from '../noticeRow.ts';
import { rankOf } from './rankOf.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import type { Channel } from './selectionRules.ts';

/** A notice that is planned in the place of another. */
export interface Replacement {
  /** The notice whose place it takes. */
  readonly notice: number;
  readonly person: number;
  readonly recipient: Recipient;
  readonly rule: string;
  readonly channel: Channel;
  readonly fallback: Channel | null;
  readonly household: Buffer | null;
  /** What it says; code and sheet are given here. */
  readonly content: NoticeContent;
  /** '' for letters. */
  readonly email: string;
  /** The event that says why; null: the notice counts as any that is planned, and is planned anew with the others. */
  readonly event: string | null;
}

interface Issues {
  readonly campaign: number;
  readonly taken: Set<string>;
  /** Last issue number of each person. */
  readonly last: Map<number, number>;
  readonly nextId: number;
}

/**
 * Plans notices in the place of others: each under the next issue number of its person, and with a new code. Those before are superseded, their codes void.
 * All in the caller's transaction; whoever else plans waits until its end.
 */
export async function replaceNotices(
  client: pg.ClientBase,
  { caseId, keys }: { readonly caseId: string; readonly keys: CaseKeys },
  replacements: readonly Replacement[],
): Promise<void> {
  if (replacements.length === 0) return;
  const before = replacements.map(({ notice }) => notice);
  const issues = await lockIssues(client, caseId, replacements.map(({ person }) => person));
  await client.query(`UPDATE notices SET state = 'superseded' WHERE case_id = $1 AND id = ANY ($2::bigint[])`, [caseId, before]);
  await client.query(
    'UPDATE notice_codes SET voided_at = now() WHERE case_id = $1 AND notice_id = ANY ($2::bigint[]) AND voided_at IS NULL',
    [caseId, before],
  );
  const made = issueAll({ caseId, keys }, replacements, issues);
  await insertRows(client, 'notices', NOTICE_COLUMNS, made.map(({ row }) => row));
  await insertRows(client, 'notice_codes', ['case_id', 'locator', 'notice_id'], made.map(({ id, locator }) => [caseId, locator, id]));
  const told = made.filter(({ event }) => event !== null);
  await client.query('INSERT INTO notice_events (case_id, notice_id, kind) SELECT $1, * FROM unnest($2::bigint[], $3::text[])', [caseId, told.map(({ id }) => id), told.map(({ event }) => event)]);
} // prettier-ignore

async function lockIssues(
  client: pg.ClientBase,
  caseId: string,
  persons: readonly number[],
): Promise<Issues> {
  const campaigns = await client.query<{ number: number }>(
    'SELECT number FROM campaigns WHERE case_id = $1 ORDER BY number DESC LIMIT 1 FOR UPDATE',
    [caseId],
  );
  const codes = await client.query<{ locator: string }>(
    'SELECT locator FROM notice_codes WHERE case_id = $1',
    [caseId],
  );
  const last = await client.query<{ person_id: number; issue: number }>(
    'SELECT person_id, max(issue) AS issue FROM notices WHERE case_id = $1 AND person_id = ANY ($2::bigint[]) GROUP BY 1',
    [caseId, persons],
  );
  const ids = await client.query<{ id: number }>(
    'SELECT coalesce(max(id), 0) AS id FROM notices WHERE case_id = $1',
    [caseId],
  );
  return {
    campaign: campaigns.rows[0]!.number,
    taken: new Set(codes.rows.map(({ locator }) => locator)),
    last: new Map(last.rows.map(({ person_id: person, issue }) => [person, issue])),
    nextId: ids.rows[0]!.id + 1,
  };
}

interface Made {
  readonly id: number;
  readonly locator: string;
  readonly event: string | null;
  readonly row: RowValue[];
}

function issueAll(
  { caseId, keys }: { caseId: string; keys: CaseKeys },
  replacements: readonly Replacement[],
  { campaign, taken, last, nextId }: Issues,
): Made[] {
  const deriver = new CodeDeriver(keys);
  return replacements.map(({ person, recipient, rule, channel, fallback, household, content: given, email, event }, i) => {
    const id = nextId + i;
    const issue = (last.get(person) ?? 0) + 1;
    last.set(person, issue);
    const holder = { person, issue };
    const { code, locatorAttempt, secretAttempt } = deriver.choose(holder, taken);
    const content = { ...given, code: printCode(code), sheet: channel === 'letter' ? sheetCode(keys, holder) : '' };
    const notice = { content, email };
    const row = [
      caseId, id, campaign, person, issue, 'planned', rule, channel, fallback, content.variant, content.language, content.version, content.certain, household,
      sealNotice(keys, id, notice), contentHash(notice), locatorAttempt, secretAttempt, rankOf(content.exposed), recipient !== 'main', recipient,
    ];
    return { id, locator: code.locator, event, row };
  });
} // prettier-ignore
