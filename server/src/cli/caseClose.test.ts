import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CERTIFICATE_FILE, CLOSING_FILE } from '../case/closing.ts';
import { LEDGER_FILE, LEDGER_KEY_FILE } from '../case/ledger.ts';
import { beginClosing, finishClosing } from '../jobs/closeCase.ts';
import { processContext } from '../keys/openKeys.ts';
import { openDatabase } from '../database/database.ts';
import { CASE_ROLES, loginRole } from '../database/roles.ts';
import { SERVER_ROLE } from '../database/serverProcess.ts';
import { openCase, type OpenCase } from '../pipeline.ts';
import { behindTheCurtain } from '../testCase.ts';
import { waitUntil } from '../testWait.ts';
import { COMMANDS } from './index.ts';
import { constat } from './testCommand.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(root, { recursive: true, force: true }));

const REASON = 'retention period over';

const BIN = fileURLToPath(new URL('../../bin/constat.js', import.meta.url));
/** What is left in the folder. */
const CLOSED_FOLDER = [
  'case.json',
  'certificat.html',
  'certificate.html',
  CERTIFICATE_FILE,
  LEDGER_FILE,
  LEDGER_KEY_FILE,
];

function close(dir: string, changes: Readonly<Record<string, string>> = {}): ReturnType<typeof constat> {
  return constat(...closeArguments(dir, changes));
}

function closeArguments(dir: string, changes: Readonly<Record<string, string>> = {}): string[] {
  const given = { confirm: 'hospital', by: 'A. Martin', and: 'B. Petit', reason: REASON, ...changes };
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  return ['case', 'close', '--destroy', '--case', dir, ...options];
}

/** A case with one patient, found in one file, and an export in its folder. */
async function assessedCase(name: string): Promise<string> {
  const dir = join(root, name, 'hospital');
  const evidence = join(root, name, 'stolen');
  await mkdir(evidence, { recursive: true });
  const register = join(root, name, 'patients.csv');
  await writeFile(register, 'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n');
  await writeFile(join(evidence, 'note.txt'), 'FANETTI Marie, née le 14/07/1984, IPP 84000001\n');
  const { code, err } = await constat(
    ...['run', '--patients', register, '--evidence', evidence, '--out', dir],
    ...['--without-sandbox', 'files made by the tests'],
  );
  assert.equal(code, 0, err);
  return dir;
}

test('case close refuses without --destroy, with another name, and with one person: nothing is destroyed', async () => {
  const dir = join(root, 'refused', 'hospital');
  await constat('case', 'create', dir);
  assert.equal((await constat('case', 'close', '--case', dir)).code, 2);
  assert.match((await close(dir, { confirm: 'hospita' })).err, /not the name of the case/);
  assert.match((await close(dir, { and: 'a.  martin' })).err, /Two different persons/);
  assert.match((await constat('case', 'ledger', '--case', dir)).err, /is not closed/);
  assert.equal((await constat('summary', '--case', dir)).code, 0);
});

