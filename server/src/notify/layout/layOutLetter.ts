import type { LetterData } from '../texts/letterData.ts';
import { breakLines, type LetterFonts, type TextLine } from './breakLines.ts';
import {
  addressLines,
  BULLET,
  CODE_INSET,
  heightOf,
  itemIndent,
  letterBlocks,
  type LetterBlock,
} from './letterBlocks.ts';
import { CAPITAL, FIRST_TEXT, HEAD_BOTTOM, MM, SHEET, spacingOf, TEXT_AREA } from './letterMeasures.ts';

/** What a screen reader meets: an element with other elements within, or with marked content of pages (ISO 32000-1, 14.7). */
export interface LetterElement {
  readonly type: 'H1' | 'H2' | 'P' | 'L' | 'LI' | 'Lbl' | 'LBody';
  readonly kids: LetterElement[];
  readonly content: { readonly page: number; readonly mark: number }[];
}

/** A letter on its pages: a content stream for each, and what its marked content means. */
export interface LaidOutLetter {
  readonly pages: readonly string[];
  readonly elements: readonly LetterElement[];
}

/** Less than can be seen: sums of floating point numbers are that exact. */
const CLOSE = 0.01;

/** Sets a letter on as many pages as it takes. The same letter gives the same operators. */
export function layOutLetter(letter: LetterData, fonts: LetterFonts): LaidOutLetter {
  const flow = new Flow(letter, fonts);
  flow.head();
  const blocks = letterBlocks(letter, fonts);
  for (const i of blocks.keys()) flow.block(blocks, i);
  return { pages: flow.pages.map((page, i) => page.content.join('\n') + foot(letter, fonts, i + 1, flow.pages.length)), elements: flow.elements };
} // prettier-ignore

class Flow {
  readonly pages: { readonly content: string[]; marks: number }[] = [{ content: [], marks: 0 }];
  readonly elements: LetterElement[] = [];
  /** Where the last baseline, or the lower edge of a frame, is. */
  #y = FIRST_TEXT;
  #isTop = true;
  readonly #letter: LetterData;
  readonly #fonts: LetterFonts;

  constructor(letter: LetterData, fonts: LetterFonts) {
    this.#letter = letter;
    this.#fonts = fonts;
  }

