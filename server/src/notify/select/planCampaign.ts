import { setImmediate } from 'node:timers/promises';
import { type CampaignSettings, campaignSettingsSchema } from '@constat/contract/campaign.ts';
import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import { tryCaseLock } from '../../database/caseLock.ts';
import type { Database } from '../../database/database.ts';
import { insertRows } from '../../database/insertRows.ts';
import type { RowValue } from '../../database/rowValue.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { printCode } from '../codes/referenceCode.ts';
import { sheetCode } from '../codes/sheetCode.ts';
import { contentHash, NOTICE_COLUMNS, sealNotice } from '../noticeRow.ts';
import { gatherKnown, type Judged, judgePerson, type Known } from './judgePerson.ts';
import { type ExposedPerson, loadPersons } from './loadPersons.ts';
import { contentOf, patientOf, wordingOf } from './noticeOf.ts';
import { rankOf } from './rankOf.ts';
import { type JudgingContext, refreshPlanned } from './refreshPlanned.ts';
import { replaceNotices } from './replaceNotices.ts';
import { correctedLetters } from './resendCorrected.ts';
import type { Recipient } from '@constat/contract/campaign.ts';
import { selectCopies } from './selectCopies.ts';
import { type RuleName, selectNotice, type Verdict } from './selectionRules.ts';

/** How many persons each rule decided. */
export interface PlannedCount {
  readonly state: Verdict['state'];
  readonly rule: RuleName;
  readonly persons: number;
}

/** What a plan came to. */
export interface Plan {
  readonly campaign: number;
  readonly counts: readonly PlannedCount[];
  /** Persons who have a notice under way, or had one: they are left as they are. */
  readonly toldAlready: number;
  /** Persons reached by nothing so far of whom the register has another address now: letters planned for them, or (rule `corrected`) only offered. */
  readonly corrected: { readonly offered: number; readonly planned: number };
}

