import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Case } from '../case/caseFolder.ts';
import { CaseError } from '../case/caseError.ts';
import { copyLine, type CopyValue } from './copyText.ts';
import { useEmbeddedServer } from './embeddedServer.ts';
import { migrate } from './migrate.ts';

/** Rows of COPY are sent in pieces of about this many characters. */
const COPY_CHUNK = 1 << 18;

/** The database of a case while a command uses it. */
export interface Database {
  readonly caseId: string;
  readonly connectionString: string;
  /** Whether it is the case's own server (not DATABASE_URL's). */
  readonly embedded: boolean;
  readonly pool: pg.Pool;
  /** Runs `work` in one transaction on one connection. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the case's database: the server that DATABASE_URL names, else the case's own. Brings its schema up to date and checks the key. */
export async function openDatabase(
  opened: Case,
  databaseUrl = process.env['DATABASE_URL'],
): Promise<Database> {
  const password = opened.keys.derive('database password').toString('base64url');
  const server =
    databaseUrl === undefined || databaseUrl === '' ? await useEmbeddedServer(opened.folder, password) : null;
  const connectionString = server?.connectionString ?? databaseUrl!;
  const pool = createPool(connectionString);
  const close = async (): Promise<void> => {
    if (!pool.ended) await pool.end();
    await server?.release();
  };
  try {
    await prepare(pool, opened);
  } catch (error) {
    await close();
    throw error;
  }
  const transaction = <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> =>
    inTransaction(pool, work);
  return {
    caseId: opened.configuration.id,
    connectionString,
    embedded: server !== null,
    pool,
    transaction,
    close,
  };
}

function createPool(connectionString: string): pg.Pool {
  const types = { getTypeParser: typeParser };
  const pool = new pg.Pool({
    connectionString,
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

async function prepare(pool: pg.Pool, opened: Case): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new CaseError('database_unreachable', opened.folder, { cause: error });
  });
  try {
    await migrate(client);
    await checkKey(client, opened);
  } finally {
    client.release();
  }
}

async function checkKey(client: pg.PoolClient, opened: Case): Promise<void> {
  const { id } = opened.configuration;
  const check = opened.keys.blindIndex('key check', id);
  await client.query('INSERT INTO cases (id, key_check) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, check]);
  const { rows } = await client.query<{ key_check: Buffer }>('SELECT key_check FROM cases WHERE id = $1', [
    id,
  ]);
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

/** Streams rows into a table by COPY, inside the client's transaction. */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(chunks(rows)), stream);
}

async function* chunks(
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): AsyncGenerator<string> {
  let text = '';
  for await (const row of rows) {
    text += copyLine(row);
    if (text.length < COPY_CHUNK) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
