import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createCase, openCase } from '../pipeline.ts';

const BIN = fileURLToPath(new URL('../../bin/constat.js', import.meta.url));
const PIPELINE = new URL('../pipeline.ts', import.meta.url).href;
const exec = promisify(execFile);
let root: string;
let folder: string;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat serveur é '));
  folder = join(root, 'une affaire');
  await createCase(folder);
});
after(() => rm(root, { recursive: true, force: true }));

/** Process number of the case's server, null when none runs. */
async function serverPid(): Promise<number | null> {
  const text = await readFile(join(folder, 'database', 'postmaster.pid'), 'utf8').catch(() => null);
  return text === null ? null : Number(text.split('\n')[0]);
}

test('the server runs while a command uses it, and the last one out stops it', async () => {
  assert.equal(await serverPid(), null);
  const first = await openCase(folder);
  const pid = await serverPid();
  assert.ok(pid !== null);
  const second = await openCase(folder);
  assert.equal(await serverPid(), pid);
  await first.close();
  assert.equal((await second.database.pool.query<{ one: number }>('SELECT 1 AS one')).rows[0]!.one, 1);
  await second.close();
  assert.equal(await serverPid(), null);
});

test('commands that start at the same moment share one server', async () => {
  const summaries = await Promise.all(
    Array.from({ length: 3 }, () => exec(process.execPath, [BIN, 'summary', '--case', folder, '--json'])),
  );
  for (const { stdout } of summaries) assert.equal((JSON.parse(stdout) as { register: number }).register, 0);
  assert.equal(await serverPid(), null);
});

test('a server whose command was killed is taken over by the next one', async () => {
  const script = `const { openCase } = await import(${JSON.stringify(PIPELINE)}); await openCase(${JSON.stringify(folder)}); console.log('open'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  const pid = await serverPid();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
  const open = await openCase(folder);
  assert.equal(await serverPid(), pid);
  await open.close();
  assert.equal(await serverPid(), null);
});

test('a server that died leaves its data usable', async () => {
  const open = await openCase(folder);
  process.kill((await serverPid())!, 'SIGKILL');
  await open.close().catch(() => undefined);
  const again = await openCase(folder);
  assert.equal(
    (await again.database.pool.query<{ n: number }>('SELECT count(*) AS n FROM cases')).rows[0]!.n,
    1,
  );
  await again.close();
});

test('another program on the port of PostgreSQL does not matter', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => {
    squatter.once('error', () => resolve());
    squatter.listen(5432, '127.0.0.1', () => resolve());
  });
  const open = await openCase(folder);
  await open.close();
  squatter.close();
});

test('nobody gets in without the password of the case', async () => {
  const open = await openCase(folder);
  const port = (await readFile(join(folder, 'database', 'postmaster.pid'), 'utf8')).split('\n')[3]!;
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'constat',
    password: 'guess',
    database: 'postgres',
  });
  await assert.rejects(client.connect(), /password authentication failed/);
  await open.close();
});
