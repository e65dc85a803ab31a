import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { OfficePackage } from './officePackage.ts';

/** How one level of a list is numbered. */
interface Level {
  start: number;
  format: string;
  /** '%1.%2)' is the number of the first level, a point, that of the second. */
  text: string;
  /** A number of a level above it sets it back; by default any does. */
  restart: number | null;
  /** Whether the levels above are shown in digits. */
  isLegal: boolean;
}

/** A list as paragraphs refer to it: the definition it follows, levels of its own, and where it begins otherwise. */
interface List {
  definition: string;
  readonly levels: Map<number, Level>;
  readonly starts: Map<number, number>;
}

/** Where a paragraph stands in a list. */
export interface ListPlace {
  readonly list: string | undefined;
  readonly level: number | undefined;
}

const LEVELS = 9;
const STYLE_DEPTH = 20;
const NUMBER_LIMIT = 1_000_000;

/** The numbers that Word puts before the paragraphs of lists (ECMA-376, 17.9). */
export class WordNumbering {
  readonly #definitions = new Map<string, Level[]>();
  /** Definitions that only point at a style, and definitions of such styles. */
  readonly #styleLinks = new Map<string, string>();
  readonly #linkedStyles = new Map<string, string>();
  readonly #lists = new Map<string, List>();
  readonly #styles = new Map<string, { based: string; place: ListPlace }>();
  /** Where each definition stands, level by level. */
  readonly #counters = new Map<string, (number | null)[]>();
  readonly #begun = new Set<string>();

  static async read(file: OfficePackage): Promise<WordNumbering> {
    const numbering = new WordNumbering();
    await file.parse('word/numbering.xml', numbering.#definitionHandler());
    if (!numbering.isEmpty) await file.parse('word/styles.xml', numbering.#styleHandler());
    return numbering;
  }

  get isEmpty(): boolean {
    return this.#lists.size === 0;
  }

  /** The label of the next paragraph at this place (or of this style); '' when it has none. */
  next(place: ListPlace, style: string): string {
    const inherited = this.#placeOfStyle(style);
    const list = this.#lists.get(place.list ?? inherited.list ?? '');
    const level = place.level ?? inherited.level ?? 0;
    if (list === undefined || level < 0 || level >= LEVELS) return '';
    const definition = this.#resolve(list.definition);
    const levels = levelsOf(this.#definitions.get(definition) ?? [], list);
    if (levels[level] === undefined) return '';
    const counters = this.#count(definition, levels, place.list ?? inherited.list ?? '', list, level);
    return labelOf(levels, counters, level);
  }

  #count(
    definition: string,
    levels: readonly Level[],
    id: string,
    list: List,
    level: number,
  ): (number | null)[] {
    const counters = this.#counters.get(definition) ?? new Array<number | null>(LEVELS).fill(null);
    this.#counters.set(definition, counters);
    // A list that begins elsewhere does so once.
    const begin = this.#begun.has(`${id} ${level}`) ? undefined : list.starts.get(level);
    this.#begun.add(`${id} ${level}`);
    const before = begin === undefined ? counters[level]! : null;
    counters[level] = before === null ? (begin ?? levels[level]!.start) : Math.min(NUMBER_LIMIT, before + 1);
    for (let above = 0; above < level; above++) counters[above] ??= levels[above]?.start ?? 1;
    for (let below = level + 1; below < LEVELS; below++)
      if (level < (levels[below]?.restart ?? below)) counters[below] = null;
    return counters;
  }

  #resolve(definition: string): string {
    const style = this.#styleLinks.get(definition);
    return (style === undefined ? undefined : this.#linkedStyles.get(style)) ?? definition;
  }

  #placeOfStyle(style: string): ListPlace {
    let name = style;
    for (let depth = 0; depth < STYLE_DEPTH; depth++) {
      const known = this.#styles.get(name);
      if (known === undefined) break;
      if (known.place.list !== undefined) return known.place;
      name = known.based;
    }
    return { list: undefined, level: undefined };
  }

  #definitionHandler(): MarkupHandler {
    let definition = '';
    let level: Level | null = null;
    let list: List | null = null;
    let override = 0;
    return {
      open: (name, attributes) => {
        const local = localName(name);
        const value = attributes['w:val'] ?? '';
        if (local === 'abstractNum') {
          definition = attributes['w:abstractNumId'] ?? '';
          this.#definitions.set(definition, []);
        } else if (local === 'numStyleLink') this.#styleLinks.set(definition, value);
        else if (local === 'styleLink') this.#linkedStyles.set(value, definition);
        else if (local === 'lvl') {
          level = { start: 0, format: 'decimal', text: '', restart: null, isLegal: false };
          const at = Number(attributes['w:ilvl']);
          const levels = this.#definitions.get(definition);
          if (list !== null) list.levels.set(at, level);
          else if (levels !== undefined && at >= 0 && at < LEVELS) levels[at] = level;
        } else if (local === 'num') {
          list = { definition: '', levels: new Map(), starts: new Map() };
          this.#lists.set(attributes['w:numId'] ?? '', list);
        } else if (local === 'abstractNumId' && list !== null) list.definition = value;
        else if (local === 'lvlOverride') override = Number(attributes['w:ilvl']);
        else if (local === 'startOverride') list?.starts.set(override, Number(value) || 0);
        else if (level !== null) defineLevel(level, local, value);
      },
      close: (name) => {
        if (localName(name) === 'lvl') level = null;
        else if (localName(name) === 'num') list = null;
      },
    };
  }

