import { sheetLibrary, type SheetLibrary } from './sheetLibrary.ts';

/**
 * How numbers of a style are shown. 'plain' as they are stored; 'decimal' with so many decimals; 'mask' pads or groups whole numbers (a phone,
 * a postcode, a social security number); 'other' is anything else (percent, currency, fractions).
 */
type Kind = 'plain' | 'decimal' | 'date' | 'time' | 'mask' | 'other';

/** Built-in formats (ECMA-376, 18.8.30) that show dates and times. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

const BUILT_IN_TIMES: Record<number, string> = {
  18: 'h:mm AM/PM', 19: 'h:mm:ss AM/PM', 20: 'h:mm', 21: 'h:mm:ss', 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0',
}; // prettier-ignore

/** Longer format codes are none of Excel. */
const CODE_LIMIT = 255;

/** Built-in formats with decimals, percent, exponents and fractions. */
const BUILT_IN: Record<number, string> = {
  2: '0.00', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?', 13: '# ??/??', 39: '#,##0.00;(#,##0.00)', 40: '#,##0.00;[Red](#,##0.00)',
}; // prettier-ignore
const DECIMAL = /^[#,]*0\.(0+)(?:_.)?$/;

/**
 * Number formats of a workbook's cell styles, and how its numbers read: dates as DD/MM/YYYY; whole numbers with all their digits, as a mask
 * shows them ('06 12 34 56 78') if there is one; other numbers as a person sees them.
 */
export class CellFormats {
  readonly #codes = new Map<number, string>(Object.entries(BUILT_IN).map(([id, code]) => [Number(id), code]));
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

  /** Loads what some formats need. To be awaited before the first cell. */
  async prepare(): Promise<void> {
    const kinds = new Set(new Set(this.#styles).values().map((id) => this.#kindOf(id)));
    if (kinds.has('mask') || kinds.has('other') || kinds.has('time')) this.#library = await sheetLibrary();
  }

  /** Loads what formats may need before any is known. */
  async load(): Promise<void> {
    this.#library = await sheetLibrary();
  }

  /** A number in a style. */
  show(style: number, value: number): string {
    return this.showFormat(this.#styles[style] ?? 0, value);
  }

  /** A number in a format. */
  showFormat(id: number, value: number): string {
    switch (this.#kindOf(id)) {
      case 'plain':
        return numberText(value);
      case 'decimal':
        return Number.isInteger(value) ? numberText(value) : this.#decimal(id, value);
      case 'date':
        return dateFromSerial(value, this.from1904) ?? numberText(value);
      case 'time':
        return this.#formatted(this.#codes.get(id) ?? BUILT_IN_TIMES[id]!, value) ?? numberText(value);
      case 'mask':
        return this.#masked(id, value) ?? numberText(value);
      case 'other':
        return (
          (Number.isInteger(value) ? null : this.#formatted(this.#codes.get(id)!, value)) ?? numberText(value)
        );
    }
  }

  /** Whether numbers of a style are shown as they are stored. */
  isPlain(style: number): boolean {
    return this.#kindOf(this.#styles[style] ?? 0) === 'plain';
  }

  #kindOf(id: number): Kind {
    const known = this.#kinds.get(id);
    if (known !== undefined) return known;
    const code = this.#codes.get(id);
    const kind = isBuiltInDate(id)
      ? 'date'
      : id in BUILT_IN_TIMES
        ? 'time'
        : code === undefined
          ? 'plain'
          : kindOfCode(code);
    this.#kinds.set(id, kind);
    return kind;
  }

  #decimal(id: number, value: number): string {
    const code = this.#codes.get(id)!;
    const text = value.toFixed(DECIMAL.exec(code)![1]!.length);
    return code.includes(',') ? grouped(text) : text;
  }

  #formatted(code: string, value: number): string | null {
    try {
      const text = this.#library?.SSF.format(code, value).trim();
      return text === undefined || text === '' ? null : text;
    } catch {
      return null;
    }
  }

  /** The number as its mask shows it, if every digit of it is seen. */
  #masked(id: number, value: number): string | null {
    if (!Number.isSafeInteger(value)) return null;
    const text = this.#formatted(this.#codes.get(id)!, value);
    return text?.replace(/\D/g, '').includes(String(Math.abs(value))) === true ? text : null;
  }
}

function kindOfCode(code: string): Kind {
  if (code.length > CODE_LIMIT) return 'plain';
  if (DECIMAL.test(code)) return 'decimal';
  const bare = code.replace(/"[^"]*"|\\.|_.|\*./g, '\u0001');
  const signs = bare.replace(/\[[^[\]]*\]/g, '');
  if (/general|standard/i.test(signs)) return 'plain';
  if (/[dyj]|(?:^|[^h:])m{3,}|a{4}/i.test(signs)) return 'date';
  if (/[hs]/i.test(signs) || /\[[hms]+\]/i.test(bare)) return 'time';
  if (isMask(signs)) return 'mask';
  return /^[#0,@]*$/.test(signs) ? 'plain' : 'other';
}

/**
 * Digits with signs between them or zeros before them; decimals, percent, exponents and thousands are no masks.
 * Sections behind the first are for negative numbers, zero and text.
 */
function isMask(signs: string): boolean {
  const section = signs.split(';')[0]!;
  if (/[.,%eE@/]/.test(section) || !/[0#?]/.test(section)) return false;
  return section.includes('00') || section.includes('\u0001') || /[0#?][^0#?]+[0#?]/.test(section);
}

/** '1234567.89' as '1,234,567.89'. */
function grouped(text: string): string {
  const point = text.indexOf('.');
  const first = text.startsWith('-') ? 1 : 0;
  let whole = '';
  for (let i = first; i < point; i++) whole += (i > first && (point - i) % 3 === 0 ? ',' : '') + text[i]!;
  return text.slice(0, first) + whole + text.slice(point);
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
