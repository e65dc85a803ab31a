import { CLASS, FOLD, OTHER } from '../../text/fold.ts';
import { Beginnings } from '../beginnings.ts';
import { MONTHS, wordAt } from '../vocabulary.ts';
import type { DetectionContext, Detector, DigitRun } from '../detector.ts';
import { isDigit } from '../digits.ts';
import type { Finding } from '../scan.ts';

const LF = 0x0a;
const ZERO = 0x30;
const BLANK = 0x20;
const HYPHEN = 0x2d;
const NBSP = 0xa0;
const COMMA = 0x2c;
/** Letters of the longest name of a month. */
const MONTH_LETTERS = 9;
const BIRTH_LABELS = ['birth', 'birth_m', 'birth_f'];

/** Dates in French spellings: 14/07/1984, 14.7.84, 1984-07-14, 14 juillet 1984, 1er mars 1954; compact ones (19840714, 14071984) and years only after a birth label. */
export const date: Detector = {
  kind: 'date',
  digits: { min: 1, max: 40 },
  detect(context, run) {
    const { bytes, length } = context;
    const before = run.start > 0 ? bytes[run.start - 1]! : 0;
    if (CLASS[before] !== OTHER || (before === 0x2f && isDigit(bytes[run.start - 2]))) return null;
    const width = run.end - run.start;
    if (width !== 4 && width > 2 && width < 8) return null;
    if (width <= 2 && !mayGoOn(bytes, run.end))
      return bytes[run.end] === COMMA ? monthFirst(context, run) : null;
    const label = context.labelBefore(run.start, 24);
    // '28.4.07…' behind 'N° SS', '06.1.23…' behind 'Tél' are the beginning of that number.
    if ((label === 'social_security' && run.digits >= 13) || (label === 'phone' && run.digits >= 9))
      return null;
    const labelled = label !== null && BIRTH_LABELS.includes(label);
    if (width <= 2)
      return (
        numeric(bytes, run, length, labelled) ?? inWords(context, run, labelled) ?? monthFirst(context, run)
      );
    if (width === 4)
      return yearFirst(bytes, run, length, labelled) ?? (labelled ? yearOnly(bytes, run, length) : null);
    return labelled && width >= 8 ? compact(bytes, run) : null;
  },
};

/** Whether a day may end there: a sign, and behind it a number, another sign or a word that begins like a month. */
function mayGoOn(bytes: Uint8Array, end: number): boolean {
  const isFirst = FOLD[bytes[end] ?? 0] === 0x45 && FOLD[bytes[end + 1] ?? 0] === 0x52;
  const at = isFirst ? end + 2 : end;
  if (!isDateSeparator(bytes[at]) && bytes[at] !== LF) return false;
  const next = bytes[at + 1];
  if (isDigit(next) || isSlash(next) || next === BLANK) return true;
  return MONTH_BEGINNINGS.mayBeginAt(bytes, at + 1);
}

const MONTH_BEGINNINGS = new Beginnings(MONTHS.flat());

function number(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + bytes[i]! - 0x30;
  return value;
}

/** End of the digits from `at`, at most `limit` of them. */
function digitsEnd(bytes: Uint8Array, at: number, limit: number): number {
  let end = at;
  while (end < at + limit && isDigit(bytes[end])) end++;
  return end;
}

function isDateSeparator(byte: number | undefined): boolean {
  return byte === 0x2f || byte === 0x2d || byte === 0x2e || byte === 0x20 || byte === 0xa0;
}

/** The four digits of a year from `at`, though a narrow cell broke the last of them off: '15/05/198\n9'. Their number and value, and where they end. */
function yearAt(bytes: Uint8Array, at: number): { width: number; value: number; end: number } {
  let end = digitsEnd(bytes, at, 4);
  let width = end - at;
  let value = number(bytes, at, end);
  while (width > 1 && width < 4 && bytes[end] === LF && isDigit(bytes[end + 1]) && value >= 10) {
    const rest = digitsEnd(bytes, end + 1, 4);
    if (rest - end - 1 !== 4 - width || (value !== 19 && value !== 20 && (value < 190 || value > 209))) break;
    value = value * 10 ** (4 - width) + number(bytes, end + 1, rest);
    width = 4;
    end = rest;
  }
  return { width, value, end };
}

/** The sign between two parts of a date, perhaps with a blank on either side of it, and where the next part begins; null where there is none. */
function signAt(bytes: Uint8Array, at: number): { sign: number; end: number } | null {
  const first = bytes[at];
  if (!isDateSeparator(first)) return null;
  const isSpaced = (first === BLANK || first === NBSP) && isSlash(bytes[at + 1]);
  const sign = isSpaced ? bytes[at + 1]! : first!;
  const end = isSpaced ? at + 2 : at + 1;
  return { sign: sign === NBSP ? BLANK : sign, end: isSlash(sign) && bytes[end] === BLANK ? end + 1 : end };
}

function isSlash(byte: number | undefined): boolean {
  return byte === 0x2f || byte === 0x2d || byte === 0x2e;
}

/** DD/MM/YYYY and DD/MM/YY, one sign throughout (a blank only with a label and a four-digit year). */
function numeric(bytes: Uint8Array, run: DigitRun, length: number, labelled: boolean): Finding | null {
  const first = signAt(bytes, run.end);
  if (first === null) return null;
  const monthEnd = digitsEnd(bytes, first.end, 2);
  const second = signAt(bytes, monthEnd);
  if (monthEnd === first.end || second?.sign !== first.sign) return null;
  const { width, value, end } = yearAt(bytes, second.end);
  if ((width !== 4 && width !== 2) || isDigit(bytes[end])) return null;
  const blank = first.sign === BLANK;
  if (width === 2 && (blank || (bytes[end] === first.sign && isDigit(bytes[end + 1])))) return null;
  if (blank && !labelled) return null;
  return dateFinding(
    number(bytes, run.start, run.end),
    number(bytes, first.end, monthEnd),
    fullYear(value, width),
    run.start,
    Math.min(end, length),
    labelled || isUnknownDay(bytes, run.start, monthEnd),
  );
}