  #styleHandler(): MarkupHandler {
    let style = '';
    return {
      open: (name, attributes) => {
        const local = localName(name);
        const value = attributes['w:val'] ?? '';
        const known = this.#styles.get(style);
        if (local === 'style') {
          style = attributes['w:styleId'] ?? '';
          this.#styles.set(style, { based: '', place: { list: undefined, level: undefined } });
        } else if (known === undefined) return;
        else if (local === 'basedOn') this.#styles.set(style, { ...known, based: value });
        else if (local === 'numId')
          this.#styles.set(style, { ...known, place: { ...known.place, list: value } });
        else if (local === 'ilvl')
          this.#styles.set(style, { ...known, place: { ...known.place, level: Number(value) } });
      },
    };
  }
}

function levelsOf(levels: readonly Level[], list: List): readonly Level[] {
  return list.levels.size === 0
    ? levels
    : Array.from({ length: LEVELS }, (_, i) => list.levels.get(i) ?? levels[i]!);
}

function defineLevel(level: Level, local: string, value: string): void {
  if (local === 'start') level.start = Number(value) || 0;
  else if (local === 'numFmt') level.format = value;
  else if (local === 'lvlText') level.text = value;
  else if (local === 'lvlRestart') level.restart = Number(value) || 0;
  else if (local === 'isLgl') level.isLegal = value !== '0' && value !== 'false';
}

function labelOf(levels: readonly Level[], counters: readonly (number | null)[], at: number): string {
  const own = levels[at]!;
  if (own.format === 'bullet' || own.format === 'none') return '';
  return own.text.replace(/%([1-9])/g, (_, digit: string) => {
    const level = Number(digit) - 1;
    const format = levels[level]?.format ?? 'none';
    const isLegal = own.isLegal && format !== 'none' && format !== 'bullet';
    return numeral(counters[level] ?? levels[level]?.start ?? 1, isLegal ? 'decimal' : format);
  });
}

const ROMAN = [
  ['M', 1000], ['CM', 900], ['D', 500], ['CD', 400], ['C', 100], ['XC', 90], ['L', 50], ['XL', 40], ['X', 10], ['IX', 9], ['V', 5], ['IV', 4], ['I', 1],
] as const; // prettier-ignore

/** A number in one of Word's formats; those in words are shown in digits. */
function numeral(value: number, format: string): string {
  switch (format) {
    case 'upperRoman':
      return roman(value);
    case 'lowerRoman':
      return roman(value).toLowerCase();
    case 'upperLetter':
      return letters(value);
    case 'lowerLetter':
      return letters(value).toLowerCase();
    case 'ordinal':
      return ordinal(value);
    case 'none':
    case 'bullet':
      return '';
    case 'decimalZero':
      return String(value).padStart(2, '0');
    default:
      return String(value);
  }
}

function roman(value: number): string {
  if (value < 1 || value > 4999) return String(value);
  let left = value;
  let text = '';
  for (const [sign, worth] of ROMAN) for (; left >= worth; left -= worth) text += sign;
  return text;
}

/** A to Z, then AA, BB. */
function letters(value: number): string {
  if (value < 1 || value > 780) return String(value);
  return String.fromCharCode(65 + ((value - 1) % 26)).repeat(Math.ceil(value / 26));
}

function ordinal(value: number): string {
  const last = value % 100 >= 11 && value % 100 <= 13 ? 0 : value % 10;
  return `${value}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
