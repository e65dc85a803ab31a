import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import { MOST_RANKS } from '../select/rankOf.ts';
import type pg from 'pg';
import type { Day } from './calendar.ts';
import type { DropPlan } from './dropPlan.ts';
import { parsePlan } from './planFile.ts';

type Connection = Pick<pg.ClientBase, 'query'>;

/** Keeps a plan: from now on batches are built and handed over by it. It takes the place of the one before. Throws CaseError('no_plan') before a campaign is planned. */
export async function keepPlan({ pool, caseId }: Database, { settings, drops }: DropPlan): Promise<void> {
  const { rowCount } = await pool.query(
    `INSERT INTO drop_plans (case_id, campaign, plan) SELECT case_id, max(number), $2 FROM campaigns WHERE case_id = $1 GROUP BY case_id
     ON CONFLICT (case_id, campaign) DO UPDATE SET plan = EXCLUDED.plan, kept_at = now()`,
    [caseId, JSON.stringify({ settings, drops })],
  );
  if (rowCount !== 1) throw new CaseError('no_plan', 'notices drops');
}

/** Forgets the plan: batches are built and handed over as they come. What was built keeps its day. */
export async function forgetPlan({ pool, caseId }: Database): Promise<void> {
  await pool.query('DELETE FROM drop_plans WHERE case_id = $1', [caseId]);
}

/** The plan that was kept; null where there is none. */
export async function loadPlan(client: Connection, caseId: string): Promise<DropPlan | null> {
  const { rows } = await client.query<{ plan: unknown }>(
    'SELECT plan FROM drop_plans WHERE case_id = $1 ORDER BY campaign DESC LIMIT 1',
    [caseId],
  );
  return rows[0] === undefined ? null : parsePlan(JSON.stringify(rows[0].plan), 'drop_plans');
}

/** Letters that are planned, by rank. */
export async function plannedByRank({ pool, caseId }: Database): Promise<number[]> {
  const { rows } = await pool.query<{ rank: number; letters: number }>(
    `SELECT rank, count(*) AS letters FROM notices WHERE case_id = $1 AND state = 'planned' AND channel = 'letter' GROUP BY 1`,
    [caseId],
  );
  return Array.from({ length: MOST_RANKS }, (_, i) => rows.find(({ rank }) => rank === i + 1)?.letters ?? 0);
}

/** What the next batch may take. */
export interface NextDrop {
  readonly departs: Day;
  /** Letters that the drop still has room for, and how many of each rank it was planned with. */
  readonly letters: number;
  readonly byRank: readonly number[];
}

/** The first drop of the kept plan that batches have not filled yet; 'full' where there is none: whatever is still planned needs a new plan; null without a plan. */
export async function nextDrop(client: Connection, caseId: string): Promise<NextDrop | 'full' | null> {
  const plan = await loadPlan(client, caseId);
  if (plan === null) return null;
  const { rows } = await client.query<{ departs: Day; rank: number; letters: number }>(
    `SELECT to_char(b.departs, 'YYYY-MM-DD') AS departs, n.rank, count(*) AS letters FROM print_batches b
     JOIN notices n ON n.case_id = b.case_id AND n.batch = b.number WHERE b.case_id = $1 AND b.state <> 'unmade' AND b.departs IS NOT NULL GROUP BY 1, 2`,
    [caseId],
  );
  for (const { departs, letters, byRank } of plan.drops.toSorted((a, b) => (a.departs < b.departs ? -1 : 1))) {
    const taken = rows.filter((row) => row.departs === departs);
    const left = letters - taken.reduce((sum, row) => sum + row.letters, 0);
    const takenOf = (rank: number): number => taken.find((row) => row.rank === rank)?.letters ?? 0;
    if (left > 0)
      return { departs, letters: left, byRank: byRank.map((some, i) => Math.max(0, some - takenOf(i + 1))) };
  }
  return 'full';
} // prettier-ignore
