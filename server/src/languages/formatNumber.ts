import type { Words } from './words.ts';

/** 1 354 in French, 1,354 in English. */
export function formatCount(value: number, words: Words): string {
  return new Intl.NumberFormat(words.locale).format(Math.round(value));
}

/** 61 %; a share that is neither nothing nor all is not written as such. */
export function formatShare(part: number, whole: number, words: Words): string {
  const share = whole === 0 ? 0 : part / whole;
  return percentOf(share, share < 0.01 && share > 0 ? 1 : 0, words);
}

const UNITS = { fr: ['o', 'ko', 'Mo', 'Go', 'To'], en: ['B', 'kB', 'MB', 'GB', 'TB'] } as const;

/** 12,4 Mo */
export function formatBytes(bytes: number, words: Words): string {
  const power = bytes < 1000 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(words.locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value)}\u00a0${UNITS[words.language][power]!}`;
}

/** 23/11/2026 14:05 */
export function formatMoment(iso: string, words: Words): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(iso),
  );
}

/** 23/11/2026, of a day written YYYY-MM-DD. */
export function formatDay(day: string, words: Pick<Words, 'locale'>): string {
  return new Intl.DateTimeFormat(words.locale, { dateStyle: 'short', timeZone: 'UTC' }).format(new Date(day));
}

/** 1 min 20 s */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** 0,91 */
export function formatDecimal(value: number, words: Pick<Words, 'locale'>, digits = 2): string {
  return new Intl.NumberFormat(words.locale, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);
}

/** 0,37 %, 98,2 %: where whole per cents say nothing. A share that is neither nothing nor all is not written as such: 99,96 %. */
export function formatPercent(value: number, words: Pick<Words, 'locale'>): string {
  return percentOf(value, value >= 0.1 ? 1 : 2, words);
}

/** Digits that a share has at most: behind them doubles end. */
const MOST_DIGITS = 14;

/** A share with as many digits as are wanted, or as many as tell it from 0 and from 1. */
function percentOf(value: number, wanted: number, words: Pick<Words, 'locale'>): string {
  const looksWhole = (digits: number): boolean => {
    const written = Number((value * 100).toFixed(digits));
    return (written === 0 && value > 0) || (written === 100 && value < 1);
  };
  let digits = wanted;
  while (digits < MOST_DIGITS && looksWhole(digits)) digits++;
  return new Intl.NumberFormat(words.locale, { style: 'percent', maximumFractionDigits: digits }).format(
    value,
  );
}

/** 0,4996 */
export function formatProbability(value: number, words: Pick<Words, 'locale'>): string {
  const smallest = 0.0001;
  const format = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 4 });
  return value > 0 && value < smallest / 2 ? `< ${format.format(smallest)}` : format.format(value);
}

/** +18,2: evidence for somebody, or against. */
export function formatBits(bits: number, words: Pick<Words, 'locale'>): string {
  return new Intl.NumberFormat(words.locale, {
    maximumFractionDigits: 1,
    minimumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).format(bits);
}
