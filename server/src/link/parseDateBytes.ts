import { type DateReading, FRENCH_DATES, parseBirthDate, UNKNOWN_DATES } from '../columns/parseBirthDate.ts';
import { decode } from '../text/windows1252.ts';

const ZERO = 0x30;

/** The number written by `count` digits from `at`, or -1. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function isSeparator(byte: number): boolean {
  return byte === 0x2f || byte === 0x2d || byte === 0x2e || byte === 0x20;
}

/**
 * A date cell as YYYYMMDD, 0 when it is none. The two spellings that fill tables (DD/MM/YYYY, YYYY-MM-DD, either perhaps with a time)
 * are read from the bytes; every other one by parseBirthDate. `reading` says how the dates of its column are written.
 */
export function parseDateBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  reading: DateReading = FRENCH_DATES,
): number {
  if (end - start >= 10 && reading.order === 'day_first') {
    const dayFirst = isSeparator(bytes[start + 2]!) && isSeparator(bytes[start + 5]!);
    if (dayFirst) {
      const date = whole(digits(bytes, start + 6, 4), digits(bytes, start + 3, 2), digits(bytes, start, 2));
      if (date > 0) return date;
    } else if (isSeparator(bytes[start + 4]!) && isSeparator(bytes[start + 7]!)) {
      const date = whole(digits(bytes, start, 4), digits(bytes, start + 5, 2), digits(bytes, start + 8, 2));
      if (date > 0) return date;
    }
  }
  if (end - start > 40) return 0;
  const date = parseBirthDate(decode(bytes, start, end), reading);
  return date === null ? 0 : date.year * 10_000 + date.month * 100 + date.day;
}

function whole(year: number, month: number, day: number): number {
  const date = year * 10_000 + month * 100 + day;
  const isDate = year >= 1850 && year <= 2100 && month >= 0 && month <= 12 && day >= 0 && day <= 31;
  return isDate && !UNKNOWN_DATES.has(date) ? date : 0;
}
