import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import { dateFromSerial, numberText } from './cellFormats.ts';
import type { LibraryBook, LibraryCell } from './sheetLibrary.ts';

/** Writes the sheets of a workbook that the library has read. */
export async function writeLibrarySheets(book: LibraryBook, sink: Sink): Promise<void> {
  for (const name of book.SheetNames) {
    const data = book.Sheets[name]?.['!data'] ?? [];
    await sink.segment({ kind: 'part', place: 'row', name, number: 0 });
    const rows = new RowEmitter(sink);
    for (const [r, row] of data.entries()) {
      for (const [c, cell] of (row ?? []).entries()) {
        const text = textOf(cell);
        if (text === '') continue;
        rows.appendText(text);
        rows.endCell(c);
      }
      if (!rows.rowIsEmpty && rows.endRow(r + 1)) await rows.flush();
    }
    await rows.flush();
  }
}

function textOf(cell: LibraryCell | undefined): string {
  if (cell?.v === undefined) return '';
  if (cell.v instanceof Date) return dateText(cell.v);
  if (typeof cell.v === 'number') return numberOf(cell, cell.v);
  return typeof cell.v === 'boolean' ? (cell.v ? 'VRAI' : 'FAUX') : cell.v;
}

/** Formats with days are dates. */
function numberOf({ z }: LibraryCell, value: number): string {
  const isDate = typeof z === 'string' && /[dy]/i.test(z.replace(/"[^"]*"|\[[^[\]]*\]/g, ''));
  return (isDate ? dateFromSerial(value, false) : null) ?? numberText(value);
}

function dateText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  if (Number.isNaN(date.getTime())) return '';
  return `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
}
