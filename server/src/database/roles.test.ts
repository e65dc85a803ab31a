import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { type Case, createCaseFolder } from '../case/caseFolder.ts';
import { behindTheCurtain, openTestCase, type TestCase } from '../testCase.ts';
import { type Database, openDatabase } from './database.ts';
import { rolePassword, rolesSql } from './prepareDatabase.ts';
import { removeCaseRows } from './removeCaseRows.ts';
import { CASE_ROLES, type CaseRole, groupRole, loginRole, OWNER, queueSchema } from './roles.ts';
import { SERVER_ROLE } from './serverProcess.ts';
import { unprotectedObjects } from './unprotectedObjects.ts';

/** Its server lends the databases in which several cases meet. */
let host: TestCase;
let root: string;
let own: Case;
let other: Case;
let worker: Database;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat roles é-'));
  host = await openTestCase();
  own = await createCaseFolder(join(root, 'own'));
  other = await createCaseFolder(join(root, 'other'));
  await behindTheCurtain(host, (client) => client.query('CREATE DATABASE shared'));
  // Two cases that are prepared at the same moment, each by two commands.
  const all = await Promise.all(
    [own, other].flatMap((opened) => [
      openDatabase(opened, 'worker', urlOf('shared')),
      openDatabase(opened, 'app', urlOf('shared')),
    ]),
  );
  worker = all[0]!;
  await addEvidence(all[0]!);
  await addEvidence(all[2]!);
  await Promise.all(all.slice(1).map((database) => database.close()));
});
after(async () => {
  await worker.close();
  await host.dispose();
  await rm(root, { recursive: true, force: true });
});

/** An address on the lent server: the superuser's, another user's, or nobody's ('' as user). */
function urlOf(database: string, user = SERVER_ROLE, password = superuserPassword()): string {
  const { host: address, port } = host.database.connection;
  return `postgresql://${user === '' ? '' : `${user}:${password}@`}${address}:${port}/${database}`;
}

function superuserPassword(): string {
  return host.opened.keys.derive('database password').toString('base64url');
}

async function addEvidence({ pool, caseId }: Database): Promise<void> {
  await pool.query(
    'INSERT INTO evidence (case_id, root_sealed, root_index, source_sealed) VALUES ($1, $2, $2, $2)',
    [caseId, Buffer.of(1)],
  );
}

