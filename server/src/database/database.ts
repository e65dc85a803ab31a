import pg from 'pg';
import type { Case } from '../case/caseFolder.ts';
import { CaseError } from '../case/caseError.ts';
import { findServer, type Server } from './findServer.ts';
import { isMigrated } from './migrate.ts';
import { prepareDatabase, rolePassword } from './prepareDatabase.ts';
import { hasQueueTables } from './queueTables.ts';
import { type CaseRole, loginRole } from './roles.ts';

/** Where a database is reached, and as whom. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly ssl: boolean;
  readonly user: string;
  readonly password: string;
}

/** The database of a case while a command uses it, as one of the case's roles. */
export interface Database {
  readonly caseId: string;
  readonly connection: Connection;
  /** Whether it is the case's own server (not DATABASE_URL's). */
  readonly embedded: boolean;
  readonly pool: pg.Pool;
  /** Runs `work` in one transaction on one connection. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Opens the case's database as one of its roles: the server that DATABASE_URL names, else the case's own. Makes roles and tables, or brings them up to date,
 * where they are not (`prepareDatabase`), and checks the key.
 */
export async function openDatabase(
  opened: Case,
  role: CaseRole,
  databaseUrl = process.env['DATABASE_URL'],
): Promise<Database> {
  const { id } = opened.configuration;
  const server = await findServer(opened, databaseUrl);
  const password = rolePassword(opened.keys, role);
  const connection = { ...server.address, user: loginRole(role, id), password };
  const pool = createPool(connection);
  const close = async (): Promise<void> => {
    if (!pool.ended) await pool.end();
    await server.release();
  };
  try {
    if (!(await isReady(pool, opened))) {
      await prepareAsOwner(server, opened);
      if (!(await isReady(pool, opened))) throw new CaseError('key_wrong', opened.folder);
    }
    await checkKey(pool, opened);
  } catch (error) {
    await close();
    throw error;
  }
  const transaction = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
    inTransaction(pool, work);
  return { caseId: id, connection, embedded: server.embedded, pool, transaction, close };
}

function createPool(connection: Connection): pg.Pool {
  const types = { getTypeParser: typeParser };
  const pool = new pg.Pool({
    ...connection,
    max: 8,
    application_name: 'constat',
    types,
    connectionTimeoutMillis: 30_000,
  });
  // A connection that breaks while idle is replaced by the pool; whoever uses it next meets the fault there.
  pool.on('error', () => undefined);
  return pool;
}

/** bigint as number: ids and sizes stay far below 2^53. */
function typeParser(oid: Parameters<typeof pg.types.getTypeParser>[0], format?: 'text' | 'binary'): unknown {
  if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format);
}

/** What PostgreSQL answers a role of a case that does not exist yet, or that finds no tables: no such role or password, no right to connect, no table. */
const NOT_PREPARED = ['28P01', '28000', '42501', '42P01'];

/** Whether the case's role gets in and finds everything as this version needs it. */
async function isReady(pool: pg.Pool, opened: Case): Promise<boolean> {
  try {
    const client = await pool.connect();
    try {
      return (await isMigrated(client)) && (await hasQueueTables(client, opened.configuration.id));
    } finally {
      client.release();
    }
  } catch (error) {
    if (error instanceof CaseError) throw error;
    if (error instanceof Error && 'code' in error && NOT_PREPARED.includes(String(error.code))) return false;
    throw new CaseError('database_unreachable', opened.folder, { cause: error });
  }
}

async function prepareAsOwner(server: Server, opened: Case): Promise<void> {
  for (const owner of server.owners) {
    const client = new pg.Client({ ...owner, application_name: 'constat', connectionTimeoutMillis: 30_000 });
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => undefined);
      // The owner of a case's own server is there from the first preparation on.
      if (owner !== server.owners.at(-1)) continue;
      throw new CaseError('database_unreachable', opened.folder, { cause: error });
    }
    try {
      await prepareDatabase(client, opened, server.embedded);
    } finally {
      await client.end();
    }
    return;
  }
  throw new CaseError('database_unprepared', opened.folder);
}

async function checkKey(pool: pg.Pool, opened: Case): Promise<void> {
  const { id } = opened.configuration;
  const check = opened.keys.blindIndex('key check', id);
  await pool.query('INSERT INTO cases (id, key_check) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, check]);
  const { rows } = await pool.query<{ key_check: Buffer }>('SELECT key_check FROM cases WHERE id = $1', [id]);
  if (!rows[0]!.key_check.equals(check)) throw new CaseError('key_wrong', opened.folder);
}

function ignore(): void {
  // The statement that fails tells.
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks between two statements says so to whoever listens, and fails the next statement.
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // A connection whose transaction broke is not used again.
    client.release(true);
    throw error;
  } finally {
    client.off('error', ignore);
  }
}
