import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { startServer } from '@constat/server/database/serverProcess.ts';
import type { OutboxCase } from './outboxCase.ts';

type Place = Pick<OutboxCase, 'folder' | 'open'>;

/** Kills the case's own server. */
export async function killDatabase({ folder }: Place, signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
  process.kill(await postmaster(folder), signal);
}

/** Waits until the case's own server answers, and starts it where it has ended. Throws after a minute. */
export async function databaseBack({ folder, open }: Place): Promise<void> {
  const { port } = open.database.connection;
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    await wait(300);
    if (await answers(open)) return;
    if (!isRunning(await postmaster(folder).catch(() => 0))) await startServer(folder, port);
  }
  throw new Error('the database did not come back');
}

async function postmaster(folder: string): Promise<number> {
  const text = await readFile(join(folder, 'database', 'postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

function isRunning(pid: number): boolean {
  try {
    return pid > 1 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function answers({ database }: OutboxCase['open']): Promise<boolean> {
  const client = new pg.Client({ ...database.connection, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
