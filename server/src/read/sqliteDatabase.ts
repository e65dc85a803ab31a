import { constants, DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { ReadFault, type Source } from './format.ts';
import { withNamedCopy } from './scratch.ts';

/** A database up to this size is held in memory, a larger one is opened as a file. */
const MEMORY_LIMIT = 64 << 20;
/** Journal mode in the head: 2 is WAL, whose log is a file of its own that is not here. */
const JOURNAL_BYTES = [18, 19];

/** Functions that reading asks for; no other runs, whatever the schema of the file calls. */
const FUNCTIONS = new Set(['length', 'typeof']);

/** Opens a database for reading only: its triggers, views and functions never run, nothing beside it is looked at. Throws ReadFault. */
export async function openSqlite(source: Source): Promise<DatabaseSync> {
  try {
    const database = await openUnguarded(source);
    guard(database);
    return database;
  } catch (error) {
    if (error instanceof ReadFault) throw error;
    throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

async function openUnguarded(source: Source): Promise<DatabaseSync> {
  if (source.whole !== null || (source.size !== null && source.size <= MEMORY_LIMIT))
    return fromMemory(await source.bytes(MEMORY_LIMIT));
  return await fromCopy(source);
}

function fromMemory(bytes: Uint8Array): DatabaseSync {
  const own = Uint8Array.from(bytes);
  for (const at of JOURNAL_BYTES) if (own[at] === 2) own[at] = 1;
  const database = new DatabaseSync(':memory:');
  database.deserialize(own);
  return database;
}

function tryFile(path: string): DatabaseSync | null {
  const url = pathToFileURL(path);
  url.search = '?immutable=1';
  try {
    return new DatabaseSync(url, { readOnly: true });
  } catch {
    return null;
  }
}

/** A copy with a name, since SQLite opens files by their names only. */
async function fromCopy(source: Source): Promise<DatabaseSync> {
  return await withNamedCopy(source.stream(), (path) => {
    const database = tryFile(path);
    if (database === null) throw new ReadFault('corrupt', 'damaged_structure');
    // The file is opened with the first page that is read.
    database.prepare('PRAGMA schema_version').get();
    return database;
  });
}

function guard(database: DatabaseSync): void {
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;');
  database.enableDefensive(true);
  database.setAuthorizer((action, first, second) => {
    const isAllowed =
      action === constants.SQLITE_SELECT ||
      action === constants.SQLITE_READ ||
      (action === constants.SQLITE_PRAGMA && first === 'table_xinfo') ||
      (action === constants.SQLITE_FUNCTION && FUNCTIONS.has(second ?? ''));
    return isAllowed ? constants.SQLITE_OK : constants.SQLITE_DENY;
  });
}

/** A table with the columns that are stored (generated ones are not asked for). */
export interface SqliteTable {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The real tables of a database: no views, no virtual tables, not SQLite's own. */
export function sqliteTables(database: DatabaseSync): SqliteTable[] {
  const rows = database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`).all() as {
    name: unknown;
    sql: unknown;
  }[];
  return rows
    .filter(({ name, sql }) => typeof name === 'string' && typeof sql === 'string')
    .filter(
      ({ name, sql }) => !/^sqlite_/i.test(name as string) && !/^\s*CREATE\s+VIRTUAL/i.test(sql as string),
    )
    .map(({ name }) => ({ name: name as string, columns: columnsOf(database, name as string) }));
}

function columnsOf(database: DatabaseSync, table: string): string[] {
  const rows = database.prepare(`PRAGMA table_xinfo(${quoted(table)})`).all() as {
    name: string;
    hidden: number;
  }[];
  return rows.filter(({ hidden }) => hidden === 0).map(({ name }) => name);
}

export type SqliteValue = null | bigint | number | string | Uint8Array;

/**
 * The rows of a table. Text that is no UTF-8 (programs store Latin-1 in it) comes as its bytes: from the first such row on
 * all texts of the table do.
 */
export function* sqliteRows(
  database: DatabaseSync,
  { name, columns }: SqliteTable,
): Generator<SqliteValue[]> {
  let count = 0;
  const names = columns.map(quoted);
  for (const row of rowsOf(database, `SELECT ${names.join(', ')} FROM ${quoted(name)}`)) {
    if (row.some((value) => typeof value === 'string' && value.includes('\ufffd'))) break;
    count++;
    yield row;
  }
  const asBytes = names.map(
    (column) => `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END`,
  );
  yield* rowsOf(database, `SELECT ${asBytes.join(', ')} FROM ${quoted(name)} LIMIT -1 OFFSET ${count}`);
}

function rowsOf(database: DatabaseSync, query: string): IterableIterator<SqliteValue[]> {
  const statement = database.prepare(query);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  return statement.iterate() as unknown as IterableIterator<SqliteValue[]>;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
