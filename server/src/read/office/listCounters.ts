/** How one level of a list is numbered. */
export interface ListLevel {
  start: number;
  /** As OOXML calls it (ECMA-376, 17.18.59): 'decimal', 'upperRoman', 'bullet' … */
  format: string;
  /** '%1.%2)' is the number of the first level, a point, that of the second. */
  text: string;
  /** A number of a level above it sets it back; by default any does. */
  restart: number | null;
  /** Whether the levels above are shown in digits. */
  isLegal: boolean;
}

export const LIST_LEVELS = 9;
const NUMBER_LIMIT = 1_000_000;

/** Counts the paragraphs of lists, as Word does: lists of one definition go on from each other. */
export class ListCounters {
  /** Where each definition stands, level by level. */
  readonly #counters = new Map<string, (number | null)[]>();
  readonly #begun = new Set<string>();

  /**
   * The label of the next paragraph at `level` of a list; '' when it has none. `start` is where the list begins if not where its definition does: it does so
   * once.
   */
  next(
    definition: string,
    levels: readonly (ListLevel | undefined)[],
    list: string,
    level: number,
    start?: number,
  ): string {
    const own = levels[level];
    if (own === undefined) return '';
    return labelOf(levels, this.#count(definition, levels, list, level, own, start), own);
  }

  #count(
    definition: string,
    levels: readonly (ListLevel | undefined)[],
    list: string,
    level: number,
    own: ListLevel,
    start: number | undefined,
  ): (number | null)[] {
    const counters = this.#counters.get(definition) ?? new Array<number | null>(LIST_LEVELS).fill(null);
    this.#counters.set(definition, counters);
    const begin = this.#begun.has(`${list} ${level}`) ? undefined : start;
    this.#begun.add(`${list} ${level}`);
    const before = begin === undefined ? counters[level]! : null;
    counters[level] = before === null ? (begin ?? own.start) : Math.min(NUMBER_LIMIT, before + 1);
    for (let above = 0; above < level; above++) counters[above] ??= levels[above]?.start ?? 1;
    for (let below = level + 1; below < LIST_LEVELS; below++)
      if (level < (levels[below]?.restart ?? below)) counters[below] = null;
    return counters;
  }
}

function labelOf(
  levels: readonly (ListLevel | undefined)[],
  counters: readonly (number | null)[],
  own: ListLevel,
): string {
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
