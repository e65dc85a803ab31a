import { deflateSync } from 'node:zlib';
import type { LetterFonts } from './breakLines.ts';
import { fontObjects, OBJECTS_A_FONT } from './fontObjects.ts';
import type { LaidOutLetter, LetterElement } from './layOutLetter.ts';
import { SHEET } from './letterMeasures.ts';

/** Numbers of the objects that every PDF of letters has. Those up to SHARED are the same bytes in all of them: the fonts. */
export const LETTER_OBJECTS = {
  resources: 1,
  shared: 1 + 2 * OBJECTS_A_FONT,
  catalog: 2 + 2 * OBJECTS_A_FONT,
  pages: 3 + 2 * OBJECTS_A_FONT,
  structure: 4 + 2 * OBJECTS_A_FONT,
  first: 5 + 2 * OBJECTS_A_FONT,
} as const;

/** A letter on its pages and in its language (BCP 47). */
export interface WrittenLetter extends LaidOutLetter {
  readonly language: string;
}

/** A line of each attribute that lists have (ISO 32000-1, 14.8.5.5). */
const ATTRIBUTES: Readonly<Partial<Record<LetterElement['type'], string>>> = {
  L: ' /A << /O /List /ListNumbering /Disc >>',
};

/** Letters as one tagged PDF: pages one after the other, each letter a part of the structure tree. No dates, nothing random: the same letters give the same bytes. */
export function writeLetters(letters: readonly WrittenLetter[], fonts: readonly string[]): Buffer {
  const file = new LetterFile(fonts);
  for (const letter of letters) file.letter(letter);
  return file.end();
}

/** The objects that all PDFs of letters share. */
export function sharedObjects({ regular, bold }: LetterFonts): string[] {
  const [first, second] = [LETTER_OBJECTS.resources + 1, LETTER_OBJECTS.resources + 1 + OBJECTS_A_FONT];
  return [
    `<< /Font << /R ${first} 0 R /B ${second} 0 R >> >>`,
    ...fontObjects(regular.facts, first),
    ...fontObjects(bold.facts, second),
  ];
}

class LetterFile {
  readonly #pieces: Buffer[] = [];
  readonly #offsets: number[] = [];
  #written = 0;
  #next: number = LETTER_OBJECTS.first;
  readonly #pages: number[] = [];
  readonly #parts: number[] = [];
  readonly #parents: number[] = [];

  constructor(fonts: readonly string[]) {
    this.#out(Buffer.from('%PDF-1.7\n%\x80\x80\x80\x80\n', 'latin1'));
    for (const [i, object] of fonts.entries()) this.#object(LETTER_OBJECTS.resources + i, object);
  }

  letter({ pages, elements, language }: WrittenLetter): void {
    const numbers = pages.map((content) => this.#page(content));
    const part = this.#next++;
    const marked: number[][] = pages.map(() => []);
    const kids = elements.map((element) => this.#element(element, part, numbers, marked));
    this.#object(part, `<< /Type /StructElem /S /Part /P ${LETTER_OBJECTS.structure} 0 R /Lang (${language}) /K [${references(kids)}] >>`);
    this.#parts.push(part);
    for (const own of marked) this.#parents.push(this.#add(`[${references(own)}]`));
  } // prettier-ignore

  #page(content: string): number {
    const packed = deflateSync(Buffer.from(content, 'latin1'), { level: 1 });
    const stream = this.#begin(this.#next++, `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`);
    this.#out(packed);
    this.#out(Buffer.from('\nendstream\nendobj\n'));
    const page = this.#add(
      `<< /Type /Page /Parent ${LETTER_OBJECTS.pages} 0 R /MediaBox [0 0 ${SHEET.width.toFixed(4)} ${SHEET.height.toFixed(4)}] /Resources ${LETTER_OBJECTS.resources} 0 R /StructParents ${this.#pages.length} /Contents ${stream} 0 R >>`,
    );
    this.#pages.push(page);
    return page;
  }

  /** An element with all that is in it. `marked`: for each page, which element each piece of marked content belongs to. */
  #element(element: LetterElement, parent: number, pages: readonly number[], marked: readonly number[][]): number {
    const { type, kids, content } = element;
    const n = this.#next++;
    for (const { page, mark } of content) marked[page]![mark] = n;
    const within = kids.map((kid) => this.#element(kid, n, pages, marked));
    const [only] = content;
    const own =
      content.length === 1
        ? `/Pg ${pages[only!.page]} 0 R /K ${only!.mark}`
        : `/K [${[...within.map((kid) => `${kid} 0 R`), ...content.map(({ page, mark }) => `<< /Type /MCR /Pg ${pages[page]} 0 R /MCID ${mark} >>`)].join(' ')}]`;
    this.#object(n, `<< /Type /StructElem /S /${type} /P ${parent} 0 R${ATTRIBUTES[type] ?? ''} ${own} >>`);
    return n;
  } // prettier-ignore

  end(): Buffer {
    const { catalog, pages, structure } = LETTER_OBJECTS;
    this.#object(catalog, `<< /Type /Catalog /Pages ${pages} 0 R /StructTreeRoot ${structure} 0 R /MarkInfo << /Marked true >> >>`);
    this.#object(pages, `<< /Type /Pages /Count ${this.#pages.length} /Kids [${references(this.#pages)}] >>`);
    const parents = this.#parents.map((n, i) => `${i} ${n} 0 R`).join(' ');
    this.#object(structure, `<< /Type /StructTreeRoot /K [${references(this.#parts)}] /ParentTree << /Nums [${parents}] >> /ParentTreeNextKey ${this.#parents.length} >>`);
    const start = this.#written;
    const entries = Array.from({ length: this.#next - 1 }, (_, i) => `${String(this.#offsets[i + 1]).padStart(10, '0')} 00000 n\r\n`);
    this.#out(Buffer.from(`xref\n0 ${this.#next}\n0000000000 65535 f\r\n${entries.join('')}trailer\n<< /Size ${this.#next} /Root ${catalog} 0 R >>\nstartxref\n${start}\n%%EOF\n`));
    return Buffer.concat(this.#pieces);
  } // prettier-ignore

  #add(text: string): number {
    const n = this.#next++;
    this.#object(n, text);
    return n;
  }

  #object(n: number, text: string): void {
    this.#begin(n, `${text}\nendobj\n`);
  }

  #begin(n: number, text: string): number {
    this.#offsets[n] = this.#written;
    this.#out(Buffer.from(`${n} 0 obj\n${text}`, 'latin1'));
    return n;
  }

  #out(bytes: Buffer): void {
    this.#written += bytes.length;
    this.#pieces.push(bytes);
  }
}

function references(numbers: readonly number[]): string {
  return numbers.map((n) => `${n} 0 R`).join(' ');
}
