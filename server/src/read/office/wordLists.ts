import { LIST_LEVELS, ListCounters, type ListLevel } from './listCounters.ts';
import type { WordFile } from './wordFile.ts';
import { listPlaceOf } from './wordProperties.ts';
import { WordStyles } from './wordStyles.ts';

/** Numbers of the tables of lists, and of what paragraphs refer to ([MS-DOC] 2.5.6). */
const LISTS = 73;
const OVERRIDES = 74;
/** Sizes of LSTF, LVLF, LFO and LFOLVL ([MS-DOC] 2.9.147, 2.9.150, 2.9.131, 2.9.133). */
const LIST_BYTES = 28;
const LEVEL_BYTES = 28;
const OVERRIDE_BYTES = 16;
const LEVEL_OVERRIDE_BYTES = 8;
/** Word makes a handful of them; counts in a file may say anything. */
const LIST_LIMIT = 20_000;
const LABEL_LIMIT = 100;

/** Formats of numbers ([MS-OSHARED] 2.2.1.3) that are not digits. */
const FORMATS: Readonly<Record<number, string>> = {
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  5: 'ordinal',
  22: 'decimalZero',
  23: 'bullet',
  255: 'none',
};

/** What a paragraph refers to: a list, with levels of its own or beginning elsewhere. */
interface Override {
  readonly list: number;
  readonly levels: ReadonlyMap<number, ListLevel>;
  readonly starts: ReadonlyMap<number, number>;
}

/** The numbers that Word puts before the paragraphs of lists, in documents of Word 97 to 2003. */
export class WordLists {
  readonly #lists: ReadonlyMap<number, readonly ListLevel[]>;
  readonly #overrides: readonly Override[];
  readonly #styles: WordStyles;
  readonly #counters = new ListCounters();

  constructor(file: WordFile) {
    this.#lists = file.isWord97 ? listsOf(file) : new Map();
    this.#overrides = this.isEmpty ? [] : overridesOf(file.table(OVERRIDES));
    this.#styles = new WordStyles(this.isEmpty ? null : file);
  }

  get isEmpty(): boolean {
    return this.#lists.size === 0;
  }

  /** The label of the next paragraph with these properties; '' when it has none. */
  next({ style, changes }: { readonly style: number; readonly changes: Buffer }): string {
    const own = listPlaceOf(changes);
    const inherited = this.#styles.place(style);
    const number = own.list ?? inherited.list ?? 0;
    const override = this.#overrides[number - 1];
    const levels = override === undefined ? undefined : this.#lists.get(override.list);
    const level = levels?.length === 1 ? 0 : (own.level ?? inherited.level ?? 0);
    if (override === undefined || levels === undefined || level >= LIST_LEVELS) return '';
    const all = Array.from({ length: LIST_LEVELS }, (_, i) => override.levels.get(i) ?? levels[i]);
    return this.#counters.next(String(override.list), all, String(number), level, override.starts.get(level));
  }
}

/** [MS-DOC] 2.9.192 PlfLst: the lists; the levels of all of them follow behind it. */
function listsOf(file: WordFile): Map<number, ListLevel[]> {
  const lists = new Map<number, ListLevel[]>();
  const view = file.tableAndRest(LISTS);
  const count = view === null ? 0 : Math.min(LIST_LIMIT, view.readUInt16LE(0));
  let at = 2 + count * LIST_BYTES;
  for (let i = 0; i < count && view !== null && at < view.length; i++) {
    const head = 2 + i * LIST_BYTES;
    const isSimple = (view[head + 26]! & 1) !== 0;
    const levels: ListLevel[] = [];
    for (let level = 0; level < (isSimple ? 1 : LIST_LEVELS); level++) {
      const read = levelAt(view, at);
      if (read === null) return lists;
      levels.push(read.level);
      at = read.end;
    }
    lists.set(view.readInt32LE(head), levels);
  }
  return lists;
}

/** [MS-DOC] 2.9.149 LVL, and where it ends; null where it is cut. */
function levelAt(view: Buffer, at: number): { level: ListLevel; end: number } | null {
  if (at + LEVEL_BYTES > view.length) return null;
  const flags = view[at + 5]!;
  const textAt = at + LEVEL_BYTES + view[at + 24]! + view[at + 25]!;
  if (textAt + 2 > view.length) return null;
  const characters = view.readUInt16LE(textAt);
  const end = textAt + 2 + 2 * characters;
  if (end > view.length) return null;
  const level = {
    start: Math.max(0, view.readInt32LE(at)),
    format: FORMATS[view[at + 4]!] ?? 'decimal',
    text: labelText(view.toString('utf16le', textAt + 2, Math.min(end, textAt + 2 + 2 * LABEL_LIMIT))),
    restart: (flags & 8) === 0 ? null : view[at + 26]!,
    isLegal: (flags & 4) !== 0,
  };
  return { level, end };
}

/** Characters below nine stand for the numbers of the levels. */
function labelText(text: string): string {
  return text.replace(/[\0-\x08]/g, (sign) => `%${sign.charCodeAt(0) + 1}`);
}

/** [MS-DOC] 2.9.191 PlfLfo: what paragraphs refer to by number, then for each what differs from its list. */
function overridesOf(table: Uint8Array | null): Override[] {
  if (table === null || table.length < 4) return [];
  const view = Buffer.from(table.buffer, table.byteOffset, table.length);
  const room = Math.floor((view.length - 4) / OVERRIDE_BYTES);
  const count = Math.min(LIST_LIMIT, room, view.readUInt32LE(0));
  const overrides: Override[] = [];
  let at = 4 + count * OVERRIDE_BYTES;
  for (let i = 0; i < count; i++) {
    const head = 4 + i * OVERRIDE_BYTES;
    const levels = new Map<number, ListLevel>();
    const starts = new Map<number, number>();
    at = readOverrides(view, at + 4, view[head + 12]!, levels, starts);
    overrides.push({ list: view.readInt32LE(head), levels, starts });
  }
  return overrides;
}

/** [MS-DOC] 2.9.132 LFOData, behind its first field; returns where it ends. */
function readOverrides(
  view: Buffer,
  from: number,
  count: number,
  levels: Map<number, ListLevel>,
  starts: Map<number, number>,
): number {
  let at = from;
  for (let i = 0; i < count; i++) {
    if (at + LEVEL_OVERRIDE_BYTES > view.length) return view.length;
    const flags = view[at + 4]!;
    const level = flags & 0x0f;
    const read = (flags & 0x20) === 0 ? null : levelAt(view, at + LEVEL_OVERRIDE_BYTES);
    if (read !== null) levels.set(level, read.level);
    if ((flags & 0x10) !== 0) starts.set(level, read?.level.start ?? Math.max(0, view.readInt32LE(at)));
    at = read?.end ?? at + LEVEL_OVERRIDE_BYTES;
  }
  return at;
}
