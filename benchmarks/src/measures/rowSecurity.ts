import { createCaseFolder } from '@constat/server/case/caseFolder.ts';
import { openDatabase } from '@constat/server/database/database.ts';
import { SERVER_ROLE } from '@constat/server/database/serverProcess.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { atLeast, atMost, type Measure } from '../measure.ts';
import { plantCase } from '../security/plantCase.ts';
import { type Attempt, attemptOf, type Relations } from '../security/randomAttempt.ts';
import { runAttempt } from '../security/runAttempt.ts';

const ROLES = ['app', 'worker', 'portal'] as const;
const ROWS = 12;
/** Names by which what belongs to the case under attack, and to the other one, is known wherever it turns up. */
const MARKS = { own: 'aubepinea', other: 'bruyereb' } as const;

export const rowSecurity: Measure = {
  name: 'row-security',
  help: 'two cases in one database, random queries as app, worker, portal: rows of the other case (queries=N seed=N)',
  async run(options) {
    const queries = Number(options.get('queries') ?? 10_000);
    const seed = Number(options.get('seed') ?? 1);
    const folder = await mkdtemp(join(tmpdir(), 'constat-row-security-'));
    try {
      return await measure(folder, queries, seed);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** What came of the attempts of one role. */
interface Tally {
  attempts: number;
  answered: number;
  refused: number;
  rows: number;
  /** Attempts whose answer names something of the own case: they do look. */
  own: number;
  /** Attempts whose answer names something of the other case. */
  seen: number;
  /** Attempts answered otherwise than where the other case does not exist. */
  different: number;
}

/**
 * The case's own server lends its PostgreSQL: the database `shared` holds two cases, `alone` is a copy without the other one. An attempt that is answered
 * differently in the two has learnt something of the other case, by whatever way.
 */
async function measure(folder: string, queries: number, seed: number): ReturnType<Measure['run']> {
  const host = await createCaseFolder(join(folder, 'host'));
  const hosting = await openDatabase(host, 'app', '');
  const superuser = {
    ...hosting.connection,
    user: SERVER_ROLE,
    password: host.keys.derive('database password').toString('base64url'),
  };
  try {
    const own = await createCaseFolder(join(folder, 'own'));
    const other = await createCaseFolder(join(folder, 'other'));
    await runSql(superuser, 'postgres', 'CREATE DATABASE shared');
    const url = `postgresql://${superuser.user}:${superuser.password}@${superuser.host}:${superuser.port}/shared`;
    const connections = new Map<string, pg.ClientConfig>();
    for (const opened of [own, other])
      for (const role of ROLES) {
        const database = await openRole(opened, role, url);
        if (opened === own) connections.set(role, database);
      }
    const relations = await plantBoth(superuser, own.configuration.id, other.configuration.id);
    const tallies = new Map<string, Tally>();
    const bad: string[] = [];
    const share = Math.ceil(queries / ROLES.length);
    for (const [role, connection] of connections) {
      const arbitrary = attemptOf(relations, own.configuration.id, other.configuration.id);
      const attempts = fc.sample(arbitrary, { numRuns: share, seed: seed + tallies.size });
      tallies.set(role, await runAll(connection, attempts, other.configuration.id, bad));
    }
    return report(tallies, bad, relations);
  } finally {
    await hosting.close();
  }
}

/** Prepares the case in the database and gives the connection of one of its roles; the portal has none of its own yet, since it finds no table. */
async function openRole(
  opened: Awaited<ReturnType<typeof createCaseFolder>>,
  role: (typeof ROLES)[number],
  url: string,
): Promise<pg.ClientConfig> {
  const database = await openDatabase(opened, role === 'portal' ? 'app' : role, url);
  await database.close();
  const { connection } = database;
  if (role !== 'portal') return { ...connection };
  return {
    ...connection,
    user: connection.user.replace('_app_', '_portal_'),
    password: opened.keys.derive('database portal').toString('base64url'),
  };
}

async function plantBoth(superuser: pg.ClientConfig, own: string, other: string): Promise<Relations> {
  const client = new pg.Client({ ...superuser, database: 'shared' });
  await client.connect();
  try {
    const planted = await plantCase(client, own, MARKS.own, 1_000, ROWS);
    await plantCase(client, other, MARKS.other, 2_000, ROWS);
    const { rows } = await client.query<{ name: string; columns: string[] }>(
      `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'migrations'
       GROUP BY 1 ORDER BY 1`,
    );
    const { rows: functions } = await client.query<{ name: string }>(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`,
    );
    await client.end();
    await runSql(superuser, 'postgres', 'CREATE DATABASE alone TEMPLATE shared');
    await runSql(
      superuser,
      'alone',
      [
        // Rights on a database are not copied with it.
        'REVOKE ALL ON DATABASE alone FROM PUBLIC',
        'GRANT CONNECT ON DATABASE alone TO constat_app, constat_worker, constat_portal',
        'GRANT TEMPORARY ON DATABASE alone TO constat_app, constat_worker',
        'SET session_replication_role = replica',
        ...planted.map(
          (table) => `DELETE FROM ${table} WHERE ${table === 'cases' ? 'id' : 'case_id'} = '${other}'`,
        ),
      ].join(';'),
    );
    return { relations: rows, functions: functions.map(({ name }) => name), tables: planted };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function runSql(connection: pg.ClientConfig, database: string, sql: string): Promise<void> {
  const client = new pg.Client({ ...connection, database });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function runAll(
  connection: pg.ClientConfig,
  attempts: readonly Attempt[],
  other: string,
  bad: string[],
): Promise<Tally> {
  const shared = new pg.Client({ ...connection, database: 'shared' });
  const alone = new pg.Client({ ...connection, database: 'alone' });
  await shared.connect();
  await alone.connect();
  const tally: Tally = { attempts: 0, answered: 0, refused: 0, rows: 0, own: 0, seen: 0, different: 0 };
  // What the attempt itself names is not learnt from the answer: the marks stand in no attempt.
  const marks = [
    MARKS.other,
    Buffer.from(MARKS.other).toString('hex'),
    Buffer.from(MARKS.other).toString('base64').slice(0, 9),
  ];
  for (const attempt of attempts) {
    const answer = await runAttempt(shared, attempt);
    tally.attempts++;
    if (answer.code === '') tally.answered++;
    else tally.refused++;
    tally.rows += answer.rows;
    if (answer.said.includes(MARKS.own) || answer.said.includes(Buffer.from(MARKS.own).toString('hex')))
      tally.own++;
    const seen =
      marks.some((mark) => answer.said.includes(mark)) ||
      (attempt.namesOther ? false : answer.said.includes(other));
    const twin = attempt.comparable ? await runAttempt(alone, attempt) : answer;
    const different = twin.code !== answer.code || twin.said !== answer.said;
    if (seen) tally.seen++;
    if (different) tally.different++;
    if (seen || different)
      bad.push(
        `${seen ? 'seen' : `different (${answer.code}/${twin.code})`}: ${attempt.statements.join('; ')}`,
      );
  }
  await shared.end();
  await alone.end();
  return tally;
}

function report(
  tallies: ReadonlyMap<string, Tally>,
  bad: readonly string[],
  { relations, tables }: Relations,
): Awaited<ReturnType<Measure['run']>> {
  const all = [...tallies.values()];
  const sum = (key: keyof Tally): number => all.reduce((total, tally) => total + tally[key], 0);
  const looking = [...tallies].filter(([role]) => role !== 'portal').map(([, tally]) => tally);
  const looked = looking.reduce((total, { own }) => total + own, 0);
  const attempted = looking.reduce((total, { attempts }) => total + attempts, 0);
  const table = [
    `${tables.length} tables, ${relations.length - tables.length} views, ${ROWS} rows of each case in each table; the same queries in a database without the other case`,
    'role      attempts  answered  refused      rows  names own case  names the other case  answered otherwise',
    ...[...tallies].map(([role, t]) =>
      [
        role.padEnd(8),
        ...[t.attempts, t.answered, t.refused, t.rows, t.own, t.seen, t.different].map((n, i) =>
          String(n).padStart([9, 9, 8, 9, 14, 21, 19][i]!),
        ),
      ].join(' '),
    ),
    ...bad.slice(0, 10).map((line) => `  ${line.slice(0, 600)}`),
  ];
  return {
    figures: { ...Object.fromEntries(tallies), attempts: sum('attempts'), tables: tables.length },
    table,
    bars: [
      atMost('attempts that saw a row of another case', sum('seen'), 0, 0),
      atMost('attempts answered otherwise than without the other case', sum('different'), 0, 0),
      atLeast('attempts of app and worker that saw their own case (they do look)', looked, attempted / 4, 0),
      atMost('attempts of the portal that saw any case', tallies.get('portal')?.own ?? 0, 0, 0),
    ],
  };
}