  /** Sender above left, address in the window, date below it. */
  head(): void {
    const { sender, place, dated } = this.#letter;
    const lines = sender.flatMap((line, i) => breakLines([[line, i === 0 ? 1 : 0]], 10, 64 * MM, this.#fonts));
    this.#paragraph(lines, TEXT_AREA.left, TEXT_AREA.top, { size: 10, leading: 4.5 });
    const address = addressLines(this.#letter, this.#fonts);
    this.#paragraph(address.lines, place.left * MM, SHEET.height - place.top * MM, address);
    const date = breakLines([[dated, 0]], 10, 64 * MM, this.#fonts);
    this.#paragraph(date, TEXT_AREA.right - Math.max(0, ...date.map(({ width }) => width)), HEAD_BOTTOM + heightOf(date.length, 10, 4.5), { size: 10, leading: 4.5 });
  } // prettier-ignore

  /** The i-th block, below what is there; on a new page where it does not fit. */
  block(blocks: readonly LetterBlock[], i: number): void {
    const block = blocks[i]!;
    const gap = this.#gap(blocks, i);
    if (!this.#fits(gap + this.#needOf(blocks, i))) this.#turn();
    if (!this.#isTop) this.#y -= gap;
    if (block.kind === 'Code') this.#code(block);
    else this.#text(block, blocks[i - 1]?.kind === 'LI');
  }

  #gap(blocks: readonly LetterBlock[], i: number): number {
    const [before, own] = [blocks[i - 1]?.below ?? null, blocks[i]!.above];
    const ofParagraphs = spacingOf(this.#letter.airy).paragraphs * this.#letter.size;
    return before === null && own === null ? ofParagraphs : Math.max(before ?? 0, own ?? 0);
  }

  /** What must fit on the page for a block to begin on it: no line stands alone, no heading without its text. */
  #needOf(blocks: readonly LetterBlock[], i: number): number {
    const { kind, lines, size, leading } = blocks[i]!;
    if (kind === 'Code') return CAPITAL * size + 2 * CODE_INSET.y;
    if ((kind === 'H1' || kind === 'H2') && i < blocks.length - 1)
      return heightOf(lines.length, size, leading) + this.#gap(blocks, i + 1) + this.#needOf(blocks, i + 1);
    const begun = heightOf(lines.length <= 3 ? lines.length : 2, size, leading);
    // What leads to the code stands above it.
    const leads = lines.length <= 3 && blocks[i + 1]?.kind === 'Code';
    return leads ? begun + this.#gap(blocks, i + 1) + this.#needOf(blocks, i + 1) : begun;
  }

  #fits(height: number): boolean {
    return this.#isTop || this.#y - height >= TEXT_AREA.bottom - CLOSE;
  }

  #turn(): void {
    this.pages.push({ content: [], marks: 0 });
    this.#y = TEXT_AREA.top;
    this.#isTop = true;
  }

  #text(block: LetterBlock, goesOn: boolean): void {
    const { kind, lines, size, leading } = block;
    const isItem = kind === 'LI';
    const left = TEXT_AREA.left + (isItem ? itemIndent(size, this.#fonts) : 0);
    const element = isItem ? this.#item(goesOn, size) : this.#element(kind === 'Code' ? 'P' : kind);
    let begun: string[] = [];
    for (const [i, line] of lines.entries()) {
      // The last two lines stay together.
      const need = i > 0 ? leading + heightOf(i >= 2 && i === lines.length - 2 ? 2 : 1, size, leading) : 0;
      if (i > 0 && !this.#fits(need)) {
        this.#mark(element, begun);
        begun = [];
        this.#turn();
      }
      if (i > 0 && !this.#isTop) this.#y -= leading;
      this.#y -= CAPITAL * size;
      this.#isTop = false;
      begun.push(at(left, this.#y, line));
    }
    this.#mark(element, begun);
  }

  /** An item of a list with its bullet; `goesOn`: of the list that is there already. Gives the element of its text. */
  #item(goesOn: boolean, size: number): LetterElement {
    const list = goesOn ? this.elements.at(-1)! : this.#element('L');
    const [label, body] = [element('Lbl'), element('LBody')];
    list.kids.push({ ...element('LI'), kids: [label, body] });
    const bullet = breakLines([[BULLET, 0]], size, 100, this.#fonts);
    this.#mark(label, bullet.map((line) => at(TEXT_AREA.left, this.#y - CAPITAL * size, line)));
    return body;
  } // prettier-ignore

  #code({ lines, size }: LetterBlock): void {
    const [line] = lines as readonly [TextLine];
    const height = CAPITAL * size + 2 * CODE_INSET.y;
    this.#page().content.push(`/Artifact BMC\n${frame(TEXT_AREA.left, this.#y - height, line.width + 2 * CODE_INSET.x, height, 2)}\nEMC`);
    this.#mark(this.#element('P'), [at(TEXT_AREA.left + CODE_INSET.x, this.#y - CODE_INSET.y - CAPITAL * size, line)]);
    this.#y -= height;
    this.#isTop = false;
  } // prettier-ignore

  #paragraph(lines: readonly TextLine[], left: number, top: number, { size, leading }: { readonly size: number; readonly leading: number }): void {
    if (lines.length > 0) this.#mark(this.#element('P'), lines.map((line, i) => at(left, top - heightOf(i + 1, size, leading), line)));
  } // prettier-ignore

  #element(type: LetterElement['type']): LetterElement {
    const made = element(type);
    this.elements.push(made);
    return made;
  }

  #mark({ type, content }: LetterElement, shown: readonly string[]): void {
    const page = this.#page();
    const mark = page.marks++;
    content.push({ page: this.pages.length - 1, mark });
    page.content.push(`/${type} <</MCID ${mark}>> BDC BT`, ...shown, 'ET EMC');
  }

  #page(): Flow['pages'][number] {
    return this.pages.at(-1)!;
  }
}

function element(type: LetterElement['type']): LetterElement {
  return { type, kids: [], content: [] };
}

function at(x: number, y: number, { shown }: TextLine): string {
  return `1 0 0 1 ${x.toFixed(3)} ${y.toFixed(3)} Tm ${shown}`;
}

/** A frame with round corners; `k` is how far the handles of a quarter of a circle are from its ends. */
function frame(x: number, y: number, width: number, height: number, radius: number): string {
  const k = radius * (1 - 0.5523);
  const [right, top] = [x + width, y + height];
  const point = (px: number, py: number): string => `${px.toFixed(3)} ${py.toFixed(3)}`;
  return [
    '0.471 G 0.8 w',
    `${point(x + radius, y)} m ${point(right - radius, y)} l`,
    `${point(right - k, y)} ${point(right, y + k)} ${point(right, y + radius)} c ${point(right, top - radius)} l`,
    `${point(right, top - k)} ${point(right - k, top)} ${point(right - radius, top)} c ${point(x + radius, top)} l`,
    `${point(x + k, top)} ${point(x, top - k)} ${point(x, top - radius)} c ${point(x, y + radius)} l`,
    `${point(x, y + k)} ${point(x + k, y)} ${point(x + radius, y)} c s 0 G`,
  ].join('\n');
}

/** The foot of every page: data matrix, the code of the sheet in text, by which each page is told to belong to its letter, and the number of the page. */
function foot(letter: LetterData, fonts: LetterFonts, page: number, pages: number): string {
  const hasMatrix = letter.matrix.length > 0;
  const bottom = 16 * MM - (hasMatrix ? 9 * MM : CAPITAL * 9);
  const words = letter.page.replace('{}', String(page)).replace('{}', String(pages));
  const [sheet, number] = [breakLines([[letter.sheet, 0]], 8, 300, fonts), breakLines([[words, 0]], 9, 300, fonts)];
  const shown = [
    ...sheet.map((line) => at(TEXT_AREA.left + (hasMatrix ? 12 * MM : 0), bottom, line)),
    ...number.map((line) => at(TEXT_AREA.right - line.width, bottom, line)),
  ];
  const matrix = hasMatrix ? `${picture(letter.matrix, TEXT_AREA.left, bottom, 9 * MM)}\n` : '';
  return `\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n${matrix}0.275 g BT ${shown.join('\n')} ET 0 g\nEMC`;
} // prettier-ignore

/** A picture of black and white squares within the page (ISO 32000-1, 8.9.7). It says nothing to people. */
function picture(rows: readonly string[], x: number, y: number, side: number): string {
  const bytes = rows.map((row) => row.replace(/.{1,8}/g, (bits) => Number.parseInt(bits.padEnd(8, '0'), 2).toString(16).padStart(2, '0')));
  return `q ${side.toFixed(3)} 0 0 ${side.toFixed(3)} ${x.toFixed(3)} ${y.toFixed(3)} cm\nBI /W ${rows[0]!.length} /H ${rows.length} /BPC 1 /CS /G /D [1 0] /F /AHx ID ${bytes.join('')}>\nEI Q`;
} // prettier-ignore