/** Runs `work` logged in as a role of a case, on the database that both cases share. */
async function as<T>(opened: Case, kind: CaseRole, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...worker.connection,
    user: loginRole(kind, opened.configuration.id),
    password: rolePassword(opened.keys, kind),
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function asSuperuser<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('no role of a case is superuser, passes by policies, makes roles or owns anything', async () => {
  const names = [
    ...CASE_ROLES.flatMap((kind) => [groupRole(kind), loginRole(kind, own.configuration.id)]),
    OWNER,
  ];
  await asSuperuser('shared', async (client) => {
    const { rows: roles } = await client.query<Record<string, unknown>>(
      'SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = ANY($1)',
      [names],
    );
    assert.equal(roles.length, names.length);
    for (const role of roles) assert.ok(Object.values(role).every((right) => right === false));
    const { rows: owned } = await client.query<{ name: string }>(
      `SELECT d.classid::regclass || ' ' || d.objid AS name FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
       WHERE d.deptype = 'o' AND r.rolname = ANY($1)`,
      [names.filter((name) => name !== OWNER)],
    );
    assert.deepEqual(owned, []);
  });
});

test('the owner of the tables sees no row, and a superuser alone sees both cases', async () => {
  await asSuperuser('shared', async (client) => {
    assert.equal((await client.query('SELECT FROM evidence')).rowCount, 2);
    await client.query(`SET ROLE ${OWNER}`);
    assert.equal((await client.query('SELECT FROM evidence')).rowCount, 0);
  });
});

for (const kind of ['app', 'worker'] as const)
  test(`${kind} sees and changes the rows of its own case alone, whatever it sets`, async () => {
    const foreign = loginRole(kind, other.configuration.id);
    await as(own, kind, async (client) => {
      for (const attempt of [
        `SET constat.case_id = '${other.configuration.id}'`,
        `SET ROLE ${foreign}`,
        `SET ROLE ${OWNER}`,
        `SET SESSION AUTHORIZATION ${foreign}`,
        `SELECT set_config('role', '${foreign}', false)`,
        `ALTER ROLE CURRENT_USER RENAME TO ${foreign}0`,
        `CREATE FUNCTION public.current_case() RETURNS uuid LANGUAGE sql AS $$ SELECT '${other.configuration.id}'::uuid $$`,
        'ALTER TABLE evidence DISABLE ROW LEVEL SECURITY',
        `SELECT protect_table('evidence', 'SELECT', 'SELECT')`,
        'SET search_path = pg_temp, public',
      ])
        await client.query(attempt).catch(() => undefined);
      const { rows } = await client.query<{ case_id: string }>('SELECT case_id FROM evidence');
      assert.deepEqual(rows, [{ case_id: own.configuration.id }]);
      const cases = await client.query<{ id: string }>('SELECT id FROM cases');
      assert.deepEqual(cases.rows, [{ id: own.configuration.id }]);
      await client.query(`SET ROLE ${groupRole(kind)}`);
      assert.equal((await client.query('SELECT FROM evidence')).rowCount, 0);
    });
  });

test('worker writes nothing for another case and nothing that people decide', async () => {
  await as(own, 'worker', async (client) => {
    const values = [other.configuration.id, Buffer.of(1)];
    const insert =
      'INSERT INTO evidence (case_id, root_sealed, root_index, source_sealed) VALUES ($1, $2, $2, $2)';
    await assert.rejects(client.query(insert, values), /row-level security policy/);
    await assert.rejects(
      client.query('UPDATE evidence SET case_id = $1', [other.configuration.id]),
      /row-level security policy/,
    );
    await assert.rejects(client.query('DELETE FROM decisions'), /permission denied/);
    await assert.rejects(client.query('DELETE FROM migrations'), /permission denied/);
    await assert.rejects(client.query('TRUNCATE evidence'), /permission denied/);
    await assert.rejects(client.query('CREATE TABLE loot (a int)'), /permission denied/);
    await assert.rejects(
      client.query(`SELECT * FROM ${queueSchema(other.configuration.id)}.job`),
      /permission denied/,
    );
    await client.query(`SELECT FROM ${queueSchema(own.configuration.id)}.job`);
  });
});

test('app writes nothing that reading has found, and has no part in the queue', async () => {
  await as(own, 'app', async (client) => {
    for (const change of [
      'DELETE FROM evidence',
      'UPDATE sightings SET probability = 0',
      'DELETE FROM patients',
    ])
      await assert.rejects(client.query(change), /permission denied/);
    await assert.rejects(
      client.query(`SELECT * FROM ${queueSchema(own.configuration.id)}.job`),
      /permission denied/,
    );
  });
});

test('portal and auditor reach no table of a case', async () => {
  for (const kind of ['portal', 'auditor'] as const)
    await as(own, kind, async (client) => {
      for (const name of ['cases', 'patients', 'evidence', 'decided_sightings'])
        await assert.rejects(client.query(`SELECT FROM ${name}`), /permission denied|does not exist/);
      await assert.rejects(client.query('CREATE TEMP TABLE loot (a int)'), /permission denied/);
    });
});

test('the password of a case opens no role of another', async () => {
  for (const kind of CASE_ROLES) {
    const client = new pg.Client({
      ...worker.connection,
      user: loginRole(kind, other.configuration.id),
      password: rolePassword(own.keys, kind),
    });
    await assert.rejects(client.connect(), /password authentication failed/);
  }
});

test('openDatabase refuses a key that is not the one of the case', async () => {
  const impostor: Case = { ...own, keys: other.keys };
  await assert.rejects(
    openDatabase(impostor, 'app', urlOf('shared')),
    (error) => error instanceof CaseError && error.code === 'key_wrong',
  );
});

test('an address without a user works once the database is prepared, and says so before', async () => {
  const database = await openDatabase(own, 'app', urlOf('shared', ''));
  assert.equal((await database.pool.query('SELECT FROM evidence')).rowCount, 1);
  await database.close();
  const late = await createCaseFolder(join(root, 'late'));
  await assert.rejects(
    openDatabase(late, 'app', urlOf('shared', '')),
    (error) => error instanceof CaseError && error.code === 'database_unprepared',
  );
});

test('where the owner may not create roles nothing is done until an administrator has run what the command prints', async () => {
  await asSuperuser('postgres', async (client) => {
    await client.query(`CREATE ROLE hospital LOGIN PASSWORD 'invented'`);
    await client.query('CREATE DATABASE plain OWNER hospital');
  });
  const url = urlOf('plain', 'hospital', 'invented');
  const opened = await createCaseFolder(join(root, 'plain'));
  await assert.rejects(
    openDatabase(opened, 'worker', url),
    (error) => error instanceof CaseError && error.code === 'database_roles_missing',
  );
  await asSuperuser('plain', async (client) => {
    const left = await client.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL SELECT rolname FROM pg_roles WHERE rolname = $1`,
      [loginRole('app', opened.configuration.id)],
    );
    assert.equal(left.rowCount, 0);
    // Twice: it may be run again.
    for (let times = 0; times < 2; times++) await client.query(rolesSql(opened).join('\n'));
  });
  const database = await openDatabase(opened, 'worker', url);
  await addEvidence(database);
  assert.equal((await database.pool.query('SELECT FROM evidence')).rowCount, 1);
  await database.close();
});

test('removeCaseRows: an owner who may make roles drops those of the case; one who may not leaves them, and the rows go all the same', async () => {
  await asSuperuser('postgres', async (client) => {
    await client.query(
      `CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'invented'; CREATE ROLE keeper LOGIN PASSWORD 'invented'`,
    );
    for (const name of ['maker', 'keeper']) {
      await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
      // The groups are there from other cases; who makes roles must be let into them.
      for (const kind of CASE_ROLES)
        if (name === 'maker') await client.query(`GRANT ${groupRole(kind)} TO maker WITH ADMIN OPTION`);
    }
  });
  for (const [name, rolesLeft] of [
    ['maker', false],
    ['keeper', true],
  ] as const) {
    const opened = await createCaseFolder(join(root, name));
    const url = urlOf(name, name, 'invented');
    if (rolesLeft) await asSuperuser(name, (client) => client.query(rolesSql(opened).join('\n')));
    const database = await openDatabase(opened, 'worker', url);
    await addEvidence(database);
    await database.close();
    const { id } = opened.configuration;
    // Twice: a closing that was killed goes on.
    for (let times = 0; times < 2; times++)
      assert.deepEqual(await removeCaseRows(url, id), { rolesLeft }, name);
    await asSuperuser(name, async (client) => {
      assert.equal((await client.query('SELECT FROM evidence')).rowCount, 0, name);
      const roles = CASE_ROLES.map((kind) => loginRole(kind, id));
      const found = await client.query('SELECT FROM pg_roles WHERE rolname = ANY ($1)', [roles]);
      assert.equal(found.rowCount, rolesLeft ? CASE_ROLES.length : 0, name);
    });
  }
});

test('rolesSql holds no password', () => {
  const text = rolesSql(own).join('\n');
  for (const kind of CASE_ROLES) assert.ok(!text.includes(rolePassword(own.keys, kind)));
  assert.match(text, /SCRAM-SHA-256\$4096:/);
});

test('unprotectedObjects finds nothing after the migrations, and whatever a later one could forget', async () => {
  await asSuperuser('shared', async (client) => {
    assert.deepEqual(await unprotectedObjects(client), []);
    for (const [mistake, found] of [
      ['CREATE TABLE forgotten (case_id uuid)', 'table forgotten: row-level security is not forced'],
      [
        'ALTER TABLE evidence NO FORCE ROW LEVEL SECURITY',
        'table evidence: row-level security is not forced',
      ],
      ['CREATE POLICY more ON evidence USING (true)', 'table evidence: other policies'],
      ['ALTER POLICY own_case ON evidence USING (true)', 'table evidence: other policies'],
      [`SELECT share_table('evidence', 'SELECT', '')`, 'table evidence: other policies'],
      ['CREATE VIEW seen AS SELECT * FROM evidence', 'view seen: not security_invoker'],
      ['CREATE MATERIALIZED VIEW seen AS SELECT * FROM evidence', 'view seen: a kind that knows no policies'],
      [
        'CREATE FUNCTION seen() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$',
        'function seen: runs with the rights of its owner',
      ],
      ['GRANT SELECT ON evidence TO PUBLIC', 'table evidence: open to PUBLIC'],
    ] as const) {
      await client.query('BEGIN');
      await client.query(mistake);
      const faults = await unprotectedObjects(client);
      await client.query('ROLLBACK');
      assert.ok(
        faults.some((fault) => fault.startsWith(found)),
        `${mistake}: ${faults.join(', ')}`,
      );
    }
    for (const right of [`SELECT protect_table('later', app => 'SELECT', worker => '')`]) {
      await client.query('BEGIN');
      await client.query('CREATE TABLE later (case_id uuid NOT NULL)');
      await client.query(right);
      assert.deepEqual(await unprotectedObjects(client), []);
      await client.query('ROLLBACK');
    }
  });
});

test('a table that a later migration forgets is open to no role of a case', async () => {
  await asSuperuser('shared', async (client) => {
    await client.query(`SET ROLE ${OWNER}`);
    await client.query(
      'CREATE TABLE forgotten (case_id uuid); CREATE FUNCTION forgotten() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    );
    try {
      for (const kind of CASE_ROLES)
        await as(own, kind, async (role) => {
          await assert.rejects(role.query('SELECT FROM forgotten'), /permission denied|does not exist/);
          await assert.rejects(role.query('SELECT forgotten()'), /permission denied|does not exist/);
        });
    } finally {
      await client.query('DROP TABLE forgotten; DROP FUNCTION forgotten()');
    }
  });
});

test('every table and view is granted to somebody', async () => {
  await asSuperuser('shared', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
       AND NOT EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner)`,
    );
    assert.deepEqual(rows, []);
  });
});