/** '00/00/1939': nothing but a birth date is written so. */
function isUnknownDay(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 5 && bytes[start] === ZERO && bytes[start + 1] === ZERO;
}

/** YYYY-MM-DD. */
function yearFirst(bytes: Uint8Array, run: DigitRun, length: number, labelled: boolean): Finding | null {
  const separator = bytes[run.end];
  if (separator !== 0x2d && separator !== 0x2f && separator !== 0x2e) return null;
  const monthEnd = digitsEnd(bytes, run.end + 1, 2);
  if (monthEnd !== run.end + 3 || bytes[monthEnd] !== separator) return null;
  const end = digitsEnd(bytes, monthEnd + 1, 2);
  if (end !== monthEnd + 3 || isDigit(bytes[end])) return null;
  return dateFinding(
    number(bytes, monthEnd + 1, end),
    number(bytes, run.end + 1, monthEnd),
    number(bytes, run.start, run.end),
    run.start,
    Math.min(end, length),
    labelled,
  );
}

/** '14 juillet 1984', '1er mars 1954', '14-JUL-84' after a label. */
function inWords(context: DetectionContext, run: DigitRun, labelled: boolean): Finding | null {
  const { bytes, length, vocabulary } = context;
  let at = run.end;
  if (FOLD[bytes[at] ?? 0] === 0x45 && FOLD[bytes[at + 1] ?? 0] === 0x52) at += 2;
  if (!isDateSeparator(bytes[at]) && bytes[at] !== LF) return null;
  const word = wordAt(bytes, at + 1, Math.min(length, at + 12));
  const { month } = vocabulary.meanings[vocabulary.find(word.hash)]!;
  if (month === 0) return null;
  let yearStart = word.end;
  while ((isDateSeparator(bytes[yearStart]) || bytes[yearStart] === LF) && yearStart < word.end + 2)
    yearStart++;
  const { width, value, end } = yearAt(bytes, yearStart);
  const isShort = width === 2 && (labelled || isHyphened(bytes, at, word.end));
  if (width !== 4 && !isShort) return null;
  return dateFinding(
    number(bytes, run.start, run.end),
    month,
    fullYear(value, width),
    run.start,
    end,
    labelled,
  );
}

/** 'February 22, 1938'. */
function monthFirst(context: DetectionContext, run: DigitRun): Finding | null {
  const { bytes, length, vocabulary } = context;
  if (run.start < 4 || bytes[run.start - 1] !== BLANK) return null;
  let start = run.start - 1;
  while (start > 0 && run.start - 1 - start <= MONTH_LETTERS && CLASS[bytes[start - 1]!] !== OTHER) start--;
  const word = wordAt(bytes, start, run.start - 1);
  const { month } = vocabulary.meanings[vocabulary.find(word.hash)]!;
  if (month === 0) return null;
  const yearStart = bytes[run.end] === COMMA ? run.end + 2 : run.end + 1;
  if (bytes[yearStart - 1] !== BLANK) return null;
  const { width, value, end } = yearAt(bytes, yearStart);
  if (width !== 4 || isDigit(bytes[end])) return null;
  const label = context.labelBefore(start, 24);
  const labelled = label !== null && BIRTH_LABELS.includes(label);
  return dateFinding(number(bytes, run.start, run.end), month, value, start, Math.min(end, length), labelled);
}

/** '08-APR-46': as Oracle writes dates; nothing else is written so. */
function isHyphened(bytes: Uint8Array, at: number, wordEnd: number): boolean {
  return bytes[at] === HYPHEN && bytes[wordEnd] === HYPHEN && wordEnd - at <= 5;
}

/** YYYYMMDD or DDMMYYYY after a birth label. */
function compact(bytes: Uint8Array, run: DigitRun): Finding | null {
  const { start } = run;
  const first = number(bytes, start, start + 4);
  if (first >= 1880 && first <= 2100) {
    return dateFinding(
      number(bytes, start + 6, start + 8),
      number(bytes, start + 4, start + 6),
      first,
      start,
      start + 8,
      true,
    );
  }
  if (run.end - start !== 8) return null;
  return dateFinding(
    number(bytes, start, start + 2),
    number(bytes, start + 2, start + 4),
    number(bytes, start + 4, start + 8),
    start,
    run.end,
    true,
  );
}

function yearOnly(bytes: Uint8Array, run: DigitRun, length: number): Finding | null {
  const year = number(bytes, run.start, run.end);
  if (year < 1880 || year > 2100 || (run.end < length && bytes[run.end] === 0x2f)) return null;
  return {
    kind: 'date',
    start: run.start,
    end: run.end,
    value: `${year}0000`,
    confidence: 0.6,
    labelled: true,
  };
}

/** Two-digit years: up to 30 are of this century. */
function fullYear(year: number, width: number): number {
  if (width === 4) return year;
  return year <= 30 ? 2000 + year : 1900 + year;
}

function dateFinding(
  day: number,
  month: number,
  year: number,
  start: number,
  end: number,
  labelled: boolean,
): Finding | null {
  if (year < 1880 || year > 2100) return null;
  // Unknown parts (00) and 'lunar' dates (month above 12) stand in registers; without a label such digits are something else.
  if ((month === 0 || day === 0 || month > 12 || day > 31) && !labelled) return null;
  const value = String(year * 10_000 + month * 100 + day);
  return { kind: 'date', start, end, value, confidence: labelled ? 0.95 : 0.7, labelled };
}