test('case close destroys keys, database and exports, leaves certificate and ledger, and every command says so', async () => {
  const dir = await assessedCase('closed');
  await writeFile(join(dir, 'notes of mine.txt'), 'x');
  const backup = join(root, 'closed', 'backup');
  await cp(dir, backup, { recursive: true });
  for (const name of ['key', 'keys.json']) await rm(join(backup, name));
  const closed = await close(dir);
  assert.equal(closed.code, 0, closed.err);
  assert.match(closed.out, /hospital was destroyed on/);
  assert.deepEqual(await leftIn(dir), [...CLOSED_FOLDER, 'notes of mine.txt']);

  const ofACase = COMMANDS.filter(({ options, name }) => 'case' in options && name !== 'case ledger');
  assert.ok(ofACase.length > 25);
  for (const command of ofACase) {
    const required = Object.entries(command.options).filter(
      ([name, option]) => option.required === true && name !== 'case',
    );
    const { code, err } = await constat(
      ...command.name.split(' '),
      ...command.positionals.map(() => 'x'),
      ...required.flatMap(([name]) => [`--${name}`, 'x']),
      ...(command.name === 'case close' ? ['--destroy'] : []),
      ...['--case', dir],
    );
    assert.equal(code, 4, command.name);
    assert.match(err, /^This case has been closed since .*certificate\.json\.\n$/, command.name);
  }
  assert.match((await constat('case', 'create', dir)).err, /has been closed since/);
  assert.match((await close(dir)).err, /has been closed since/);

  const certificate = JSON.parse(await readFile(join(dir, CERTIFICATE_FILE), 'utf8')) as {
    by: string[];
    keys: { name: string }[];
    remainders: string[];
    evidence: { files: number }[];
  };
  assert.deepEqual(certificate.by, ['A. Martin', 'B. Petit']);
  assert.deepEqual(
    certificate.keys.map(({ name }) => name),
    ['case', 'master'],
  );
  assert.ok(certificate.remainders.includes('files_left'));
  assert.equal(certificate.evidence[0]!.files, 1);
  const pages = await Promise.all(
    ['certificat.html', 'certificate.html'].map((name) => readFile(join(dir, name), 'utf8')),
  );
  assert.match(pages[0]!, /Procès-verbal de destruction/);
  assert.match(pages[1]!, /Certificate of destruction/);

  const ledger = await constat('case', 'ledger', '--case', dir);
  assert.equal(ledger.code, 0, ledger.err);
  const figures = JSON.parse(ledger.out) as { register: number; persons: { certain: number } };
  assert.deepEqual([figures.register, figures.persons.certain], [1, 1]);
  for (const name of await readdir(dir, { recursive: true }))
    if (name !== 'checkpoints')
      assert.ok(!(await readFile(join(dir, name), 'latin1')).toUpperCase().includes('FANETTI'), name);

  // A backup of the data holds no keys: it opens nothing, not with the ledger's key either.
  assert.match((await constat('summary', '--case', backup)).err, /missing/);
  await cp(join(dir, 'ledger.key'), join(backup, 'key'));
  assert.match((await constat('summary', '--case', backup)).err, /missing/);
});

test('case close that was killed after any step is finished by the next call, and nothing opens meanwhile', async () => {
  for (const step of ['decided', 'keys', 'database', 'pages']) {
    const dir = join(root, `killed ${step}`, 'hospital');
    await constat('case', 'create', dir);
    const context = processContext(dir);
    const open = await openCase(dir, 'app', context);
    await beginClosing(open, context, { by: ['A. Martin', 'B. Petit'], reason: REASON, version: '0' });
    const decision = await readFile(join(dir, CLOSING_FILE));
    if (step === 'decided') process.kill(Number(await pid(dir)), 'SIGKILL');
    await open.close().catch(() => undefined);
    if (step === 'keys') for (const name of ['key', 'keys.json']) await rm(join(dir, name));
    if (step === 'database' || step === 'pages') {
      await finishClosing(dir);
      await rm(join(dir, CERTIFICATE_FILE));
      if (step === 'database') await rm(join(dir, 'certificate.html'));
      await writeFile(join(dir, CLOSING_FILE), decision);
    }
    assert.match((await constat('summary', '--case', dir)).err, /was decided and is not finished/, step);
    assert.match((await close(dir, { confirm: 'other' })).err, /not the name/, step);
    assert.equal((await close(dir)).code, 0, step);
    assert.deepEqual(await leftIn(dir), CLOSED_FOLDER, step);
    assert.equal((await constat('case', 'ledger', '--case', dir)).code, 0, step);
  }
});

test('case close killed by SIGKILL at any moment leaves a case that opens, or one that the next call finishes', async () => {
  const seen = new Set<string>();
  for (const [i, sign] of [null, LEDGER_FILE, CLOSING_FILE, CLOSING_FILE].entries()) {
    const dir = join(root, `sigkill ${i}`, 'hospital');
    await constat('case', 'create', dir);
    const child = spawn(process.execPath, [BIN, ...closeArguments(dir)], { stdio: 'ignore' });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const reached = (): boolean => {
      if (child.exitCode !== null || sign === null) return true;
      return existsSync(join(dir, sign)) && (i < 3 || !existsSync(join(dir, 'keys.json')));
    };
    await waitUntil(reached, 'the step never came', 60);
    child.kill('SIGKILL');
    await ended;
    const { code, err } = await constat('summary', '--case', dir);
    seen.add(code === 0 ? 'opens' : err.slice(0, 20));
    assert.ok(code === 0 || /is not finished|has been closed/.test(err), err);
    if (!err.includes('has been closed')) assert.equal((await close(dir)).code, 0);
    assert.match((await constat('summary', '--case', dir)).err, /has been closed since/);
    assert.deepEqual(await leftIn(dir), CLOSED_FOLDER, `kill ${i}`);
  }
  assert.ok(seen.size >= 2, 'kills before and after the decision');
});

