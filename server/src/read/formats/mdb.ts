import { encode } from '../../text/windows1252.ts';
import { decodeWhole } from '../decodeText.ts';
import { readCellBytes } from '../embeddedDocument.ts';
import { RowEmitter } from '../emitRows.ts';
import { type Format, type Member, ReadFault, type Sink } from '../format.ts';
import { type JetDatabase, openJet } from '../jetDatabase.ts';
import { memorySource } from '../source.ts';

/** Access holds at most 2 GB; the library wants it whole. */
const LIMIT = 512 << 20;
/** Rows that are asked for at once. */
const BATCH = 2_000;

/** Access databases (MDB, ACCDB): their tables as rows, documents in OLE cells as members. */
export const mdb: Format = {
  name: 'mdb',
  recognise(head) {
    const mark = Buffer.from(head.subarray(4, 19)).toString('latin1');
    return mark === 'Standard Jet DB' || mark === 'Standard ACE DB' ? 0.99 : 0;
  },
  async read(source, sink) {
    const reader = openJet(await source.bytes(LIMIT));
    let isDamaged = false;
    for (const name of reader.getTableNames()) {
      try {
        await readTable(reader, name, sink);
      } catch (error) {
        if (isMemory(error)) throw error;
        isDamaged = true;
      }
    }
    if (isDamaged) throw new ReadFault('read_in_part', 'damaged_structure');
  },
  async *members(source): AsyncGenerator<Member> {
    const reader = openJet(await source.bytes(LIMIT));
    for (const name of reader.getTableNames()) yield* documents(reader, name);
  },
};

/** The rows of a table in batches. Throws what the library throws on damaged pages. */
function* rowsOf(
  reader: JetDatabase,
  name: string,
): Generator<{ columns: string[]; row: Record<string, unknown>; number: number }> {
  const table = reader.getTable(name);
  const columns = table.getColumnNames();
  for (let offset = 0; ; offset += BATCH) {
    const rows = table.getData({ rowOffset: offset, rowLimit: BATCH });
    for (const [i, row] of rows.entries()) yield { columns, row, number: offset + i + 1 };
    if (rows.length < BATCH) return;
  }
}

/** A damaged file may name a length that no array has; that is no lack of memory. */
function isMemory(error: unknown): boolean {
  return error instanceof RangeError && /allocation|memory/i.test(error.message);
}

async function readTable(reader: JetDatabase, name: string, sink: Sink): Promise<void> {
  await sink.segment({ kind: 'part', place: 'row', name, number: 0 });
  const emitter = new RowEmitter(sink);
  let isFirst = true;
  try {
    for (const { columns, row, number } of rowsOf(reader, name)) {
      if (isFirst) await sink.segment({ kind: 'columns', names: columns });
      isFirst = false;
      columns.forEach((column, c) => {
        emitter.append(cellOf(row[column]));
        emitter.endCell(c);
      });
      if (emitter.endRow(number)) await emitter.flush();
    }
  } finally {
    await emitter.flush();
  }
}

const NOTHING = new Uint8Array(0);

function cellOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) {
    const found = readCellBytes(value);
    return found.kind === 'text' ? decodeWhole(found.bytes) : NOTHING;
  }
  if (value instanceof Date) return encode(dateText(value));
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
    ? encode(String(value))
    : NOTHING;
}

/** 'YYYY-MM-DD', with the time where there is one. */
function dateText(date: Date): string {
  return Number.isNaN(date.getTime())
    ? ''
    : date
        .toISOString()
        .replace(/T00:00:00\.000Z$|\.000Z$/, '')
        .replace('T', ' ');
}

function* documents(reader: JetDatabase, name: string): Generator<Member> {
  try {
    for (const { columns, row, number } of rowsOf(reader, name))
      for (const column of columns) {
        const value = row[column];
        if (!(value instanceof Uint8Array)) continue;
        const found = readCellBytes(value);
        if (found.kind !== 'document') continue;
        const displayName = `${name}/${number}/${column}.${found.extension}`;
        yield { name: Buffer.from(displayName), displayName, source: memorySource(found.bytes, displayName) };
      }
  } catch (error) {
    if (isMemory(error)) throw error;
    // Reading the table says that it is damaged.
  }
}
