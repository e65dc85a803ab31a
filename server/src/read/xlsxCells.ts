/** Number formats of a workbook's cell styles: which styles show dates (ECMA-376, 18.8.30). */
export class CellFormats {
  readonly #codes = new Map<number, string>();
  readonly #styles: number[] = [];

  define(id: number, code: string): void {
    this.#codes.set(id, code);
  }

  add(formatId: number): void {
    this.#styles.push(formatId);
  }

  isDate(style: number): boolean {
    const id = this.#styles[style] ?? 0;
    const code = this.#codes.get(id);
    if (code === undefined)
      return (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
    return /[dyj]|(?:^|[^h:])m{3,}|a{4}/i.test(code.replace(/"[^"]*"|\[[^[\]]*\]|\\./g, ''));
  }
}

/** Days from 1899-12-30 to 1904-01-01. */
const OFFSET_1904 = 1462;

/** The date of a spreadsheet serial as DD/MM/YYYY (with HH:MM when it has a time of day); null when it is no date. */
export function dateFromSerial(serial: number, from1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return null;
  const days = Math.floor(serial) + (from1904 ? OFFSET_1904 : 0);
  // Serial 60 is the 29 February 1900 that never was: days before it are one off.
  const date = new Date(Date.UTC(1899, 11, 30) + (days + (days < 60 ? 1 : 0)) * 86_400_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
  const minutes = Math.round((serial % 1) * 1440);
  return minutes === 0 ? day : `${day} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A stored number as General shows it: '2.84079122899953E+14' is 284079122899953. */
export function numberText(stored: string): string {
  if (!/[eE]/.test(stored)) return stored;
  const value = Number(stored);
  return Number.isSafeInteger(value) ? value.toFixed(0) : String(value);
}