test('case close takes the rows and the roles of the case from a shared server, and no other case’s', async () => {
  const host = join(root, 'host');
  await constat('case', 'create', host);
  const open = await openCase(host);
  try {
    process.env['DATABASE_URL'] = superuserAddress(open);
    const dir = await assessedCase('shared');
    const ofCase = async (): Promise<number> =>
      (
        await behindTheCurtain(open, (client) =>
          client.query<{ n: number }>(
            `SELECT (SELECT count(*) FROM patients)::int + (SELECT count(*) FROM sightings)::int
            + (SELECT count(*) FROM evidence)::int + (SELECT count(*) FROM cases)::int AS n`,
          ),
        )
      ).rows[0]!.n;
    assert.ok((await ofCase()) >= 5);
    const context = processContext(dir);
    const shared = await openCase(dir, 'app', context);
    await beginClosing(shared, context, { by: ['A. Martin', 'B. Petit'], reason: REASON, version: '0' });
    await shared.close();
    delete process.env['DATABASE_URL'];
    assert.match((await close(dir)).err, /give its address in DATABASE_URL/);
    process.env['DATABASE_URL'] = superuserAddress(open);
    const closed = await close(dir);
    assert.equal(closed.code, 0, closed.err);
    assert.equal(await ofCase(), 1, 'the host’s own row');
    assert.equal(await rolesOf(open, shared.opened.configuration.id), 0);
    assert.equal(await rolesOf(open, open.opened.configuration.id), CASE_ROLES.length);
    assert.doesNotMatch(await readFile(join(dir, CERTIFICATE_FILE), 'utf8'), /database_roles/);
  } finally {
    delete process.env['DATABASE_URL'];
    await open.close();
  }
  assert.equal((await constat('summary', '--case', host)).code, 0);
});

test('case close leaves the roles of the case where another database of the server still needs them, and the certificate says so', async () => {
  const host = join(root, 'two databases');
  await constat('case', 'create', host);
  const open = await openCase(host);
  try {
    await behindTheCurtain(open, (client) => client.query('CREATE DATABASE copy'));
    process.env['DATABASE_URL'] = superuserAddress(open);
    const dir = join(root, 'twice', 'hospital');
    await constat('case', 'create', dir);
    const first = await openCase(dir);
    const copy = await openDatabase(first.opened, 'app', superuserAddress(open).replace(/[^/]+$/, 'copy'));
    await first.close();
    const closed = await close(dir);
    assert.equal(closed.code, 0, closed.err);
    const certificate = JSON.parse(await readFile(join(dir, CERTIFICATE_FILE), 'utf8')) as {
      remainders: string[];
    };
    assert.ok(certificate.remainders.includes('database_roles'));
    assert.match(await readFile(join(dir, 'certificat.html'), 'utf8'), /DROP ROLE/);
    assert.equal(await rolesOf(open, copy.caseId), CASE_ROLES.length, 'all or none');
    assert.equal((await copy.pool.query('SELECT FROM cases')).rowCount, 1, 'the copy works as before');
    await copy.close();
  } finally {
    delete process.env['DATABASE_URL'];
    await open.close();
  }
});

/** How many log-in roles of a case there are on the server of another. */
async function rolesOf(server: OpenCase, caseId: string): Promise<number> {
  const names = CASE_ROLES.map((kind) => loginRole(kind, caseId));
  const found = await behindTheCurtain(server, (client) =>
    client.query('SELECT FROM pg_roles WHERE rolname = ANY ($1)', [names]),
  );
  return found.rowCount ?? 0;
}

/** The address by which an administrator gets into the case's own server. */
function superuserAddress({ opened, database }: OpenCase): string {
  const { host, port, database: name } = database.connection;
  const password = opened.keys.derive('database password').toString('base64url');
  return `postgresql://${SERVER_ROLE}:${password}@${host}:${port}/${name}`;
}

/** What lies in the folder beside the checkpoints of the log, which stay where there were any. */
async function leftIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name !== 'checkpoints').sort();
}

async function pid(dir: string): Promise<string> {
  return (await readFile(join(dir, 'database', 'postmaster.pid'), 'utf8')).split('\n')[0]!;
}
