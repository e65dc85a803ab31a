import type { LetterRun } from '../texts/letterData.ts';
import type { LetterFont, ShapedWord } from './letterFont.ts';

/** The two fonts of the letters, and the lines of what was set in them before. */
export interface LetterFonts {
  readonly regular: LetterFont;
  readonly bold: LetterFont;
  readonly paragraphs: Map<string, readonly TextLine[]>;
}

/** A line of text: `shown` are operators of a content stream, from wherever the text matrix stands. */
export interface TextLine {
  readonly shown: string;
  /** In points, without spaces at its end. */
  readonly width: number;
}

/** What stays on one line, in the one font or the other. */
type Unit = { readonly word: ShapedWord; readonly isBold: boolean }[];

/**
 * Where a line may end: behind spaces, and behind a hyphen, dash or slash between letters (of the rules of Unicode Standard Annex 14 those that French and
 * English texts meet), but not within the address of a site or a mailbox, which is typed off. Words are not hyphenated, lines not justified: both make reading harder.
 */
const LINE_MAY_END = /(?<= )(?! )|(?<=\p{L}[-\u2010\u2013\u2014/])(?=\p{L})(?!\S{0,80}?[.@]\p{L})/u;

/** So many paragraphs are kept in lines: most are in all letters. */
const KEPT_PARAGRAPHS = 5_000;

/** Breaks runs into lines that are no wider than `width` points. A word that is wider than a line is cut. */
export function breakLines(runs: readonly LetterRun[], size: number, width: number, fonts: LetterFonts): readonly TextLine[] {
  const { paragraphs } = fonts;
  const key = `${size} ${width} ${runs.map(([text, strong]) => `${strong}${text}`).join('\0')}`;
  const known = paragraphs.get(key);
  if (known !== undefined) return known;
  if (paragraphs.size >= KEPT_PARAGRAPHS) paragraphs.clear();
  const lines = brokenLines(runs, size, width, fonts);
  paragraphs.set(key, lines);
  return lines;
} // prettier-ignore

function brokenLines(runs: readonly LetterRun[], size: number, width: number, fonts: LetterFonts): TextLine[] {
  const lines: TextLine[] = [];
  let line: Unit = [];
  let advance = 0;
  for (const unit of unitsOf(runs, size, (width * 1_000) / size, fonts)) {
    if (line.length > 0 && ((advance + widthOf(unit)) * size) / 1_000 > width) {
      lines.push(textLine(line, size));
      [line, advance] = [[], 0];
    }
    line.push(...unit);
    advance += unit.reduce((sum, { word }) => sum + word.advance, 0);
  }
  if (line.length > 0) lines.push(textLine(line, size));
  return lines;
} // prettier-ignore

/** Words of runs, as far as they hang together: where a run ends within a word, the next one goes on in the same line. */
function unitsOf(runs: readonly LetterRun[], size: number, room: number, fonts: LetterFonts): Unit[] {
  const units: Unit[] = [];
  let before = ' ';
  for (const [text, strong] of runs.filter(([text]) => text !== '')) {
    const isBold = strong === 1;
    const font = isBold ? fonts.bold : fonts.regular;
    for (const [i, piece] of text.split(LINE_MAY_END).entries()) {
      const word = font.word(piece, size);
      const parts = word.width <= room ? [word] : Array.from(piece, (letter) => font.word(letter, size));
      const added = parts.map((part) => [{ word: part, isBold }]);
      if (i === 0 && !before.endsWith(' ')) units.at(-1)!.push(...added.shift()!);
      units.push(...added);
    }
    before = text;
  }
  return units;
}

function widthOf(unit: Unit): number {
  const last = unit.at(-1)!.word;
  return unit.reduce((sum, { word }) => sum + word.advance, last.width - last.advance);
}

function textLine(words: Unit, size: number): TextLine {
  const stretches: { isBold: boolean; shown: string }[] = [];
  for (const { word, isBold } of words) {
    const last = stretches.at(-1);
    if (last?.isBold === isBold) last.shown += word.shown;
    else stretches.push({ isBold, shown: word.shown });
  }
  const shown = stretches.map((stretch) => `/${stretch.isBold ? 'B' : 'R'} ${size} Tf [(${stretch.shown})] TJ`).join('\n');
  return { shown, width: (widthOf(words) * size) / 1_000 };
} // prettier-ignore
