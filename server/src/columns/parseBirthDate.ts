/** A date without a time zone; month and day are 0 when unknown. 31/02/1941 is kept as written: civil registers hold such dates. */
export interface PlainDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const MONTHS = ['janv', 'fevr', 'mars', 'avr', 'mai', 'juin', 'juil', 'aout', 'sept', 'oct', 'nov', 'dec'];
const MONTH_WORD = /^(?:(\d{1,2})(?:er)?[ .\-/]+)?([a-z]{3,9})\.?[ .\-/]+(\d{4}|\d{2})$/;

/** 'February 22, 1938'. */
const MONTH_FIRST = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/;

/** Dates (YYYYMMDD) that stand for 'unknown'. */
export const UNKNOWN_DATES: ReadonlySet<number> = new Set([19000101, 19010101, 11111111, 99991231, 18991230]);

/** Which comes first where slashes, dots or dashes separate day and month: the day, as everywhere but in America. */
export type DateOrder = 'day_first' | 'month_first';

/** Which comes first in dates of six digits without anything between them: '140784' or '840714'. */
export type ShortOrder = 'day_first' | 'year_first';

/** How the dates of one column are written. */
export interface DateReading {
  readonly order: DateOrder;
  /** Null where six digits are no date. */
  readonly short: ShortOrder | null;
  /** Whether bare numbers count days as spreadsheets do (45000 is the 15 March 2023). */
  readonly serial: boolean;
}

export const FRENCH_DATES: DateReading = { order: 'day_first', short: null, serial: false };

/**
 * Reads a birth date in any French spelling (identifiers.md 9): day first where slashes or dots separate, ISO, compact YYYYMMDD, in words, year only.
 * Two-digit years that would lie in the future are of the century before. Null when it is no date, or one that stands for 'unknown'.
 * `reading` says how the dates of its column are written.
 */
export function parseBirthDate(text: string, reading: DateReading = FRENCH_DATES): PlainDate | null {
  const plain = text
    .trim()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/(?<=\d) ?[,(/-]? ?\d{1,3} ?(?:ans?|mois|jours?|j|yo|years?)\.?\)?$/, '')
    .replace(/(?:[t ]|, )\d{1,2}[:h]\d{2}.*$/, '');
  const serial = reading.serial ? fromSerial(plain) : null;
  const date = serial ?? short(plain, reading.short) ?? numeric(plain, reading.order) ?? inWords(plain);
  if (date === null || UNKNOWN_DATES.has(date.year * 10_000 + date.month * 100 + date.day)) return null;
  return isPossible(date) ? date : null;
}

/** How the dates of a column are written, where one of them can be read in one way only; null where none shows it. */
export function dateOrderOf(cells: readonly string[]): DateOrder | null {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const cell of cells) {
    const match = SEPARATED.exec(cell);
    if (match === null) continue;
    if (Number(match[1]) > 12) dayFirst++;
    else if (Number(match[2]) > 12) monthFirst++;
  }
  if (dayFirst === monthFirst) return null;
  return dayFirst > monthFirst ? 'day_first' : 'month_first';
}

const SEPARATED = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b/;

/** How the dates of six digits of a column are written, where one of them can be read in one way only; null where none shows it, or it has none. */
export function shortOrderOf(cells: readonly string[]): ShortOrder | null {
  let dayFirst = 0;
  let yearFirst = 0;
  for (const cell of cells) {
    if (!SHORT.test(cell)) continue;
    const isDayFirst = short(cell, 'day_first') !== null;
    if (isDayFirst === (short(cell, 'year_first') !== null)) continue;
    if (isDayFirst) dayFirst++;
    else yearFirst++;
  }
  if (dayFirst === yearFirst) return null;
  return dayFirst > yearFirst ? 'day_first' : 'year_first';
}

/** Whether a cell can be a date of six digits. */
export function isShortDate(cell: string): boolean {
  return short(cell, 'day_first') !== null || short(cell, 'year_first') !== null;
}

const SHORT = /^(\d\d)(\d\d)(\d\d)$/;

