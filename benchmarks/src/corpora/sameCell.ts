import { decode, encode } from '@constat/server/text/windows1252.ts';

/**
 * The cells that Excel shows for which none was read: each cell that was read answers to one. The same text first, then the same number or date
 * shown otherwise, those first that are shown most exactly.
 */
export function missingCells(shown: readonly string[], read: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const cell of read) left.set(plain(cell), (left.get(plain(cell)) ?? 0) + 1);
  const take = (key: string): boolean => {
    const count = left.get(key) ?? 0;
    if (count === 0) return false;
    if (count === 1) left.delete(key);
    else left.set(key, count - 1);
    return true;
  };
  const unlike = shown.filter((cell) => !take(plain(cell)));
  const values = [...new Set(read)].map((cell) => ({
    key: plain(cell),
    number: numberOf(cell),
    date: ownDate(cell),
  }));
  const roundingOf = (cell: string): number => numberOf(cell)?.rounding ?? 0;
  return unlike
    .toSorted((a, b) => roundingOf(a) - roundingOf(b))
    .filter((cell) => {
      const [number, date] = [numberOf(cell), shownDate(cell)];
      let nearest: { key: string; distance: number } | null = null;
      for (const value of values) {
        const apart =
          number === null || value.number === null
            ? Infinity
            : Math.abs(value.number.value - number.value) / (number.rounding * 1.001 + 1e-12);
        const distance = date !== null && value.date === date ? 0 : apart;
        if (distance <= (nearest?.distance ?? 1) && left.has(value.key))
          nearest = { key: value.key, distance };
      }
      return nearest === null || !take(nearest.key);
    });
}

function plain(text: string): string {
  return decode(encode(text)).replace(/\s+/g, '').toLowerCase();
}

/** A number with half the unit of its last digit. */
interface ShownNumber {
  readonly value: number;
  readonly rounding: number;
}

/** '($1,234.50)', '12.00 TL', '12%', '1.5E+03', '2 1/2'. */
function numberOf(text: string): ShownNumber | null {
  const bare = text
    .replace(/[$€£]|\b[A-Z]{2,3}\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  const fraction = /^(-?)(?:(\d+) +)?(\d+)\/(\d+)$/.exec(bare);
  if (fraction !== null) {
    const value = Number(fraction[2] ?? 0) + Number(fraction[3]) / Number(fraction[4]);
    return { value: fraction[1] === '-' ? -value : value, rounding: 0.5 / Number(fraction[4]) };
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

/** 'D/M/YY' of a date as an American Excel shows it: '12/31/09', '31-Dec-09', 'Thursday, December 31, 2009'. */
function shownDate(text: string): string | null {
  const american = /^(\d{1,2})\/(\d{1,2})\/(?:\d\d)?(\d\d)(?: |$)/.exec(text.trim());
  if (american !== null) return [american[2], american[1], american[3]].map(Number).join('/');
  const words = /^(\d{1,2})-([a-z]{3})-(?:\d\d)?(\d\d)$/i.exec(text.trim());
  const long = /^[a-z]+, ([a-z]{3})[a-z]* (\d{1,2}), \d\d(\d\d)$/i.exec(text.trim());
  if (long !== null)
    return [Number(long[2]), MONTHS.indexOf(long[1]!.toLowerCase()) + 1, Number(long[3])].join('/');
  const month = MONTHS.indexOf(words?.[2]?.toLowerCase() ?? '') + 1;
  return month === 0 ? null : [words![1], month, words![3]].map(Number).join('/');
}

/** The same of a cell as we show it: '31/12/2009'. */
function ownDate(cell: string): string | null {
  const match = /^(\d\d)\/(\d\d)\/\d\d(\d\d)/.exec(cell);
  return match === null ? null : match.slice(1).map(Number).join('/');
}
