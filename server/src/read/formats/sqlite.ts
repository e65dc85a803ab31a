import type { DatabaseSync } from 'node:sqlite';
import { encode } from '../../text/windows1252.ts';
import { decodeWhole } from '../decodeText.ts';
import { RowEmitter } from '../emitRows.ts';
import { readCellBytes } from '../embeddedDocument.ts';
import { type Format, type Member, ReadFault, type Sink } from '../format.ts';
import { memorySource } from '../source.ts';
import {
  openSqlite,
  sqliteRows,
  sqliteTables,
  type SqliteTable,
  type SqliteValue,
} from '../sqliteDatabase.ts';

const MAGIC = 'SQLite format 3\0';

/** SQLite databases: their tables as rows, documents in BLOB cells as members. Damaged ones are read as far as they go. */
export const sqlite: Format = {
  name: 'sqlite',
  recognise: (head) => (Buffer.from(head.subarray(0, 16)).toString('latin1') === MAGIC ? 0.99 : 0),
  async read(source, sink) {
    const database = await openSqlite(source);
    try {
      await readTables(database, sink);
    } finally {
      database.close();
    }
  },
  async *members(source): AsyncGenerator<Member> {
    const database = await openSqlite(source);
    try {
      yield* documents(database);
    } finally {
      database.close();
    }
  },
};

async function readTables(database: DatabaseSync, sink: Sink): Promise<void> {
  let isDamaged = false;
  let rows = 0;
  for (const table of tablesOf(database)) {
    try {
      rows += await readTable(database, table, sink);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      isDamaged = true;
    }
  }
  if (isDamaged) throw new ReadFault(rows > 0 ? 'read_in_part' : 'corrupt', 'damaged_structure');
}

function tablesOf(database: DatabaseSync): SqliteTable[] {
  try {
    return sqliteTables(database);
  } catch (error) {
    throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

async function readTable(database: DatabaseSync, table: SqliteTable, sink: Sink): Promise<number> {
  if (table.columns.length === 0) return 0;
  await sink.segment({ kind: 'part', place: 'row', name: table.name, number: 0 });
  await sink.segment({ kind: 'columns', names: table.columns });
  const emitter = new RowEmitter(sink);
  let count = 0;
  try {
    for (const row of sqliteRows(database, table)) {
      row.forEach((value, column) => {
        const text = cellOf(value);
        if (text !== null) emitter.append(text);
        emitter.endCell(column);
      });
      if (emitter.endRow(++count)) await emitter.flush();
    }
  } finally {
    await emitter.flush();
  }
  return count;
}

/** The text of a cell; null for NULL and for bytes that are no text. */
function cellOf(value: SqliteValue): Uint8Array | null {
  if (value === null) return null;
  if (!(value instanceof Uint8Array)) return encode(String(value));
  const found = readCellBytes(value);
  return found.kind === 'text' ? decodeWhole(found.bytes) : null;
}

function* documents(database: DatabaseSync): Generator<Member> {
  for (const table of tablesOf(database)) {
    let number = 0;
    try {
      for (const row of sqliteRows(database, table)) {
        number++;
        for (const [column, value] of row.entries()) {
          if (!(value instanceof Uint8Array)) continue;
          const found = readCellBytes(value);
          if (found.kind !== 'document') continue;
          const displayName = `${table.name}/${number}/${table.columns[column]!}.${found.extension}`;
          yield {
            name: Buffer.from(displayName),
            displayName,
            source: memorySource(found.bytes, displayName),
          };
        }
      }
    } catch (error) {
      if (error instanceof RangeError) throw error;
      // What can be had of a damaged table has been had; reading it says that it is damaged.
    }
  }
}