function short(text: string, order: ShortOrder | null): PlainDate | null {
  const match = order === null ? null : SHORT.exec(text);
  if (match === null) return null;
  const [first, month, last] = [match[1]!, Number(match[2]), match[3]!];
  const [day, year] = order === 'day_first' ? [first, last] : [last, first];
  if (month < 1 || month > 12 || Number(day) < 1 || Number(day) > 31) return null;
  return { day: Number(day), month, year: fullYear(year) };
}

/** The serials of 1 January 1900 … 2040; what a birth date can be. */
const SERIAL = /^(\d{4,5})(?:[.,]0*)?$/;
const LAST_SERIAL = 51_136;

/** Whether a cell can be the day number of a spreadsheet: 1909 at the earliest, since four digits are rather a year or a code. */
export function isSerialDate(cell: string): boolean {
  const match = SERIAL.exec(cell);
  return match !== null && Number(match[1]) >= 3500 && Number(match[1]) <= LAST_SERIAL;
}

function fromSerial(text: string): PlainDate | null {
  if (!isSerialDate(text)) return null;
  const date = new Date(Date.UTC(1899, 11, 30) + Number(SERIAL.exec(text)![1]) * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

function numeric(text: string, order: DateOrder): PlainDate | null {
  const separated = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$/.exec(text);
  if (separated !== null) {
    const [first, second] = [Number(separated[1]), Number(separated[2])];
    const year = fullYear(separated[3]!);
    // A month above 12 is none: the cell is written the other way than its column.
    return order === 'day_first' || (second <= 12 && first > 12)
      ? { day: first, month: second, year }
      : { day: second, month: first, year };
  }
  const yearFirst = /^(\d{4})[/.-](\d{1,2})(?:[/.-](\d{1,2}))?$/.exec(text);
  if (yearFirst !== null)
    return { year: Number(yearFirst[1]), month: Number(yearFirst[2]), day: Number(yearFirst[3] ?? 0) };
  const monthYear = /^(\d{1,2})[/.-](\d{4})$/.exec(text);
  if (monthYear !== null) return { year: Number(monthYear[2]), month: Number(monthYear[1]), day: 0 };
  return compact(text);
}

function compact(text: string): PlainDate | null {
  if (/^(?:18|19|20)\d{2}$/.test(text)) return { year: Number(text), month: 0, day: 0 };
  const whole = /^((?:18|19|20)\d{2})(\d{2})(\d{2})?(?:\d{6})?$/.exec(text);
  if (whole !== null && Number(whole[2]) <= 12)
    return { year: Number(whole[1]), month: Number(whole[2]), day: Number(whole[3] ?? 0) };
  const dayFirst = /^(\d{2})(\d{2})((?:18|19|20)\d{2})$/.exec(text);
  return dayFirst === null
    ? null
    : { day: Number(dayFirst[1]), month: Number(dayFirst[2]), year: Number(dayFirst[3]) };
}

function inWords(text: string): PlainDate | null {
  const american = MONTH_FIRST.exec(text);
  if (american !== null) {
    const month = monthOf(american[1]!);
    return month === 0 ? null : { day: Number(american[2]), month, year: Number(american[3]) };
  }
  const match = MONTH_WORD.exec(text);
  if (match === null) return null;
  const month = monthOf(match[2]!);
  return month === 0 ? null : { day: Number(match[1] ?? 0), month, year: fullYear(match[3]!) };
}

/** 1 to 12; 0 when the word is no month. French and English abbreviations. */
function monthOf(word: string): number {
  const english: Record<string, number> = {
    jan: 1,
    feb: 2,
    fev: 2,
    apr: 4,
    may: 5,
    jun: 6,
    jul: 7,
    aug: 8,
    aou: 8,
    sep: 9,
    mar: 3,
    january: 1,
    february: 2,
    march: 3,
    april: 4,
    june: 6,
    july: 7,
    august: 8,
    december: 12,
    october: 10,
  };
  return english[word] ?? MONTHS.findIndex((start) => word.startsWith(start)) + 1;
}

const THIS_YEAR = new Date().getFullYear();

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year <= THIS_YEAR % 100 ? 2000 + year : 1900 + year;
}

/** Health-insurance cards hold 'lunar' dates: month above 12, day above 31. They are compared as written. */
function isPossible({ year, month, day }: PlainDate): boolean {
  return year >= 1850 && year <= 2100 && month <= 99 && day <= 99;
}
