import { DeclaredRows } from '../declaredRows.ts';
import { fieldText, type FixedField, type FixedLayout, KNOWN_FILES } from '../fixedLayouts.ts';
import type { Format } from '../format.ts';
import { areOfFixedWidth, inferFixedWidth, mayHoldPersons } from '../inferFixedWidth.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { textLines } from '../textLines.ts';
import { guessDelimiter } from './csv.ts';

/** Lines that are looked at. */
const SAMPLE = 400;

/**
 * Lines of fixed width: the files of the PMSI and of billing (B2) by their published layouts, others by what stands in the same place on all lines.
 * A row for each person.
 */
export const fixedWidth: Format = {
  name: 'fixed-width',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const lines = sampleOf(head);
    if (knownFile(lines) !== null) return 0.92;
    if (!mayBeInferred(lines)) return 0;
    // Cells that were padded for the eye have their delimiters still.
    const guess = guessDelimiter(lines.join('\n'));
    if (guess !== null && guess.constant && guess.columns >= 3) return 0;
    return inferFixedWidth(lines) === null ? 0 : 0.75;
  },
  async read(source, sink) {
    const sample = sampleOf(source.head);
    const layouts = knownFile(sample) ?? inferred(sample) ?? [];
    const rows = new DeclaredRows(sink);
    await rows.part('line', '');
    const reader = new LineReader(rows, layouts);
    for await (const { text, number } of textLines(source)) await reader.take(text, number);
    await reader.end();
  },
};

/** The lines of the head that are whole. */
function sampleOf(head: Uint8Array): string[] {
  const lines = headText(head)
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/);
  if (head.length >= 65_536) lines.pop();
  return lines.filter((line) => line.trim() !== '').slice(0, SAMPLE);
}

/** The known file whose kinds of lines the sample has: nearly all lines match, most begin a person. */
function knownFile(lines: readonly string[]): readonly FixedLayout[] | null {
  if (lines.length === 0 || !lines.some((line) => line.length >= 60)) return null;
  for (const layouts of KNOWN_FILES) {
    const found = lines.map((line) => layouts.find((layout) => layout.matches(line)));
    const matching = found.filter((layout) => layout !== undefined).length;
    const persons = found.filter((layout) => layout?.row === 'begins').length;
    if (matching >= lines.length * 0.9 && persons > 0 && persons >= lines.length * 0.1) return layouts;
  }
  return null;
}

function mayBeInferred(lines: readonly string[]): boolean {
  return areOfFixedWidth(lines) && mayHoldPersons(lines);
}

function inferred(lines: readonly string[]): FixedLayout[] | null {
  return mayBeInferred(lines) ? inferFixedWidth(lines) : null;
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
