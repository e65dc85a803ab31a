import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { initialiseServer, SERVER_ROLE, startServer } from './serverProcess.ts';

const START_MS = 60_000;

/** The case's own PostgreSQL while a command uses it. */
export interface EmbeddedServer {
  /** As the superuser: to initialise, to ask whether it answers, and to stop; nothing else. */
  readonly connectionString: string;
  /** Ends the use; the last command to leave stops the server. */
  release(): Promise<void>;
}

/**
 * Starts the PostgreSQL whose data lie in `folder`/database, or joins the one that already runs there (another command's, or one that a killed command left).
 * It listens on a free port of 127.0.0.1 and asks for a password derived from the case key.
 */
export async function useEmbeddedServer(folder: string, password: string): Promise<EmbeddedServer> {
  const data = join(folder, 'database');
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const running = await findRunning(data, password, deadline);
    if (running !== null) return { connectionString: running, release: () => leave(data, running) };
    if (!existsSync(join(data, 'PG_VERSION'))) initialiseServer(folder, password);
    await startServer(folder);
    await wait(50);
  }
  throw new CaseError('database_start_failed', join(folder, 'database.log'));
}

function address(port: number, password: string): string {
  return `postgresql://${SERVER_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

/** The address of a server that runs on these data and answers; null when there is none. Waits for one that starts or stops, until the deadline. */
async function findRunning(data: string, password: string, deadline: number): Promise<string | null> {
  while (Date.now() < deadline) {
    const recorded = readPidFile(data);
    if (recorded === null || !isAlive(recorded.pid)) return null;
    const connectionString = address(recorded.port, password);
    const answer = await tryConnect(connectionString);
    if (answer === 'ready') return connectionString;
    if (answer === 'wrong_password') throw new CaseError('key_wrong', data);
    if (!isAlive(recorded.pid)) return null;
    await wait(50);
  }
  return null;
}

function readPidFile(data: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    const port = Number(lines[3]);
    return Number.isInteger(pid) && pid > 1 && Number.isInteger(port) ? { pid, port } : null;
  } catch {
    return null;
  }
}

/** Whether the process lives and is a PostgreSQL: after a restart of the machine the number may be another program's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  try {
    const command = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return command === 'postgres' && !/^\d+ \(postgres\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

async function tryConnect(connectionString: string): Promise<'ready' | 'not_yet' | 'wrong_password'> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 5_000,
    application_name: 'constat',
  });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return 'ready';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === '28P01' ? 'wrong_password' : 'not_yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Stops the server unless another command still uses it. */
async function leave(data: string, connectionString: string): Promise<void> {
  const recorded = readPidFile(data);
  if (recorded === null || (await isStillUsed(connectionString))) return;
  process.kill(recorded.pid, 'SIGINT');
  while (isAlive(recorded.pid)) await wait(20);
}

/** Connections that this process has just closed take a moment to go: only those that stay are somebody else's. */
async function isStillUsed(connectionString: string): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    if (!(await hasOtherUsers(connectionString))) return false;
    await wait(50);
  }
  return true;
}

async function hasOtherUsers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, application_name: 'constat' });
  try {
    await client.connect();
    const { rows } = await client.query<{ others: string }>(
      `SELECT count(*) AS others FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return Number(rows[0]!.others) > 0;
  } catch {
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Stops the server on these data, whoever still uses it; nothing when none runs. */
export async function stopEmbeddedServer(folder: string): Promise<void> {
  const recorded = readPidFile(join(folder, 'database'));
  if (recorded === null || !isAlive(recorded.pid)) return;
  process.kill(recorded.pid, 'SIGINT');
  while (isAlive(recorded.pid)) await wait(20);
}
