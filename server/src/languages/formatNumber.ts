import type { Words } from './words.ts';

/** 1 354 in French, 1,354 in English. */
export function formatCount(value: number, words: Words): string {
  return new Intl.NumberFormat(words.locale).format(Math.round(value));
}

/** 61 % */
export function formatShare(part: number, whole: number, words: Words): string {
  return new Intl.NumberFormat(words.locale, {
    style: 'percent',
    maximumFractionDigits: part / whole < 0.01 && part > 0 ? 1 : 0,
  }).format(whole === 0 ? 0 : part / whole);
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

/** 0,37 %, 98,2 %: where whole per cents say nothing. */
export function formatPercent(value: number, words: Pick<Words, 'locale'>): string {
  return new Intl.NumberFormat(words.locale, {
    style: 'percent',
    maximumFractionDigits: value >= 0.1 ? 1 : 2,
  }).format(value);
}
