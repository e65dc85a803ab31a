import type { Cell, Line } from './writeTable.ts';

/** Characters with which a cell becomes a formula in spreadsheets, full-width forms included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** CSV as French spreadsheets open it: UTF-8 with mark, ';', CRLF, RFC 4180 quotes; nothing in it is a formula. */
export async function* csvText(
  lines: AsyncIterable<Line>,
  columns: readonly string[],
): AsyncGenerator<string> {
  yield `\ufeff${columns.join(';')}\r\n`;
  for await (const line of lines)
    yield `${columns.map((column) => csvCell(line[column] ?? null)).join(';')}\r\n`;
}

/** A cell: an apostrophe before what would be a formula, quotes where they are needed. */
export function csvCell(value: Cell): string {
  const text = cellText(value);
  const safe = typeof value !== 'number' && FORMULA.test(text) ? `'${text}` : text;
  return /[";\r\n,]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lists become words with blanks between, texts with blanks of their own ' | '; a pair of years '2011-2019'. */
export function cellText(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (value.every((item) => typeof item === 'number')) return [...new Set(value)].join('-');
  return value.join(value.some((item) => String(item).includes(' ')) ? ' | ' : ' ');
}
