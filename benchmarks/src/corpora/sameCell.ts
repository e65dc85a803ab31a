import { decode, encode } from '@constat/server/text/windows1252.ts';

/** The cells that were read, each of which answers to one expected cell. */
export class CellPool {
  readonly #texts = new Map<string, number>();
  readonly #cells: string[];

  constructor(cells: readonly string[]) {
    this.#cells = [...cells];
    for (const cell of cells) this.#count(plain(cell), 1);
  }

  /** Takes a cell that says what Excel shows: the same text, else the same number or date, shown otherwise. */
  take(shown: string): boolean {
    const key = plain(shown);
    const found = this.#texts.has(key) ? key : this.#findValue(shown);
    if (found === undefined) return false;
    this.#count(found, -1);
    return true;
  }

  #findValue(shown: string): string | undefined {
    const same = sameValue(shown);
    if (same === null) return undefined;
    const cell = this.#cells.find((one) => this.#texts.has(plain(one)) && same(one));
    return cell === undefined ? undefined : plain(cell);
  }

  #count(key: string, change: number): void {
    const count = (this.#texts.get(key) ?? 0) + change;
    if (count > 0) this.#texts.set(key, count);
    else this.#texts.delete(key);
  }
}

function plain(text: string): string {
  return decode(encode(text)).replace(/\s+/g, '').toLowerCase();
}

/** A test whether a cell holds the number or the date that Excel shows; null where it shows neither. */
function sameValue(shown: string): ((cell: string) => boolean) | null {
  const number = numberOf(shown);
  if (number !== null)
    return (cell) => {
      const own = numberOf(cell);
      return own !== null && Math.abs(own.value - number.value) <= number.rounding * 1.001 + 1e-12;
    };
  const date = shownDate(shown);
  return date === null ? null : (cell) => ownDates(cell).includes(date);
}

/** A number with half the unit of its last digit. */
interface ShownNumber {
  readonly value: number;
  readonly rounding: number;
}

/** '($1,234.50)', '12%', '1.5E+03', '2 1/2'. */
export function numberOf(text: string): ShownNumber | null {
  const bare = text.trim().replace(/[$€£]/g, '').trim();
  const fraction = /^(-?)(?:(\d+) +)?(\d+)\/(\d+)$/.exec(bare);
  if (fraction !== null) {
    const value = Number(fraction[2] ?? 0) + Number(fraction[3]) / Number(fraction[4]);
    return { value: fraction[1] === '-' ? -value : value, rounding: 0.5 / Number(fraction[4]) ** 2 };
  }
  const match = /^(\()?(-?)([\d,\s]*)(?:\.(\d*))?(?:E([+-]?\d+))?\s*(%)?\)?$/i.exec(bare);
  if (match === null || !/\d/.test(bare)) return null;
  const [, bracket, minus, whole, decimals = '', exponent = '0', percent] = match;
  const scale = 10 ** Number(exponent) / (percent === undefined ? 1 : 100);
  const value = Number(`${whole!.replace(/[,\s]/g, '') || '0'}.${decimals || '0'}`) * scale;
  return {
    value: bracket === '(' || minus === '-' ? -value : value,
    rounding: 0.5 * 10 ** -decimals.length * scale,
  };
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** 'D/M/YY' of a date as an American Excel shows it: '12/31/09', '31-Dec-09'. */
function shownDate(text: string): string | null {
  const american = /^(\d{1,2})\/(\d{1,2})\/(?:\d\d)?(\d\d)(?: |$)/.exec(text.trim());
  if (american !== null) return [american[2], american[1], american[3]].map(Number).join('/');
  const words = /^(\d{1,2})-([a-z]{3})-(?:\d\d)?(\d\d)$/i.exec(text.trim());
  const month = MONTHS.indexOf(words?.[2]?.toLowerCase() ?? '') + 1;
  return month === 0 ? null : [words![1], month, words![3]].map(Number).join('/');
}

/** The same of a cell as we show it: '31/12/2009'. */
function ownDates(cell: string): string[] {
  const match = /^(\d\d)\/(\d\d)\/\d\d(\d\d)/.exec(cell);
  return match === null ? [] : [match.slice(1).map(Number).join('/')];
}
