import { sheetLibrary, type SheetLibrary } from './sheetLibrary.ts';

/** How numbers of a style are shown. 'digits' are masks that pad or group whole numbers: a phone, a postcode, a social security number. */
type Kind = 'number' | 'date' | 'time' | 'digits';

/** Built-in formats (ECMA-376, 18.8.30) that show dates and times. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
const isBuiltInTime = (id: number): boolean => (id >= 18 && id <= 21) || (id >= 45 && id <= 47);

/** Longer format codes are none of Excel. */
const CODE_LIMIT = 255;

/**
 * Number formats of a workbook's cell styles, and how its numbers read: dates as DD/MM/YYYY; whole numbers whose format pads or groups
 * their digits as a person sees them ('06 12 34 56 78'); all others as stored, since formats round and scale, with every digit.
 */
export class CellFormats {
  readonly #codes = new Map<number, string>();
  readonly #styles: number[] = [];
  readonly #kinds = new Map<number, Kind>();
  #library: SheetLibrary | null = null;
  /** Whether serials count from 1904 (old Mac files). */
  from1904 = false;

  define(id: number, code: string): void {
    this.#codes.set(id, code);
    this.#kinds.delete(id);
  }

  /** Adds a style with this format; styles are numbered in the order in which they are added. */
  add(formatId: number): void {
    this.#styles.push(formatId);
  }

  /** Loads what masks need, when there are any. To be awaited before the first cell. */
  async prepare(): Promise<void> {
    if (new Set(this.#styles).values().some((id) => this.#kindOf(id) === 'digits'))
      this.#library = await sheetLibrary();
  }

  /** A number in a style. */
  show(style: number, value: number): string {
    return this.showFormat(this.#styles[style] ?? 0, value);
  }

  /** A number in a format. */
  showFormat(id: number, value: number): string {
    switch (this.#kindOf(id)) {
      case 'number':
        return numberText(value);
      case 'date':
        return dateFromSerial(value, this.from1904) ?? numberText(value);
      case 'time':
        return timeFromSerial(value) ?? numberText(value);
      case 'digits':
        return this.#masked(id, value) ?? numberText(value);
    }
  }

  /** Whether numbers of a style are shown as they are stored. */
  isPlain(style: number): boolean {
    return this.#kindOf(this.#styles[style] ?? 0) === 'number';
  }

  #kindOf(id: number): Kind {
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const code = this.#codes.get(id);
    const kind =
      code !== undefined
        ? kindOfCode(code)
        : isBuiltInDate(id)
          ? 'date'
          : isBuiltInTime(id)
            ? 'time'
            : 'number';
    this.#kinds.set(id, kind);
    return kind;
  }

  /** The number as its mask shows it, if every digit of it is seen. */
  #masked(id: number, value: number): string | null {
    if (this.#library === null || !Number.isSafeInteger(value)) return null;
    try {
      const text = this.#library.SSF.format(this.#codes.get(id) ?? '', value);
      return text.replace(/\D/g, '').includes(String(Math.abs(value))) ? text.trim() : null;
    } catch {
      return null;
    }
  }
}

function kindOfCode(code: string): Kind {
  if (code.length > CODE_LIMIT) return 'number';
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '\u0001');
  const signs = bare.replace(/\[[^\]]*\]/g, '');
  if (/general|standard/i.test(signs)) return 'number';
  if (/[dyj]|(?:^|[^h:])m{3,}|a{4}/i.test(signs)) return 'date';
  if (/[hs]/i.test(signs) || /\[[hms]+\]/i.test(bare)) return 'time';
  return isMask(signs) ? 'digits' : 'number';
}

/**
 * Digits with signs between them or zeros before them; decimals, percent, exponents and thousands are no masks.
 * Sections behind the first are for negative numbers, zero and text.
 */
function isMask(signs: string): boolean {
  const section = signs.split(';')[0]!;
  return !/[.,%eE@]/.test(section) && /00|[0#?][^0#?]+[0#?]|\u0001.*[0#?]|[0#?].*\u0001/.test(section);
}

/** Days from 1899-12-30 to 1904-01-01. */
const OFFSET_1904 = 1462;
const DAY_MINUTES = 1440;

/** The date of a spreadsheet serial as DD/MM/YYYY (with HH:MM when it has a time of day); null when it is no date. */
export function dateFromSerial(serial: number, from1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_466) return null;
  const total = Math.round(serial * DAY_MINUTES);
  const days = Math.floor(total / DAY_MINUTES) + (from1904 ? OFFSET_1904 : 0);
  // Serial 60 is the 29 February 1900 that never was: days before it are one off.
  const date = new Date(Date.UTC(1899, 11, 30) + (days + (days < 60 ? 1 : 0)) * 86_400_000);
  const day = `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
  const minutes = total % DAY_MINUTES;
  return minutes === 0 ? day : `${day} ${clock(minutes)}`;
}

/** Hours and minutes; more than a day where it counts hours. */
function timeFromSerial(serial: number): string | null {
  return Number.isFinite(serial) && serial >= 0 && serial < 1e6
    ? clock(Math.round(serial * DAY_MINUTES))
    : null;
}

function clock(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A number as General shows it, but with all digits of a whole number, and without what binary fractions add (0.1 + 0.2 is 0.3). */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? value.toFixed(0) : String(value);
  return String(Number(value.toPrecision(15)));
}
