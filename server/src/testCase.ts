import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { recordException } from './case/recordException.ts';
import type { Database } from './database/database.ts';
import { groupRole, loginRole } from './database/roles.ts';
import { SERVER_ROLE } from './database/serverProcess.ts';
import { createCase, openCase, type OpenCase } from './pipeline.ts';

/** A case that a test has made. */
export interface TestCase extends OpenCase {
  readonly folder: string;
  dispose(): Promise<void>;
}

/**
 * A new case in a temporary folder with its own real PostgreSQL; `dispose` removes it. For tests. It is open as the worker, who in tests may also do what the app
 * may: the policies hold as ever.
 */
export async function openTestCase(): Promise<TestCase> {
  const root = await mkdtemp(join(tmpdir(), 'constat test é-'));
  const folder = join(root, 'case');
  // Where no wall can be built, what the tests read is their own.
  await recordException(await createCase(folder), 'sandbox', 'files made by the tests');
  const open = await openCase(folder, 'worker');
  const worker = loginRole('worker', open.database.caseId);
  await behindTheCurtain(open, (client) => client.query(`GRANT ${groupRole('app')} TO ${worker}`));
  const dispose = async (): Promise<void> => {
    await open.close();
    await rm(root, { recursive: true, force: true });
  };
  return { ...open, folder, dispose };
}

/** Runs `work` as the superuser of the case's own server, whom no policy and no grant stops. For tests that must look, or break things, behind the curtain. */
export async function behindTheCurtain<T>(
  { opened, database }: { opened: OpenCase['opened']; database: Pick<Database, 'connection'> },
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const password = opened.keys.derive('database password').toString('base64url');
  const client = new pg.Client({ ...database.connection, user: SERVER_ROLE, password });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Lets a role of the case do to its tables whatever their owner may: for tests of what an attacker who owns the database can change unseen. */
export async function grantEverything(
  open: Parameters<typeof behindTheCurtain>[0],
  role: 'app' | 'worker',
): Promise<void> {
  const login = loginRole(role, open.opened.configuration.id);
  await behindTheCurtain(open, (client) =>
    client.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${login}`),
  );
}
