import type { WordFile } from './wordFile.ts';
import { formattingPages, PAGE_BYTES, PARAGRAPH_PAGES, propertyChanges } from './wordProperties.ts';

/** What a paragraph is to a table. */
const IN_TABLE = 1;
const ROW_END = 2;

/** Codes of properties ([MS-DOC] 2.6.2). */
const IN_TABLE_PROPERTY = 0x2416;
const ROW_END_PROPERTIES = [0x2417, 0x244c];
const HUGE_PROPERTIES = [0x6645, 0x6646];
/** In a page, each paragraph has a byte that says where its properties are, and twelve more. */
const ENTRY_BYTES = 13;

/** Which paragraphs of a Word 97 document lie in tables, and which of them end a row, by their place in the main stream. */
export class WordParagraphs {
  /** Where paragraphs begin, ascending; what they are to a table. */
  readonly #starts: number[] = [];
  readonly #kinds: number[] = [];
  /** Where in the main stream their properties lie; 0 for those that have none. */
  readonly #places: number[] = [];
  readonly #main: Uint8Array;
  readonly #data: Uint8Array | null;

  /** `data` is the stream that holds properties too large for a page. */
  constructor(file: WordFile, data: Uint8Array | null) {
    this.#main = file.main;
    this.#data = data;
    for (const page of formattingPages(file, PARAGRAPH_PAGES)) this.#addPage(page, data);
  }

  /** Whether anything is known: else the marks in the text must do. */
  get isKnown(): boolean {
    return this.#starts.length > 0;
  }

  isInTable(offset: number): boolean {
    return (this.#kindAt(offset) & IN_TABLE) !== 0;
  }

  isRowEnd(offset: number): boolean {
    return (this.#kindAt(offset) & ROW_END) !== 0;
  }

  /** The style of a paragraph, and what differs from it. */
  formatAt(offset: number): ParagraphFormat {
    const index = this.#indexAt(offset);
    const place = index < 0 ? 0 : this.#places[index]!;
    if (place === 0) return { style: 0, changes: Buffer.alloc(0) };
    const at = place % PAGE_BYTES;
    const page = Buffer.from(this.#main.buffer, this.#main.byteOffset + place - at, PAGE_BYTES);
    const { style, changes } = propertiesAt(page, at);
    return { style, changes: Buffer.concat([changes, hugeChanges(changes, this.#data)]) };
  }

  /** [MS-DOC] 2.9.174 PapxFkp: places of paragraphs, then places of their properties. */
  #addPage(page: Buffer, data: Uint8Array | null): void {
    const count = page[PAGE_BYTES - 1]!;
    if (4 * (count + 1) + ENTRY_BYTES * count > PAGE_BYTES - 1) return;
    for (let i = 0; i < count; i++) {
      const start = page.readUInt32LE(4 * i);
      // Pages come in the order of the text; one that does not is damaged.
      if (start < (this.#starts.at(-1) ?? 0)) continue;
      const at = page[4 * (count + 1) + ENTRY_BYTES * i]! * 2;
      this.#starts.push(start);
      this.#kinds.push(at === 0 ? 0 : kindOf(propertiesAt(page, at).changes, data));
      this.#places.push(at === 0 ? 0 : page.byteOffset - this.#main.byteOffset + at);
    }
  }

  #kindAt(offset: number): number {
    const index = this.#indexAt(offset);
    return index < 0 ? 0 : this.#kinds[index]!;
  }

  /** The last paragraph that begins at or before a place; -1 when there is none. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** How a paragraph is formatted: the number of its style, and changes of properties. */
export interface ParagraphFormat {
  readonly style: number;
  readonly changes: Buffer;
}

/** The style and the changes of properties of one paragraph. */
function propertiesAt(page: Buffer, at: number): ParagraphFormat {
  const half = page[at]!;
  const [from, bytes] = half === 0 ? [at + 2, 2 * (page[at + 1] ?? 0)] : [at + 1, 2 * half - 1];
  return {
    style: from + 2 <= PAGE_BYTES ? page.readUInt16LE(from) : 0,
    changes: page.subarray(from + 2, Math.min(PAGE_BYTES - 1, from + bytes)),
  };
}

/** Changes that are too large for a page. */
function hugeChanges(changes: Buffer, data: Uint8Array | null): Buffer {
  for (const { code, operandAt } of propertyChanges(changes))
    if (HUGE_PROPERTIES.includes(code) && data !== null)
      return hugeProperties(data, changes.readUInt32LE(operandAt));
  return Buffer.alloc(0);
}

function kindOf(changes: Buffer, data: Uint8Array | null): number {
  let kind = 0;
  for (const { code, operandAt } of propertyChanges(changes)) {
    if (code === IN_TABLE_PROPERTY && changes[operandAt] === 1) kind |= IN_TABLE;
    else if (ROW_END_PROPERTIES.includes(code) && changes[operandAt] === 1) kind |= ROW_END;
    else if (HUGE_PROPERTIES.includes(code) && data !== null)
      kind |= kindOf(hugeProperties(data, changes.readUInt32LE(operandAt)), null);
  }
  return kind;
}

function hugeProperties(data: Uint8Array, at: number): Buffer {
  const view = Buffer.from(data.buffer, data.byteOffset, data.length);
  return at + 2 <= view.length ? view.subarray(at + 2, at + 2 + view.readUInt16LE(at)) : Buffer.alloc(0);
}
