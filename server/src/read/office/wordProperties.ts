import type { WordFile } from './wordFile.ts';

/** Bytes of a page of formatting. */
export const PAGE_BYTES = 512;
const PAGE_LIMIT = 1_000_000;

/** Numbers of the tables of pages with formatting ([MS-DOC] 2.5.6). */
export const CHARACTER_PAGES = 12;
export const PARAGRAPH_PAGES = 13;

/** The pages of formatting of a Word 97 document that a table names ([MS-DOC] 2.8.5, 2.8.6), in the order of the text. */
export function* formattingPages(file: WordFile, table: number): Generator<Buffer> {
  const { buffer, byteOffset } = file.main;
  for (const at of formattingPlaces(file, table)) yield Buffer.from(buffer, byteOffset + at, PAGE_BYTES);
}

/** Where these pages lie in the main stream. */
export function* formattingPlaces(file: WordFile, table: number): Generator<number> {
  const pages = file.isWord97 ? file.table(table) : null;
  if (pages === null) return;
  const view = Buffer.from(pages.buffer, pages.byteOffset, pages.length);
  const count = Math.min(PAGE_LIMIT, Math.floor((view.length - 4) / 8));
  for (let i = 0; i < count; i++) {
    const at = (view.readUInt32LE(4 * (count + 1) + 4 * i) & 0x3f_ffff) * PAGE_BYTES;
    if (at + PAGE_BYTES <= file.main.length) yield at;
  }
}

/** One change of a property: its code and where its operand begins. */
export interface PropertyChange {
  readonly code: number;
  readonly operandAt: number;
}

/** Walks changes of properties ([MS-DOC] 2.6 Prl); those that run over the end are left out. */
export function* propertyChanges(changes: Buffer): Generator<PropertyChange> {
  for (let at = 0; at + 3 <= changes.length;) {
    const code = changes.readUInt16LE(at);
    const end = at + 2 + operandBytes(code, changes, at + 2);
    if (end > changes.length) return;
    yield { code, operandAt: at + 2 };
    at = end;
  }
}

const TABLE_DEFINITION = 0xd608;
const TABS_CHANGE = 0xc615;

function operandBytes(code: number, changes: Buffer, at: number): number {
  switch (code >> 13) {
    case 0:
    case 1:
      return 1;
    case 3:
      return 4;
    case 6:
      if (code === TABLE_DEFINITION) return at + 2 <= changes.length ? changes.readUInt16LE(at) + 1 : 2;
      if (code === TABS_CHANGE && changes[at] === 255) return changes.length;
      return 1 + (changes[at] ?? 0);
    case 7:
      return 3;
    default:
      return 2;
  }
}

/** Codes of properties that put a paragraph into a list ([MS-DOC] 2.6.2). */
const LEVEL_PROPERTY = 0x260a;
const LIST_PROPERTY = 0x460b;

/** Where a paragraph stands in a list: the number of the list, from 1 (0 for none), and the level; what is not said is undefined. */
export interface ParagraphList {
  readonly list: number | undefined;
  readonly level: number | undefined;
}

/** What changes of properties say of lists. A list that was taken away for good (a negative number) is none. */
export function listPlaceOf(changes: Buffer): ParagraphList {
  let list: number | undefined;
  let level: number | undefined;
  for (const { code, operandAt } of propertyChanges(changes)) {
    if (code === LEVEL_PROPERTY) level = changes[operandAt];
    else if (code === LIST_PROPERTY) list = Math.max(0, changes.readInt16LE(operandAt));
  }
  return { list, level };
}
