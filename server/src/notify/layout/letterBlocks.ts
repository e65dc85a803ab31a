import type { LetterData, LetterPart, LetterRun } from '../texts/letterData.ts';
import { breakLines, type LetterFonts, type TextLine } from './breakLines.ts';
import { CAPITAL, MM, spacingOf, TEXT_AREA } from './letterMeasures.ts';

/** Something that stands below what comes before it. Lengths in points. */
export interface LetterBlock {
  /** Standard structure type (ISO 32000-1, 14.8.4); 'Code' is the reference code in its frame. */
  readonly kind: 'H1' | 'H2' | 'P' | 'LI' | 'Code';
  readonly lines: readonly TextLine[];
  readonly size: number;
  readonly leading: number;
  /** Distance to what stands above and below; the larger one counts. Null: that of paragraphs. */
  readonly above: number | null;
  readonly below: number | null;
}

/** Room within the frame of the code. */
export const CODE_INSET = { x: 10, y: 8 } as const;
/** Between the letters of the code, in parts of its size. */
export const CODE_TRACKING = 0.06;

export const BULLET = '•';

/** How far the text of a list stands from its bullet's left edge. */
export function itemIndent(size: number, { regular }: LetterFonts): number {
  return (regular.word(BULLET, size).width / 1_000 + 0.55) * size;
}

/** Title and text of a letter as blocks. */
export function letterBlocks(letter: LetterData, fonts: LetterFonts): LetterBlock[] {
  const { size } = letter;
  const { title, leading } = spacingOf(letter.airy);
  const titleSize = size * title;
  const heading: LetterBlock = {
    kind: 'H1',
    lines: linesOf([[letter.subject, 1]], titleSize, 0, fonts),
    size: titleSize,
    leading: leading * titleSize,
    above: 0,
    below: 1.4 * size,
  };
  return [heading, ...letter.parts.flatMap((part) => blocksOf(part, letter, fonts))];
}

function blocksOf(part: LetterPart, { size, airy }: LetterData, fonts: LetterFonts): LetterBlock[] {
  const spacing = spacingOf(airy);
  const text = { size, leading: spacing.leading * size, above: null, below: null };
  switch (part.kind) {
    case 'heading': {
      const own = size * 1.08;
      return [{ kind: 'H2', lines: linesOf(part.runs.map(([words]) => [words, 1]), own, 0, fonts), size: own, leading: spacing.leading * own, above: 1.68 * size, below: 0.9 * size }];
    }
    case 'paragraph':
      return [{ ...text, kind: 'P', lines: linesOf(part.runs, size, 0, fonts) }];
    case 'list': {
      const indent = itemIndent(size, fonts);
      return part.items.map((runs, i) => ({
        ...text,
        kind: 'LI',
        lines: linesOf(runs, size, indent, fonts),
        above: spacing.items * size,
        below: i === part.items.length - 1 ? null : spacing.items * size,
      }));
    }
    case 'code':
      return [codeBlock(part.groups, size, fonts)];
  }
} // prettier-ignore

function codeBlock(groups: readonly string[], size: number, fonts: LetterFonts): LetterBlock {
  const own = Math.max(size * 1.45, 15);
  const text = groups.join('-');
  const { shown, width } = fonts.bold.word(text, own);
  const tracking = CODE_TRACKING * own;
  const line: TextLine = {
    shown: `/B ${own} Tf ${tracking.toFixed(3)} Tc [(${shown})] TJ 0 Tc`,
    width: (width * own) / 1_000 + text.length * tracking,
  };
  return { kind: 'Code', lines: [line], size: own, leading: 0, above: 0.9 * size, below: 1.1 * size };
}

function linesOf(
  runs: readonly LetterRun[],
  size: number,
  indent: number,
  fonts: LetterFonts,
): readonly TextLine[] {
  return breakLines(runs, size, TEXT_AREA.right - TEXT_AREA.left - indent, fonts);
}

/** The address in the window. A line that is too wide for it makes all of them smaller; none is cut. Seven lines, the most there are (abroad), are as high as the window too. */
export function addressLines({ address, place }: LetterData, { regular }: LetterFonts): { readonly lines: TextLine[]; readonly size: number; readonly leading: number } {
  const usual = 9.5;
  const widest = Math.max(0, ...address.map((line) => (regular.word(line, usual).width * usual) / 1_000));
  const size = usual * Math.min(1, (place.width * MM) / Math.max(widest, 1));
  const lines = address.map((line): TextLine => {
    const { shown, width } = regular.word(line, size);
    return { shown: `/R ${+size.toFixed(4)} Tf [(${shown})] TJ`, width: (width * size) / 1_000 };
  });
  return { lines, size, leading: (address.length > 6 ? 1.2 : 1.4) * MM };
} // prettier-ignore

/** Height of lines, from the top of the first capital to the last baseline. */
export function heightOf(lines: number, size: number, leading: number): number {
  return lines * CAPITAL * size + (lines - 1) * leading;
}
