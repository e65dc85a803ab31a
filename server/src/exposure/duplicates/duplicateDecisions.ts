import type pg from 'pg';
import type {
  DuplicateDecision,
  DuplicateDecisionLine,
  DuplicateState,
} from '@constat/contract/duplicate.ts';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { InputFileError } from '../inputFile.ts';

/** A decision as it is kept: about two patients by their ids, the lower first. */
export interface KeptDecision extends DuplicateDecisionLine {
  readonly id: number;
  readonly firstId: number;
  readonly secondId: number;
}

/** Any number will do, as long as all processes use the same. */
const LOCK = 7_310_554;

/**
 * Decides about two patient numbers: accept (they are one person), reject (they are two), undo (nothing is decided any more). The list of decisions
 * only grows; what is merged follows from it. Throws CaseError, and nothing is done, for an unknown number, for a decision that changes nothing, and
 * for one by which two numbers would be one person through others and two by decision.
 */
export async function decideDuplicate(
  database: Database,
  keys: CaseKeys,
  decision: DuplicateDecisionLine,
): Promise<void> {
  if (decision.first === decision.second) throw new CaseError('same_number', '');
  await database.transaction(async (client) => {
    await lock(client, database.caseId);
    const ids = await idsOf(client, database.caseId, keys, [decision.first, decision.second]);
    for (const [i, number] of [decision.first, decision.second].entries())
      if (!ids.has(number)) throw new CaseError('number_unknown', String(i + 1));
    const states = statesOf(await loadWith(client, database.caseId, keys));
    const pair = pairOf(ids.get(decision.first)!, ids.get(decision.second)!).join(' ');
    const state = states.get(pair) ?? 'open';
    if (decision.decision === 'undo' && state === 'open') throw new CaseError('nothing_decided', '');
    if (STATE_AFTER[decision.decision] === state) throw new CaseError('already_decided', '');
    const after = new Map(states).set(pair, STATE_AFTER[decision.decision]);
    if (newContradictions(states, after).length > 0) throw new CaseError('decisions_contradict', '');
    await append(client, database.caseId, keys, decision, ids);
    await applyWith(client, database.caseId, keys);
  });
}

/**
 * Takes over decisions from elsewhere or from before, with who, when and why; those that are known are left out. All or nothing: a list after which two
 * numbers would be one person through others and two by decision is refused.
 * @returns number of decisions taken. Throws InputFileError.
 */
export async function importDecisions(
  database: Database,
  keys: CaseKeys,
  decisions: readonly DuplicateDecisionLine[],
): Promise<number> {
  return await database.transaction(async (client) => {
    await lock(client, database.caseId);
    const numbers = decisions.flatMap(({ first, second }) => [first, second]);
    const ids = await idsOf(client, database.caseId, keys, numbers);
    const faults = decisions.flatMap(({ first, second }, i) =>
      ids.has(first) && ids.has(second)
        ? []
        : [{ code: 'unknown_number' as const, row: i + 1, column: ids.has(first) ? 'second' : 'first' }],
    );
    if (faults.length > 0) throw new InputFileError(faults);
    const before = await loadWith(client, database.caseId, keys);
    const known = new Set(before.map(identityOf));
    let taken = 0;
    for (const decision of decisions) {
      const [firstId, secondId] = pairOf(ids.get(decision.first)!, ids.get(decision.second)!);
      const identity = identityOf({ ...decision, firstId, secondId });
      if (known.has(identity)) continue;
      known.add(identity);
      await append(client, database.caseId, keys, decision, ids);
      taken++;
    }
    refuseContradictions(decisions, ids, before, await loadWith(client, database.caseId, keys));
    await applyWith(client, database.caseId, keys);
    return taken;
  });
}

/** All decisions in the order in which they count: by time, then as they were written down. */
export async function loadDecisions(database: Database, keys: CaseKeys): Promise<KeptDecision[]> {
  return await loadWith(database.pool, database.caseId, keys);
}

/** Computes anew which patients are one person: after an import of the register, whose patients may be others now. */
export async function applyDecisions(database: Database, keys: CaseKeys): Promise<void> {
  await database.transaction(async (client) => {
    await lock(client, database.caseId);
    await applyWith(client, database.caseId, keys);
  });
}

/** What the last decision of each pair says; key: both ids in their order with a blank between. */
export function statesOf(
  decisions: readonly Pick<KeptDecision, 'firstId' | 'secondId' | 'decision'>[],
): Map<string, DuplicateState> {
  const states = new Map<string, DuplicateState>();
  for (const { firstId, secondId, decision } of decisions)
    states.set(`${firstId} ${secondId}`, STATE_AFTER[decision]);
  return states;
}

const STATE_AFTER: Readonly<Record<DuplicateDecision, DuplicateState>> = {
  accept: 'accepted',
  reject: 'rejected',
  undo: 'open',
};

/** Person of each patient who is one with others: the lowest id among them. */
export function mergesOf(states: ReadonlyMap<string, DuplicateState>): Map<number, number> {
  const persons = new Map<number, number>();
  const find = (id: number): number => {
    let person = id;
    while ((persons.get(person) ?? person) !== person) person = persons.get(person)!;
    return person;
  };
  for (const [pair, state] of states) {
    if (state !== 'accepted') continue;
    const [a, b] = pair.split(' ').map(Number) as [number, number];
    const [low, high] = pairOf(find(a), find(b));
    for (const id of [a, b, low, high]) persons.set(id, persons.get(id) ?? id);
    persons.set(high, low);
  }
  return new Map([...persons.keys()].map((id) => [id, find(id)]));
}

