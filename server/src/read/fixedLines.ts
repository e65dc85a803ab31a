import { DeclaredRows } from './declaredRows.ts';
import { fieldText, type FixedField, type FixedLayout } from './fixedLayouts.ts';
import type { Sink } from './format.ts';
import type { TextLine } from './textLines.ts';

/** Sends lines of fixed width as rows, one for each person; a line of no layout as text. */
export async function readFixedLines(
  lines: AsyncIterable<TextLine>,
  layouts: readonly FixedLayout[],
  sink: Sink,
): Promise<void> {
  const rows = new DeclaredRows(sink);
  await rows.part('line', '');
  const reader = new LineReader(rows, layouts);
  for await (const { text, number } of lines) await reader.take(text, number);
  await reader.end();
}

/** Cuts lines into the cells of the rows of their persons. */
class LineReader {
  readonly #rows: DeclaredRows;
  readonly #layouts: readonly FixedLayout[];
  #row = 0;

  constructor(rows: DeclaredRows, layouts: readonly FixedLayout[]) {
    this.#rows = rows;
    this.#layouts = layouts;
  }

  async take(line: string, number: number): Promise<void> {
    if (line.trim() === '') return;
    const layout = this.#layouts.find((candidate) => candidate.matches(line));
    if (layout === undefined) {
      await this.end();
      await this.#rows.text(`${line}\n`, number);
      return;
    }
    if (layout.row !== 'adds') await this.#endRow();
    if (layout.row === 'begins') this.#row = number;
    if (this.#row === 0) return;
    for (const field of layout.fields) {
      const text = field.isShortDate === true ? longDate(line, field) : fieldText(line, field.from, field.to);
      if (!isVoid(text)) this.#rows.cell(field.name, field.role, text, field.subject);
    }
  }

  async #endRow(): Promise<void> {
    if (this.#row > 0) await this.#rows.endRow(this.#row);
    this.#row = 0;
  }

  async end(): Promise<void> {
    await this.#endRow();
    await this.#rows.flush();
  }
}

/** Zeros and X only stand for nothing. */
function isVoid(text: string): boolean {
  return /^[0X]*$/.test(text);
}

/** DDMMYY as DD/MM/YYYY: the youngest year that is not after the entry (positions 103-108 of B2, itself of 1970 to 2069). */
function longDate(line: string, field: FixedField): string {
  const text = fieldText(line, field.from, field.to);
  if (!/^\d{6}$/.test(text)) return '';
  const year = Number(text.slice(4));
  const entry = Number(fieldText(line, 107, 108));
  const entryYear = entry >= 70 ? 1900 + entry : 2000 + entry;
  const whole =
    field.role === 'birth_date'
      ? 2000 + year > entryYear
        ? 1900 + year
        : 2000 + year
      : year >= 70
        ? 1900 + year
        : 2000 + year;
  return `${text.slice(0, 2)}/${text.slice(2, 4)}/${whole}`;
}