export interface PlanOptions {
  /** The figures are told, and nothing is changed. */
  readonly dry?: boolean;
  /** Told how many persons are decided. */
  readonly onProgress?: ((persons: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** There is one campaign of a case so far. */
const FIRST = 1;
/** So many persons are decided before others of the same process have their turn. */
const AT_ONCE = 200;

/**
 * Decides who gets what: a notice, an exclusion or a hold for everybody of whom something may have been published. What was only planned before is planned anew;
 * whoever has a notice that is built, or was sent one, keeps it; what took the place of something that failed stays, written anew. All or nothing; a dry plan goes
 * the same way and undoes it. Throws CaseError('assess_running') while files are read, and what the signal is stopped with.
 */
export async function planCampaign(
  database: Database,
  keys: CaseKeys,
  settings: CampaignSettings,
  { dry = false, onProgress, signal }: PlanOptions = {},
): Promise<Plan> {
  const release = await tryCaseLock(database, 'assess');
  if (release === null) throw new CaseError('assess_running', 'notices plan');
  try {
    const known = await gatherKnown(database, keys);
    return await database.transaction(async (client) => {
      await openCampaign(client, database.caseId, settings);
      await dropPlanned(client, database.caseId);
      await refreshPlanned(client, { database, keys, settings, known });
      const corrected = await followCorrections(client, { database, keys, settings, known });
      const context = { campaign: FIRST, settings, known, onProgress, signal };
      const planner = await Planner.begin(client, database, keys, context);
      if (dry) await planner.count();
      else await planner.write(client);
      const plan = { campaign: FIRST, counts: planner.counts, toldAlready: planner.toldAlready, corrected };
      if (dry) throw new DryPlan(plan);
      return plan;
    });
  } catch (error) {
    if (error instanceof DryPlan) return error.plan;
    throw error;
  } finally {
    await release();
  }
}

/** Undoes the transaction of a dry plan. */
class DryPlan extends Error {
  readonly plan: Plan;

  constructor(plan: Plan) {
    super('a dry plan');
    this.plan = plan;
  }
}

async function followCorrections(client: pg.ClientBase, context: JudgingContext): Promise<Plan['corrected']> {
  const { database, keys, settings } = context;
  const letters = await correctedLetters(client, context);
  if (settings.corrected === 'offer') return { offered: letters.length, planned: 0 };
  await replaceNotices(client, { caseId: database.caseId, keys }, letters);
  return { offered: 0, planned: letters.length };
}

/** The settings of the last campaign; null where there is none. */
export async function loadCampaign({
  pool,
  caseId,
}: Database): Promise<{ number: number; settings: CampaignSettings } | null> {
  const { rows } = await pool.query<{ number: number; settings: unknown }>(
    'SELECT number, settings FROM campaigns WHERE case_id = $1 ORDER BY number DESC LIMIT 1',
    [caseId],
  );
  return rows[0] === undefined
    ? null
    : { number: rows[0].number, settings: campaignSettingsSchema.parse(rows[0].settings) };
}

/** The settings of a campaign are those of the last plan. */
async function openCampaign(
  client: pg.ClientBase,
  caseId: string,
  settings: CampaignSettings,
): Promise<void> {
  await client.query(
    `INSERT INTO campaigns (case_id, number, settings, planned_at) VALUES ($1, ${FIRST}, $2, now())
     ON CONFLICT (case_id, number) DO UPDATE SET settings = $2, planned_at = now()`,
    [caseId, settings],
  );
}

async function dropPlanned(client: pg.ClientBase, caseId: string): Promise<void> {
  await client.query(
    `DELETE FROM notices WHERE case_id = $1 AND state IN ('excluded', 'held', 'planned')
       AND NOT EXISTS (SELECT FROM notice_events e WHERE e.case_id = $1 AND e.notice_id = notices.id)`,
    [caseId],
  );
}

interface PlanContext extends Pick<PlanOptions, 'onProgress' | 'signal'> {
  readonly campaign: number;
  readonly settings: CampaignSettings;
  readonly known: Known;
}

/** Makes the rows of a plan, person by person. */
class Planner {
  readonly #codes: RowValue[][] = [];
  toldAlready = 0;
  readonly #database: Database;
  readonly #keys: CaseKeys;
  readonly #context: PlanContext;
  readonly #deriver: CodeDeriver;
  readonly #taken: Set<string>;
  readonly #issued: Issued['issued'];
  readonly #counted = new Map<string, number>();
  #nextId: number;

  private constructor(
    database: Database,
    keys: CaseKeys,
    context: PlanContext,
    { taken, issued, nextId }: Issued,
  ) {
    this.#database = database;
    this.#keys = keys;
    this.#context = context;
    this.#deriver = new CodeDeriver(keys);
    this.#taken = taken;
    this.#issued = issued;
    this.#nextId = nextId;
  }

  static async begin(
    client: pg.ClientBase,
    database: Database,
    keys: CaseKeys,
    context: PlanContext,
  ): Promise<Planner> {
    return new Planner(database, keys, context, await loadIssued(client, database.caseId));
  }

  get counts(): PlannedCount[] {
    return [...this.#counted].map(([key, persons]) => {
      const [state, rule] = key.split(' ') as [Verdict['state'], RuleName];
      return { state, rule, persons };
    });
  }

  /** Decides of everybody, and writes it. */
  async write(client: pg.ClientBase): Promise<void> {
    await insertRows(client, 'notices', NOTICE_COLUMNS, this.#rows());
    await insertRows(client, 'notice_codes', ['case_id', 'locator', 'notice_id'], this.#codes);
  }

  /** Decides of everybody, and writes nothing. */
  async count(): Promise<void> {
    const rows = this.#rows();
    while ((await rows.next()).done !== true);
  }

  async *#rows(): AsyncGenerator<RowValue[]> {
    const { onProgress, signal } = this.#context;
    let persons = 0;
    for await (const person of loadPersons(this.#database, this.#keys)) {
      if (++persons % AT_ONCE === 0) {
        onProgress?.(persons);
        await setImmediate();
        signal?.throwIfAborted();
      }
      const before = this.#issued.get(person.id);
      const judged = judgePerson(this.#keys, person, this.#context.settings, this.#context.known);
      let issue = (before?.issue ?? 0) + 1;
      if (before?.standing.has('main') === true) this.toldAlready++;
      else yield this.#rowOf(person, judged, issue++);
      for (const row of this.#copiesOf(person, judged, issue, before?.standing)) yield row;
    }
  }

  #rowOf(person: ExposedPerson, judged: Judged, issue: number): RowValue[] {
    const { campaign, settings } = this.#context;
    const verdict = selectNotice(judged.facts, settings);
    const { id, decided } = this.#decide(person, issue, campaign, verdict);
    if (verdict.state !== 'planned') return [...decided, ...undone(judged.households.person, 'main')];
    return [...decided, ...this.#planned(person, verdict, { id, issue, judged, recipient: 'main' })];
  }

  /** Those who are told beside the person or his representative. Who cannot be is listed where the notice itself is on its way: else the notice shows why. */
  *#copiesOf(person: ExposedPerson, judged: Judged, firstIssue: number, standing: ReadonlySet<Recipient> | undefined): Generator<RowValue[]> {
    const { campaign, settings } = this.#context;
    const isTold = standing?.has('main') === true || selectNotice(judged.facts, settings).state === 'planned';
    let issue = firstIssue;
    for (const { recipient, verdict, unlisted } of selectCopies(judged.facts, settings)) {
      if (standing?.has(recipient) === true || (verdict.state !== 'planned' && !isTold)) continue;
      const { id, decided } = this.#decide(person, issue, campaign, verdict);
      if (verdict.state === 'planned') yield [...decided, ...this.#planned(person, verdict, { id, issue, judged, recipient, unlisted })];
      else yield [...decided, ...undone(null, recipient)];
      issue++;
    }
  } // prettier-ignore

  /** Counts what is decided of a person, and begins its row. */
  #decide(person: ExposedPerson, issue: number, campaign: number, { state, rule }: Verdict): { id: number; decided: RowValue[] } {
    const key = `${state} ${rule}`;
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + 1);
    const id = this.#nextId++;
    return { id, decided: [this.#database.caseId, id, campaign, person.id, issue, state, rule] };
  } // prettier-ignore

  #planned(
    person: ExposedPerson,
    verdict: Extract<Verdict, { state: 'planned' }>,
    {
      id,
      issue,
      judged,
      recipient,
      unlisted = false,
    }: { id: number; issue: number; judged: Judged; recipient: Recipient; unlisted?: boolean },
  ): RowValue[] {
    const holder = { person: person.id, issue };
    const { code, locatorAttempt, secretAttempt } = this.#deriver.choose(holder, this.#taken);
    const wording = wordingOf(judged.flags, this.#context.settings);
    const sheet = sheetCode(this.#keys, holder);
    const content = contentOf(person, verdict, { ...wording, code: printCode(code), sheet, unlisted });
    const email = verdict.channel === 'email' ? patientOf(person)!.email : '';
    const notice = { content, email };
    this.#codes.push([this.#database.caseId, code.locator, id]);
    return [
      verdict.channel, verdict.fallback, verdict.variant, content.language, content.version, content.certain, judged.households[verdict.seat],
      sealNotice(this.#keys, id, notice), contentHash(notice), locatorAttempt, secretAttempt, rankOf(content.exposed), recipient !== 'main', recipient,
    ]; // prettier-ignore
  }
}

/** The rest of the row of somebody who gets nothing. */
function undone(household: Buffer | null, recipient: Recipient): RowValue[] {
  return [
    null,
    null,
    null,
    null,
    null,
    null,
    household,
    null,
    null,
    null,
    null,
    1,
    recipient !== 'main',
    recipient,
  ];
}

interface Issued {
  readonly taken: Set<string>;
  /** Of whoever had notices: the last issue, and to whom one stands. */
  readonly issued: ReadonlyMap<number, { readonly issue: number; readonly standing: ReadonlySet<Recipient> }>;
  readonly nextId: number;
}

async function loadIssued(client: pg.ClientBase, caseId: string): Promise<Issued> {
  const codes = await client.query<{ locator: string }>(
    'SELECT locator FROM notice_codes WHERE case_id = $1',
    [caseId],
  );
  const { rows } = await client.query<{
    person_id: number;
    issue: number;
    standing: Recipient[] | null;
    last: number;
  }>(
    `SELECT person_id, max(issue) AS issue, array_agg(DISTINCT recipient) FILTER (WHERE state <> 'superseded') AS standing, max(id) AS last FROM notices WHERE case_id = $1 GROUP BY person_id`,
    [caseId],
  );
  return {
    taken: new Set(codes.rows.map(({ locator }) => locator)),
    issued: new Map(
      rows.map((row) => [row.person_id, { issue: row.issue, standing: new Set(row.standing ?? []) }]),
    ),
    nextId: rows.reduce((last, row) => Math.max(last, row.last), 0) + 1,
  };
}