/** Pairs of ids, the lower first, that are two persons by decision and, through others, one by decision. */
export function contradictionsOf(states: ReadonlyMap<string, DuplicateState>): [number, number][] {
  const persons = mergesOf(states);
  return [...states]
    .filter(([, state]) => state === 'rejected')
    .map(([pair]) => pair.split(' ').map(Number) as [number, number])
    .filter(([a, b]) => persons.has(a) && persons.get(a) === persons.get(b));
}

function newContradictions(
  before: ReadonlyMap<string, DuplicateState>,
  after: ReadonlyMap<string, DuplicateState>,
): [number, number][] {
  const known = new Set(contradictionsOf(before).map(String));
  return contradictionsOf(after).filter((pair) => !known.has(String(pair)));
}

/** Throws InputFileError where a list that was taken over says of two numbers both: at the last of its lines that decides among that person's numbers. */
function refuseContradictions(
  decisions: readonly DuplicateDecisionLine[],
  ids: ReadonlyMap<string, number>,
  before: readonly KeptDecision[],
  after: readonly KeptDecision[],
): void {
  const states = statesOf(after);
  const persons = mergesOf(states);
  const faults = newContradictions(statesOf(before), states).map(([id]) => {
    const isAmong = (number: string): boolean => persons.get(ids.get(number)!) === persons.get(id);
    const row = decisions.findLastIndex(({ first, second }) => isAmong(first) && isAmong(second)) + 1;
    return { code: 'contradicts_others' as const, row, column: 'decision' };
  });
  if (faults.length > 0) throw new InputFileError(faults);
}

async function lock(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK, caseId]);
}

/** Ids of the patients with these numbers. */
async function idsOf(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  numbers: readonly string[],
): Promise<Map<string, number>> {
  const indexes = new Map(
    numbers.map((number) => [
      keys.blindIndex('index patient number', number.toUpperCase()).toString('hex'),
      number,
    ]),
  );
  const { rows } = await client.query<{ id: number; key: string }>(
    `SELECT id, encode(number_index, 'hex') AS key FROM patients WHERE case_id = $1 AND number_index = ANY($2::bytea[])`,
    [caseId, [...indexes.keys()].map((key) => Buffer.from(key, 'hex'))],
  );
  const ids = new Map(rows.map(({ id, key }) => [key, id]));
  return new Map(
    numbers.flatMap((number) => {
      const id = ids.get(keys.blindIndex('index patient number', number.toUpperCase()).toString('hex'));
      return id === undefined ? [] : [[number, id] as const];
    }),
  );
}

function pairOf(a: number, b: number): [number, number] {
  return a < b ? [a, b] : [b, a];
}

function identityOf({ firstId, secondId, decision, at, by }: Omit<KeptDecision, 'id'>): string {
  return JSON.stringify([firstId, secondId, decision, Date.parse(at), by]);
}

const statementPlace = (first: number, second: number, at: string): string =>
  `duplicate_decisions.statement ${first} ${second} ${Date.parse(at)}`;

async function append(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  { first, second, decision, by, at, reason }: DuplicateDecisionLine,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const [low, high] = pairOf(ids.get(first)!, ids.get(second)!);
  const numbers = low === ids.get(first) ? [first, second] : [second, first];
  const sealed = keys.sealText(JSON.stringify([...numbers, by, reason]), statementPlace(low, high, at));
  await client.query(
    'INSERT INTO duplicate_decisions (case_id, first_id, second_id, decision, decided_at, statement_sealed) VALUES ($1, $2, $3, $4, $5, $6)',
    [caseId, low, high, decision, at, sealed],
  );
}

interface DecisionRow {
  id: number;
  first_id: number;
  second_id: number;
  decision: DuplicateDecision;
  decided_at: Date;
  statement_sealed: Buffer;
}

async function loadWith(
  client: pg.Pool | pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
): Promise<KeptDecision[]> {
  const { rows } = await client.query<DecisionRow>(
    'SELECT id, first_id, second_id, decision, decided_at, statement_sealed FROM duplicate_decisions WHERE case_id = $1 ORDER BY decided_at, id',
    [caseId],
  );
  return rows.map((row) => {
    const at = row.decided_at.toISOString();
    const place = statementPlace(row.first_id, row.second_id, at);
    const [first, second, by, reason] = JSON.parse(keys.openText(row.statement_sealed, place)) as [
      string,
      string,
      string,
      string,
    ];
    const { id, first_id: firstId, second_id: secondId, decision } = row;
    return { id, firstId, secondId, first, second, decision, by, at, reason };
  });
}

/** Among patients of the register only: a number that has left it makes nobody one. */
async function applyWith(client: pg.PoolClient, caseId: string, keys: CaseKeys): Promise<void> {
  const decisions = await loadWith(client, caseId, keys);
  const ids = [...new Set(decisions.flatMap(({ firstId, secondId }) => [firstId, secondId]))];
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM patients WHERE case_id = $1 AND id = ANY($2::bigint[])',
    [caseId, ids],
  );
  const registered = new Set(rows.map(({ id }) => id));
  const current = decisions.filter((d) => registered.has(d.firstId) && registered.has(d.secondId));
  const merges = [...mergesOf(statesOf(current))];
  await client.query('DELETE FROM merged_patients WHERE case_id = $1', [caseId]);
  await client.query(
    'INSERT INTO merged_patients (case_id, patient_id, person_id) SELECT $1, * FROM unnest($2::bigint[], $3::bigint[])',
    [caseId, merges.map(([patient]) => patient), merges.map(([, person]) => person)],
  );
}
