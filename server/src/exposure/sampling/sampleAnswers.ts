import type { StratumName } from '@constat/contract/sample.ts';
import type pg from 'pg';
import type { Database } from '../../database/database.ts';
import { insertRows } from '../../database/insertRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';

/** What a reader found in a unit of a sample. */
export interface UnitAnswer {
  readonly sample: number;
  readonly ordinal: number;
  readonly found: number;
  readonly reader: string;
  readonly note: string;
}

/** An answer as it is kept: the first one of its unit is 1. */
export interface KeptAnswer extends UnitAnswer {
  readonly answer: number;
}

/** An answer that is to be kept, with the reason where it says something else than the one before it. */
export interface AddedAnswer extends KeptAnswer {
  readonly reason: string | null;
}

/** Any number will do, as long as all processes use the same. */
const LOCK = 7_310_556;

/** Holds back all others who would add answers, until the transaction ends: what was the last answer stays that. */
export async function lockAnswers(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK, caseId]);
}

/** The name of a unit in the case: sample and ordinal with a blank between. */
export function unitKey({ sample, ordinal }: Pick<UnitAnswer, 'sample' | 'ordinal'>): string {
  return `${sample} ${ordinal}`;
}

/** The last answers of units of these samples, by {@link unitKey}. */
export async function lastAnswers(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  samples: readonly number[],
): Promise<Map<string, KeptAnswer>> {
  const { rows } = await client.query<AnswerRow>(
    `SELECT DISTINCT ON (number, ordinal) number AS sample, ordinal, answer, found, sealed FROM sample_answers
     WHERE case_id = $1 AND number = ANY($2::int[]) ORDER BY number, ordinal, answer DESC`,
    [caseId, samples],
  );
  return new Map(
    rows.map(({ sealed, ...row }) => {
      const [reader, note] = JSON.parse(keys.openText(sealed, answerPlace(row))) as [string, string];
      return [unitKey(row), { ...row, reader, note }];
    }),
  );
}

interface AnswerRow {
  sample: number;
  ordinal: number;
  answer: number;
  found: number;
  sealed: Buffer;
}

/** Adds answers; those before them stay. */
export async function appendAnswers(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  answers: readonly AddedAnswer[],
): Promise<void> {
  await insertRows(
    client,
    'sample_answers',
    ['case_id', 'number', 'ordinal', 'answer', 'found', 'sealed', 'reason_sealed'],
    answers.map((a) => [
      caseId,
      a.sample,
      a.ordinal,
      a.answer,
      a.found,
      keys.sealText(JSON.stringify([a.reader, a.note]), answerPlace(a)),
      a.reason === null ? null : keys.sealText(a.reason, reasonPlace(a)),
    ]),
  );
}

type AnswerId = Pick<KeptAnswer, 'sample' | 'ordinal' | 'answer'>;

/** First answers were kept with their units once, and are sealed for that place. */
function answerPlace({ sample, ordinal, answer }: AnswerId): string {
  return answer === 1
    ? `sample_units.sealed ${sample} ${ordinal}`
    : `sample_answers.sealed ${sample} ${ordinal} ${answer}`;
}

function reasonPlace({ sample, ordinal, answer }: AnswerId): string {
  return `sample_answers.reason ${sample} ${ordinal} ${answer}`;
}

/** An answer that says something else than the one before it. */
export interface AnswerChange {
  readonly sample: number;
  readonly ordinal: number;
  readonly stratum: StratumName;
  readonly before: number;
  readonly now: number;
  readonly changed: Date;
  readonly reason: string;
}

/** All changes of answers, in their order. */
export async function loadChanges({ pool, caseId }: Database, keys: CaseKeys): Promise<AnswerChange[]> {
  const { rows } = await pool.query<ChangeRow>(
    `SELECT number AS sample, ordinal, answer, stratum, before, found AS now, recorded_at AS changed, reason_sealed
     FROM (
       SELECT a.*, u.stratum, lag(a.found) OVER (PARTITION BY number, ordinal ORDER BY a.answer) AS before
       FROM sample_answers a JOIN sample_units u USING (case_id, number, ordinal) WHERE a.case_id = $1
     ) followed
     WHERE found <> before ORDER BY number, recorded_at, ordinal, answer`,
    [caseId],
  );
  return rows.map(({ answer, reason_sealed, ...row }) => ({
    ...row,
    reason: reason_sealed === null ? '' : keys.openText(reason_sealed, reasonPlace({ ...row, answer })),
  }));
}

interface ChangeRow extends Omit<AnswerChange, 'reason'> {
  readonly answer: number;
  readonly reason_sealed: Buffer | null;
}
