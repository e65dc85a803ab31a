import type { WordFile } from './wordFile.ts';
import { listPlaceOf, type ParagraphList } from './wordProperties.ts';

/** Number of the table of styles ([MS-DOC] 2.5.6). */
const STYLES = 1;
const STYLE_LIMIT = 4_096;
const STYLE_DEPTH = 20;
const PARAGRAPH_STYLE = 1;

interface Style {
  readonly based: number;
  readonly place: ParagraphList;
}

/** In which lists the styles of a Word 97 document put their paragraphs. */
export class WordStyles {
  readonly #styles: readonly (Style | undefined)[];

  constructor(file: WordFile | null) {
    this.#styles = stylesOf(file?.table(STYLES) ?? null);
  }

  /** What a style says of lists, or the styles that it is based on. */
  place(number: number): ParagraphList {
    let style = this.#styles[number];
    let level: number | undefined;
    for (let depth = 0; style !== undefined && depth < STYLE_DEPTH; depth++) {
      level ??= style.place.level;
      if (style.place.list !== undefined) return { list: style.place.list, level };
      style = this.#styles[style.based];
    }
    return { list: undefined, level };
  }
}

/** [MS-DOC] 2.9.271 STSH: how long a style's fixed part is, then the styles, each behind its length. */
function stylesOf(table: Uint8Array | null): (Style | undefined)[] {
  if (table === null || table.length < 6) return [];
  const view = Buffer.from(table.buffer, table.byteOffset, table.length);
  const headBytes = view.readUInt16LE(0);
  const count = Math.min(STYLE_LIMIT, view.readUInt16LE(2));
  const fixedBytes = view.readUInt16LE(4);
  const styles: (Style | undefined)[] = [];
  for (let i = 0, at = 2 + headBytes; i < count && at + 2 <= view.length; i++) {
    const bytes = view.readUInt16LE(at);
    styles.push(styleOf(view.subarray(at + 2, at + 2 + bytes), fixedBytes));
    at += 2 + bytes + (bytes % 2);
  }
  return styles;
}

/** [MS-DOC] 2.9.260 STD: fixed part, name, changes of properties; those of paragraphs come first, behind the number of the style. */
function styleOf(style: Buffer, fixedBytes: number): Style | undefined {
  if (fixedBytes < 10 || style.length < fixedBytes + 2) return undefined;
  const kind = style.readUInt16LE(2) & 0x0f;
  const based = style.readUInt16LE(2) >> 4;
  const nameBytes = 2 * style.readUInt16LE(fixedBytes) + 4;
  const at = fixedBytes + nameBytes;
  if (kind !== PARAGRAPH_STYLE || at + 4 > style.length) return { based, place: NOWHERE };
  const bytes = style.readUInt16LE(at);
  return { based, place: listPlaceOf(style.subarray(at + 4, at + 2 + bytes)) };
}

const NOWHERE: ParagraphList = { list: undefined, level: undefined };
