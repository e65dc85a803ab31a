import { resolve } from 'node:path';
import type { Reader } from '../read/reader.ts';
import type { RowsSegment } from '../read/segment.ts';
import { decode } from '../text/windows1252.ts';
import { RegisterError } from './importFault.ts';

/** One row of a register: its number in the file and its cells by column. */
export interface RegisterRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** Rows of one table of a register file, in batches. */
export interface RegisterBatch {
  /** Which table of the file: sheets, SQL tables; from 0. */
  readonly table: number;
  /** What the format calls its columns; null where the header is a row like any other. */
  readonly names: readonly string[] | null;
  readonly rows: readonly RegisterRow[];
}

/** The rows of a register file, table by table. (A reading child works in another folder: it needs the whole path.) */
export async function* readRegister(reader: Reader, path: string): AsyncGenerator<RegisterBatch> {
  let table = -1;
  let names: readonly string[] | null = null;
  let rows = 0;
  for await (const event of reader.read(Buffer.from(resolve(path)), [[]])) {
    if (event.kind === 'part') {
      table++;
      names = null;
    } else if (event.kind === 'columns') names = event.names;
    else if (event.kind === 'rows') {
      rows += event.rowEnds.length;
      yield { table, names, rows: rowsOf(event) };
    } else if (event.kind === 'end' && event.fate !== 'read') throw new RegisterError('not_a_table');
  }
  if (rows === 0) throw new RegisterError('not_a_table');
}

function rowsOf(segment: RowsSegment): RegisterRow[] {
  const text = decode(segment.bytes);
  const rows: RegisterRow[] = [];
  let cell = 0;
  let start = 0;
  for (let r = 0; r < segment.rowEnds.length; r++) {
    const cells: string[] = [];
    for (; cell < segment.rowEnds[r]!; cell++) {
      const end = segment.cellEnds[cell]!;
      const column = segment.cellColumns[cell]!;
      while (cells.length < column) cells.push('');
      cells[column] = text.slice(start, end).trim();
      start = end + 1;
    }
    rows.push({ number: segment.rowNumbers[r]!, cells });
  }
  return rows;
}
