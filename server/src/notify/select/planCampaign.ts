import { setImmediate } from 'node:timers/promises';
import { type CampaignSettings, campaignSettingsSchema, type Flag } from '@constat/contract/campaign.ts';
import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import { tryCaseLock } from '../../database/caseLock.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import { insertRows } from '../../database/insertRows.ts';
import type { RowValue } from '../../database/rowValue.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from '../../patients/patient.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { printCode } from '../codes/referenceCode.ts';
import { sheetCode } from '../codes/sheetCode.ts';
import { contentHash, sealNotice } from '../noticeRow.ts';
import { isAtRisk } from './isAtRisk.ts';
import { type ExposedPerson, loadPersons } from './loadPersons.ts';
import { addressOf, contentOf, factsOf, isEmail, patientOf, placeOf, wordingOf } from './noticeOf.ts';
import { loadFlags } from './patientFlags.ts';
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
}

export interface PlanOptions {
  readonly dry?: boolean;
  /** Told how many persons are decided. */
  readonly onProgress?: ((persons: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** There is one campaign of a case so far. */
const FIRST = 1;
/** So many persons are decided before others of the same process have their turn. */
const AT_ONCE = 200;
/** Notices that a plan may take back: those of which nothing has happened. */
const REPLACEABLE = `n.state IN ('excluded', 'held', 'planned')
  AND NOT EXISTS (SELECT FROM notice_events e WHERE e.case_id = n.case_id AND e.notice_id = n.id)`;

const NOTICE_COLUMNS = [
  'case_id', 'id', 'campaign', 'person_id', 'issue', 'state', 'rule', 'channel', 'fallback', 'variant', 'language', 'version', 'certain', 'household',
  'content_sealed', 'content_sha256', 'locator_attempt', 'secret_attempt',
] as const; // prettier-ignore

/**
 * Decides who gets what: a notice, an exclusion or a hold for everybody of whom something may have been published. What was only planned before is planned anew;
 * whoever has a notice that is built, or was sent one, keeps it. All or nothing; a dry plan says the figures and changes nothing.
 * Throws CaseError('assess_running') while files are read, and what the signal is stopped with.
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
      const context = { settings, known, onProgress, signal };
      if (dry) {
        const planner = await Planner.begin(client, database, keys, { campaign: FIRST, ...context });
        const rows = planner.rows();
        while ((await rows.next()).done !== true);
        return planOf(FIRST, planner);
      }
      const campaign = await openCampaign(client, database.caseId, settings);
      await dropPlanned(client, database.caseId);
      const planner = await Planner.begin(client, database, keys, { campaign, ...context });
      await insertRows(client, 'notices', NOTICE_COLUMNS, planner.rows());
      await insertRows(client, 'notice_codes', ['case_id', 'locator', 'notice_id'], planner.codes);
      return planOf(campaign, planner);
    });
  } finally {
    await release();
  }
}

const planOf = (campaign: number, { counts, toldAlready }: Planner): Plan => ({
  campaign,
  counts,
  toldAlready,
});

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

/** Its settings are those of the last plan. */
async function openCampaign(
  client: pg.ClientBase,
  caseId: string,
  settings: CampaignSettings,
): Promise<number> {
  await client.query(
    `INSERT INTO campaigns (case_id, number, settings, planned_at) VALUES ($1, ${FIRST}, $2, now())
     ON CONFLICT (case_id, number) DO UPDATE SET settings = $2, planned_at = now()`,
    [caseId, settings],
  );
  return FIRST;
}

async function dropPlanned(client: pg.ClientBase, caseId: string): Promise<void> {
  await client.query(`DELETE FROM notices n WHERE n.case_id = $1 AND ${REPLACEABLE}`, [caseId]);
}

/** What is known beside each person. */
interface Known {
  readonly flags: ReadonlyMap<number, ReadonlySet<Flag>>;
  /** Keyed hashes of addresses where somebody at risk lives. */
  readonly housesAtRisk: ReadonlySet<string>;
  /** Keyed hashes of e-mail addresses that several persons have. */
  readonly sharedEmails: ReadonlySet<string>;
}

async function gatherKnown(database: Database, keys: CaseKeys): Promise<Known> {
  const flags = await loadFlags(database, keys);
  const atRisk = [...flags].flatMap(([patient, kinds]) => (isAtRisk(kinds) ? [patient] : []));
  const housesAtRisk = new Set<string>();
  const sql = 'SELECT id, sealed FROM patients WHERE case_id = $1 AND id = ANY ($2::bigint[])';
  for await (const { id, sealed } of fetchRows<{ id: number; sealed: Buffer }>(database, sql, [database.caseId, atRisk])) {
    const house = householdOf(keys, decodePatient(id, keys.open(sealed, patientPlace(id))));
    if (house !== null) housesAtRisk.add(house.toString('hex'));
  }
  const { rows } = await database.pool.query<{ email_index: Buffer }>(
    `SELECT p.email_index FROM patients p LEFT JOIN merged_patients m ON m.case_id = p.case_id AND m.patient_id = p.id
     WHERE p.case_id = $1 AND p.email_index IS NOT NULL GROUP BY 1 HAVING count(DISTINCT coalesce(m.person_id, p.id)) > 1`,
    [database.caseId],
  );
  return { flags, housesAtRisk, sharedEmails: new Set(rows.map((row) => row.email_index.toString('hex'))) };
} // prettier-ignore

/** Keyed hash of where a patient lives; null without an address that can be written. */
function householdOf(keys: CaseKeys, patient: Patient): Buffer | null {
  const block = addressOf(patient, 'person');
  return typeof block === 'string' ? null : keys.blindIndex('index household', placeOf(block, 'person'));
}

interface PlanContext extends Pick<PlanOptions, 'onProgress' | 'signal'> {
  readonly campaign: number;
  readonly settings: CampaignSettings;
  readonly known: Known;
}

/** Makes the rows of a plan, person by person. */
class Planner {
  readonly codes: RowValue[][] = [];
  toldAlready = 0;
  readonly #database: Database;
  readonly #keys: CaseKeys;
  readonly #context: PlanContext;
  readonly #deriver: CodeDeriver;
  readonly #taken: Set<string>;
  /** Of whoever had notices: the last issue, and whether one of them stands. */
  readonly #issued: ReadonlyMap<number, { readonly issue: number; readonly stands: boolean }>;
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

  async *rows(): AsyncGenerator<RowValue[]> {
    const { onProgress, signal } = this.#context;
    let persons = 0;
    for await (const person of loadPersons(this.#database, this.#keys)) {
      if (++persons % AT_ONCE === 0) {
        onProgress?.(persons);
        await setImmediate();
        signal?.throwIfAborted();
      }
      const before = this.#issued.get(person.id);
      if (before?.stands === true) this.toldAlready++;
      else yield this.#rowOf(person, (before?.issue ?? 0) + 1);
    }
  }

  #rowOf(person: ExposedPerson, issue: number): RowValue[] {
    const { campaign, settings } = this.#context;
    const patient = patientOf(person);
    const flags = this.#flagsOf(person);
    const household = patient === null ? null : householdOf(this.#keys, patient);
    const facts = factsOf(person, settings, {
      flags,
      hasOwnEmail: patient !== null && !flags.has('no_email') && this.#isOwn(patient.email),
      householdAtRisk: household !== null && this.#context.known.housesAtRisk.has(household.toString('hex')),
    });
    const verdict = selectNotice(facts, settings);
    const key = `${verdict.state} ${verdict.rule}`;
    this.#counted.set(key, (this.#counted.get(key) ?? 0) + 1);
    const id = this.#nextId++;
    const decided = [this.#database.caseId, id, campaign, person.id, issue, verdict.state, verdict.rule];
    if (verdict.state !== 'planned')
      return [...decided, null, null, null, null, null, null, household, null, null, null, null];
    return [...decided, ...this.#planned(person, verdict, { id, issue, flags, household })];
  }

  #planned(
    person: ExposedPerson,
    verdict: Extract<Verdict, { state: 'planned' }>,
    {
      id,
      issue,
      flags,
      household,
    }: { id: number; issue: number; flags: ReadonlySet<Flag>; household: Buffer | null },
  ): RowValue[] {
    const holder = { person: person.id, issue };
    const { code, locatorAttempt, secretAttempt } = this.#deriver.choose(holder, this.#taken);
    const wording = wordingOf(flags, this.#context.settings);
    const sheet = sheetCode(this.#keys, holder);
    const content = contentOf(person, verdict, { ...wording, code: printCode(code), sheet });
    const email = verdict.channel === 'email' ? patientOf(person)!.email : '';
    const notice = { content, email };
    this.codes.push([this.#database.caseId, code.locator, id]);
    return [
      verdict.channel, verdict.fallback, verdict.variant, content.language, content.version, content.certain, household,
      sealNotice(this.#keys, id, notice), contentHash(notice), locatorAttempt, secretAttempt,
    ]; // prettier-ignore
  }

  #flagsOf({ patients }: ExposedPerson): ReadonlySet<Flag> {
    return new Set(patients.flatMap(({ id }) => [...(this.#context.known.flags.get(id) ?? [])]));
  }

  #isOwn(email: string): boolean {
    const index = this.#keys.blindIndex('index email', email.toLowerCase()).toString('hex');
    return isEmail(email) && !this.#context.known.sharedEmails.has(index);
  }
}

interface Issued {
  readonly taken: Set<string>;
  readonly issued: Map<number, { issue: number; stands: boolean }>;
  readonly nextId: number;
}

async function loadIssued(client: pg.ClientBase, caseId: string): Promise<Issued> {
  const codes = await client.query<{ locator: string }>(
    'SELECT locator FROM notice_codes WHERE case_id = $1',
    [caseId],
  );
  const { rows } = await client.query<{ person_id: number; issue: number; stands: boolean; last: number }>(
    `SELECT person_id, max(issue) AS issue, bool_or(state <> 'superseded') AS stands, max(id) AS last FROM notices n
     WHERE case_id = $1 AND NOT (${REPLACEABLE}) GROUP BY person_id`,
    [caseId],
  );
  return {
    taken: new Set(codes.rows.map(({ locator }) => locator)),
    issued: new Map(rows.map(({ person_id, issue, stands }) => [person_id, { issue, stands }])),
    nextId: rows.reduce((last, row) => Math.max(last, row.last), 0) + 1,
  };
}
