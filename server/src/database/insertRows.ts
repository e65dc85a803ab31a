import type pg from 'pg';
import {
  arrayLiteral,
  binaryArray,
  type ColumnValues,
  type ElementType,
  isElementType,
} from './binaryArray.ts';
import type { RowValue } from './rowValue.ts';

/** Rows are sent this many at a time. */
const BATCH = 2_000;

/** A column as rows are sent into it. */
interface Column {
  readonly name: string;
  /** PostgreSQL's name of its type. */
  readonly type: string;
}

/**
 * Writes many rows into a table of a case, inside the client's transaction. COPY would be refused there: it knows no row-level security. Each column travels
 * as one binary array, which costs the server less than the text of COPY; the next rows are made while it writes.
 */
export async function insertRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly RowValue[]> | AsyncIterable<readonly RowValue[]>,
): Promise<void> {
  const insert = new Insert(client, table, await describeColumns(client, table, columns), []);
  const send = (batch: readonly (readonly RowValue[])[]): Promise<void> =>
    insert.send(
      columns.map((_, c) => batch.map((row) => row[c] ?? null)),
      0,
      batch.length,
    );
  let batch: (readonly RowValue[])[] = [];
  for await (const row of rows) {
    if (batch.push(row) < BATCH) continue;
    await send(batch);
    batch = [];
  }
  if (batch.length > 0) await send(batch);
  await insert.end();
}

/**
 * The same for rows that lie in columns already: `constants` are the columns that hold the same in all rows, `columns` the others, all equally long. Nothing
 * is made of each row on its way.
 */
export async function insertColumns(
  client: pg.ClientBase,
  table: string,
  constants: Readonly<Record<string, string | number>>,
  columns: Readonly<Record<string, ColumnValues>>,
): Promise<void> {
  const lists = Object.values(columns);
  const count = lists[0]?.length ?? 0;
  if (lists.some((list) => list.length !== count))
    throw new TypeError(`columns of ${table} differ in length`);
  if (count === 0) return;
  const described = await describeColumns(client, table, [
    ...Object.keys(columns),
    ...Object.keys(constants),
  ]);
  const insert = new Insert(client, table, described, Object.values(constants));
  for (let from = 0; from < count; from += BATCH)
    await insert.send(lists, from, Math.min(count, from + BATCH));
  await insert.end();
}

/** One statement that is sent again and again: the next rows are made while the server writes the last ones. */
class Insert {
  readonly #client: pg.ClientBase;
  readonly #statement: string;
  readonly #columns: readonly Column[];
  readonly #constants: readonly (string | number)[];
  #sending: Promise<unknown> = Promise.resolve();

  /** @param columns those of the rows first, then one for each of the constants. */
  constructor(
    client: pg.ClientBase,
    table: string,
    columns: readonly Column[],
    constants: readonly (string | number)[],
  ) {
    this.#client = client;
    this.#columns = columns.slice(0, columns.length - constants.length);
    this.#constants = constants;
    const names = columns.map(({ name }) => name).join(', ');
    const values = columns.map((column, c) =>
      c < this.#columns.length ? unnested(column, c) : constant(column, c),
    );
    this.#statement = `INSERT INTO ${table} (${names}) SELECT ${values.join(', ')}`;
  }

  /** Sends the rows `from` … `to`-1 as soon as those before are written. */
  async send(columns: readonly ColumnValues[], from: number, to: number): Promise<void> {
    const values = this.#columns.map((column, c) => encoded(column, columns[c]!, from, to));
    await this.#sending;
    this.#sending = this.#client.query(this.#statement, [...values, ...this.#constants]);
    // It is awaited before the next rows, or at the end.
    this.#sending.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.#sending;
  }
}

async function describeColumns(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    'SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped',
    [table],
  );
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  return columns.map((name) => ({ name, type: types.get(name) ?? refuse(table, name) }));
}

function refuse(table: string, column: string): never {
  throw new TypeError(`the table ${table} has no column ${column}`);
}

/** Types that travel as themselves; an array travels as a text that the server reads. */
function elementOf({ type }: Column): ElementType {
  return isElementType(type) ? type : 'text';
}

function unnested(column: Column, c: number): string {
  return `unnest($${c + 1}::${elementOf(column)}[])${isElementType(column.type) ? '' : `::${column.type}`}`;
}

function constant({ type }: Column, c: number): string {
  return `$${c + 1}::${type}`;
}

function encoded(column: Column, values: ColumnValues, from: number, to: number): Buffer {
  if (!column.type.endsWith('[]')) return binaryArray(elementOf(column), values, from, to);
  return binaryArray(
    'text',
    Array.from({ length: to - from }, (_, i) => arrayLiteral(values[from + i]!)),
  );
}
