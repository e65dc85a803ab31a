import { encode } from '../../text/windows1252.ts';
import { cellsOfFields, describedFields, type Description } from '../describedFields.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import { readFixedLines } from '../fixedLines.ts';
import { type FixedLayout, KNOWN_FILES } from '../fixedLayouts.ts';
import type { Format, Sink } from '../format.ts';
import { areOfFixedWidth, inferFixedWidth, mayHoldPersons } from '../inferFixedWidth.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type TextLine, textLines } from '../textLines.ts';
import { guessDelimiter } from './csv.ts';

/** Characters of a file that the sample holds at most: the last line of it may be cut. */
const HEAD_BYTES = 65_536;
/** Lines that are looked at. */
const SAMPLE = 400;

/**
 * Lines of fixed width: the files of the PMSI and of billing (B2) by their published layouts, others by the description at their head, or by what stands in
 * the same place on all lines. A row for each person.
 */
export const fixedWidth: Format = {
  name: 'fixed-width',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const lines = sampleOf(head);
    if (knownFile(lines) !== null || describedFields(lines) !== null) return 0.92;
    if (!mayBeInferred(lines)) return 0;
    // Cells that were padded for the eye have their delimiters still.
    const guess = guessDelimiter(lines.join('\n'));
    if (guess !== null && guess.constant && guess.columns >= 3) return 0;
    return inferFixedWidth(lines) === null ? 0 : 0.75;
  },
  async read(source, sink) {
    const sample = sampleOf(source.head);
    const described = knownFile(sample) === null ? describedFields(sample) : null;
    if (described !== null) {
      await readDescribed(textLines(source), described, sink);
      return;
    }
    const layouts = knownFile(sample) ?? inferred(sample) ?? [];
    await readFixedLines(textLines(source), layouts, sink);
  },
};

/** The fields that the head describes are the columns of the lines below it; the head itself is text. */
async function readDescribed(
  lines: AsyncIterable<TextLine>,
  { fields, headLines }: Description,
  sink: Sink,
): Promise<void> {
  await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  const head = new TextEmitter(sink);
  const rows = new RowEmitter(sink);
  const put = async (cells: readonly string[], number: number): Promise<void> => {
    for (const [c, cell] of cells.entries()) {
      rows.appendText(cell);
      rows.endCell(c);
    }
    if (rows.endRow(number)) await rows.flush();
  };
  let before = 0;
  for await (const { text, number } of lines) {
    if (before < headLines) await head.write(encode(`${text}\n`));
    if (text.trim() === '') continue;
    if (++before < headLines) continue;
    if (before === headLines) {
      await head.end();
      await put(fields.map(({ name }) => name), number); // prettier-ignore
    } else await put(cellsOfFields(text, fields), number);
  }
  await rows.flush();
}

/** The lines of the head that are whole. */
function sampleOf(head: Uint8Array): string[] {
  const lines = headText(head)
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/);
  if (head.length >= HEAD_BYTES) lines.pop();
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
