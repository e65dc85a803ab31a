import { readFixedLines } from '../fixedLines.ts';
import { type FixedLayout, KNOWN_FILES } from '../fixedLayouts.ts';
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
    await readFixedLines(textLines(source), layouts, sink);
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
