import type pg from 'pg';
import { arrayLiteral, binaryArray, type ElementType, isElementType } from './binaryArray.ts';
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
  const described = await describeColumns(client, table, columns);
  const statement = `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${described.map(selected).join(', ')}`;
  let sending: Promise<unknown> = Promise.resolve();
  const send = async (batch: readonly (readonly RowValue[])[]): Promise<void> => {
    const values = described.map((column, c) => valuesOf(column, batch, c));
    await sending;
    sending = client.query(statement, values);
    // It is awaited before the next batch, or at the end.
    sending.catch(() => undefined);
  };
  let batch: (readonly RowValue[])[] = [];
  for await (const row of rows) {
    if (batch.push(row) < BATCH) continue;
    await send(batch);
    batch = [];
  }
  if (batch.length > 0) await send(batch);
  await sending;
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

function selected(column: Column, c: number): string {
  return `unnest($${c + 1}::${elementOf(column)}[])${isElementType(column.type) ? '' : `::${column.type}`}`;
}

function valuesOf(column: Column, batch: readonly (readonly RowValue[])[], c: number): Buffer {
  const values = batch.map((row) => row[c] ?? null);
  return binaryArray(elementOf(column), column.type.endsWith('[]') ? values.map(arrayLiteral) : values);
}
