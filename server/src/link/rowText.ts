import { cellStart, type RowsSegment } from '../read/segment.ts';
import { CLASS, DIGIT } from '../text/fold.ts';
import { decode } from '../text/windows1252.ts';

const TAB = 0x09;
const LF = 0x0a;
const BLANK = 0x20;
/** Names of columns hold a few digits at most ('ADR1', 'TEL2'). */
const HEADER_DIGITS = 8;

/** What is looked at to understand a table: hostile ones have 65,000 columns, or a book in a cell. */
const COLUMN_LIMIT = 1_000;
const CELL_LIMIT = 400;

/** First cell of row `r`. */
export function rowStart(segment: RowsSegment, r: number): number {
  return r === 0 ? 0 : segment.rowEnds[r - 1]!;
}

/** A row as a line of text, cells separated by tabs; a line end inside a cell is a blank there. */
export function lineOf(segment: RowsSegment, r: number): Uint8Array {
  const from = rowStart(segment, r);
  const to = segment.rowEnds[r]!;
  if (to === from) return new Uint8Array(0);
  const start = cellStart(segment.cellEnds, from);
  const line = segment.bytes.slice(start, segment.cellEnds[to - 1]);
  for (let i = 0; i < line.length; i++) if (line[i] === LF) line[i] = BLANK;
  for (let c = from; c < to - 1; c++) line[segment.cellEnds[c]! - start] = TAB;
  return line;
}

/** Lines as one text. */
export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0));
  let at = 0;
  for (const line of lines) {
    bytes.set(line, at);
    at += line.length;
    bytes[at++] = LF;
  }
  return bytes;
}

/** Cheap look at a row before it is read: a header has at least three cells and hardly a digit. */
export function mayBeHeader(segment: RowsSegment, r: number): boolean {
  const from = rowStart(segment, r);
  const to = segment.rowEnds[r]!;
  if (to - from < 3) return false;
  let digits = 0;
  for (let i = cellStart(segment.cellEnds, from); i < segment.cellEnds[to - 1]!; i++)
    if (CLASS[segment.bytes[i]!] === DIGIT && ++digits > HEADER_DIGITS) return false;
  return true;
}

/** The first rows of a segment as strings, by column. */
export function rowsOf(segment: RowsSegment, limit: number): string[][] {
  return Array.from({ length: Math.min(limit, segment.rowEnds.length) }, (_, r) => rowOf(segment, r));
}

/** A row as strings, by column; values of one column are joined by a blank. Long cells are cut, and columns beyond a thousand left out. */
export function rowOf(segment: RowsSegment, r: number): string[] {
  const cells: string[] = [];
  for (let c = rowStart(segment, r); c < segment.rowEnds[r]!; c++) {
    const column = segment.cellColumns[c]!;
    if (column >= COLUMN_LIMIT) continue;
    const start = cellStart(segment.cellEnds, c);
    const text = decode(segment.bytes, start, Math.min(segment.cellEnds[c]!, start + CELL_LIMIT));
    while (cells.length < column) cells.push('');
    cells[column] = cells[column] ? `${cells[column]} ${text}` : text;
  }
  return cells;
}

/** The first cell of a row; '' where its first column is empty. */
export function firstCell(segment: RowsSegment, r: number): string {
  const c = rowStart(segment, r);
  if (c === segment.rowEnds[r] || segment.cellColumns[c] !== 0) return '';
  return decode(segment.bytes, cellStart(segment.cellEnds, c), segment.cellEnds[c]);
}
