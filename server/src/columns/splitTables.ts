import { headerScore } from './findHeader.ts';
import { isForm } from './isForm.ts';
import { recordTypes } from './recordTypes.ts';
import type { TableLayout } from './tableLayout.ts';
import { type TableContext, understandTable } from './understandTable.ts';

/** One of the tables that stand below each other in a sheet: rows [start, end) of the sample. */
export interface TableBlock {
  readonly start: number;
  readonly end: number;
  readonly layout: TableLayout;
  /** By the first cell of a row: the layout of rows that begin so, where a file mixes kinds of records. */
  readonly types: ReadonlyMap<string, TableLayout> | null;
}

/** A row in the middle that begins another table reads like a header of so many names. */
const HEADER_SCORE = 2.5;
/** Rows above a header that are its title, or the groups of its columns. */
const TITLE_ROWS = 2;
const TITLE_CELLS = 3;

/** Whether a row between data begins another table (or repeats the header of this one). */
export function beginsTable(row: readonly string[]): boolean {
  const filled = row.filter((cell) => cell.trim() !== '').length;
  const score = headerScore(row);
  return score >= HEADER_SCORE && score * 1.5 >= filled;
}

/** Cuts a sample at the headers in it, and understands each table. */
export function splitTables(sample: readonly (readonly string[])[], context: TableContext): TableBlock[] {
  const headers = sample.flatMap((row, r) => (beginsTable(row) ? [r] : []));
  // What stands above the first header is its title.
  const starts = [0, ...headers.slice(1).map((header, h) => titleStart(sample, header, headers[h]! + 1))];
  return starts.map((start, s) => understandBlock(sample, start, starts[s + 1] ?? sample.length, context));
}

/** Where the titles above a header begin. */
function titleStart(sample: readonly (readonly string[])[], header: number, least: number): number {
  let start = header;
  while (start > least && header - start < TITLE_ROWS && isTitle(sample[start - 1]!)) start--;
  return start;
}

function isTitle(row: readonly string[]): boolean {
  const filled = row.filter((cell) => cell.trim() !== '');
  return filled.length <= TITLE_CELLS && !filled.some((cell) => /^[\d\s./:,-]+$/.test(cell));
}

function understandBlock(
  sample: readonly (readonly string[])[],
  start: number,
  end: number,
  context: TableContext,
): TableBlock {
  const rows = sample.slice(start, end);
  const types = recordTypes(rows);
  if (types !== null) return { start, end, ...understandTypes(types, context) };
  const layout = understandTable(null, rows, context);
  const isLabelled = (layout.kind === 'cells' || layout.headerRows === 0) && isForm(rows);
  return { start, end, layout: isLabelled ? { ...layout, kind: 'form' } : layout, types: null };
}

/** The layout of each kind of record; that of the kind with the persons speaks for the table. */
function understandTypes(
  types: ReadonlyMap<string, readonly (readonly string[])[]>,
  context: TableContext,
): Pick<TableBlock, 'layout' | 'types'> {
  const layouts = new Map<string, TableLayout>();
  for (const [mark, rows] of types)
    layouts.set(mark, { ...understandTable([], rows, context), kind: 'persons' });
  const [first] = [...layouts.values()].sort((a, b) => b.columns.length - a.columns.length);
  return { layout: first!, types: layouts };
}
