import { normaliseNir } from '../columns/normaliseNir.ts';
import type { ColumnRole } from '../columns/tableLayout.ts';
import { fieldText, type FixedField, type FixedLayout, hasNirAt } from './fixedLayouts.ts';

/** Lines of one kind that must be there before anything is concluded from them. */
const LEAST_LINES = 4;
/** Kinds of lines that one file may have. */
const KINDS_LIMIT = 12;

/**
 * Tells the fields of lines of fixed width whose layout nobody has written down, from what stands in the same place on all lines: numbers with
 * their keys, dates, names, postcodes. Unless they begin with a datum, lines are of kinds, told by their first character; a kind without name and birth date
 * adds to the person of the line before. Null when no kind says who somebody is.
 * @param lines a sample, full lines of (about) the same length.
 * @param width how many characters at the beginning tell the kind.
 */
export function inferFixedWidth(lines: readonly string[], width = 1): FixedLayout[] | null {
  const all = inferFields(lines);
  const asOneKind: FixedLayout = { name: 'line', matches: () => true, fields: all, row: 'begins' };
  // A line that begins with a datum has no kind before it.
  if (isPerson(all) && all.some(({ from }) => from === 1)) return [asOneKind];
  const kinds = new Map<string, string[]>();
  for (const line of lines) {
    const kind = kinds.get(line.slice(0, width)) ?? [];
    kind.push(line);
    kinds.set(line.slice(0, width), kind);
  }
  if (kinds.size > KINDS_LIMIT) return isPerson(all) ? [asOneKind] : null;
  const layouts: FixedLayout[] = [];
  for (const [first, own] of kinds) {
    // Of a few lines nothing can be concluded: they stay text.
    if (own.length < LEAST_LINES) continue;
    const fields = inferFields(own);
    const row = isPerson(fields) ? 'begins' : 'adds';
    // What adds to a person's row must not name another: its own numbers are those of the row.
    const kept =
      row === 'begins' ? fields : fields.filter(({ role }) => role === 'medical' || role === 'visit_date');
    layouts.push({ name: first, matches: (line) => line.startsWith(first), fields: kept, row });
  }
  return layouts.some(({ row }) => row === 'begins') ? layouts : null;
}

/** A person is known by a birth date with a NIR, a name or a number; or by name and NIR. */
function isPerson(fields: readonly FixedField[]): boolean {
  const has = (role: ColumnRole): boolean => fields.some((field) => field.role === role);
  const hasNir = has('insured_number') || has('social_security');
  return has('birth_date') ? hasNir || has('full_name') || has('identifier') : hasNir && has('full_name');
}

/** Claims places of the lines for fields, so that nothing is read twice. */
class Claims {
  readonly fields: FixedField[] = [];
  readonly #taken: Uint8Array;

  constructor(width: number) {
    this.#taken = new Uint8Array(width + 1);
  }

  isFree(from: number, to: number): boolean {
    for (let i = from; i <= to; i++) if (this.#taken[i] !== 0) return false;
    return true;
  }

  add(role: ColumnRole, from: number, to: number): void {
    this.#taken.fill(1, from, to + 1);
    this.fields.push({ name: `${from}-${to}`, from, to, role });
  }
}

function inferFields(lines: readonly string[]): FixedField[] {
  const width = lines.map((line) => line.length).toSorted((a, b) => a - b)[Math.floor(lines.length / 2)]!;
  const claims = new Claims(width);
  claimNirs(lines, width, claims);
  claimDates(lines, width, claims);
  claimSex(lines, claims);
  claimCodes(lines, width, claims);
  claimNames(lines, width, claims);
  claimNumbers(lines, width, claims);
  return claims.fields;
}

/** Share of the lines with something in [from, to] that pass a test, and how many those are. */
function shareOf(
  lines: readonly string[],
  from: number,
  to: number,
  test: (text: string, line: string) => boolean,
): { share: number; filled: number } {
  let filled = 0;
  let passed = 0;
  for (const line of lines) {
    const text = line.slice(from - 1, to);
    if (text.trim() === '' || /^(.)\1*$/.test(text)) continue;
    filled++;
    if (test(text, line)) passed++;
  }
  return { share: filled === 0 ? 0 : passed / filled, filled };
}

/** A NIR with its key, right on most lines. The first one is the insured's, a second one the person's own. */
function claimNirs(lines: readonly string[], width: number, claims: Claims): void {
  for (let from = 1; from + 14 <= width; from++) {
    if (!claims.isFree(from, from + 14)) continue;
    const { share, filled } = shareOf(lines, from, from + 12, (_, line) => hasNirAt(line, from));
    if (filled < 3 || share < 0.6) continue;
    const isSecond = claims.fields.some(({ role }) => role === 'insured_number');
    claims.add(isSecond ? 'social_security' : 'insured_number', from, from + 14);
  }
}

/** Day and month may be unknown (00). */
const DAY_FIRST = /^(?:[0-2]\d|3[01])(?:0\d|1[0-2])(?:18[89]|19\d|20[0-4])\d$/;
const YEAR_FIRST = /^(?:18[89]|19\d|20[0-4])\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])$/;

function claimDates(lines: readonly string[], width: number, claims: Claims): void {
  const found: { from: number; years: number[]; agrees: number }[] = [];
  for (let from = 1; from + 7 <= width; from++) {
    if (!claims.isFree(from, from + 7)) continue;
    for (const pattern of [DAY_FIRST, YEAR_FIRST]) {
      const { share, filled } = shareOf(lines, from, from + 7, (text) => pattern.test(text));
      if (filled < Math.max(3, lines.length * 0.5) || share < 0.9) continue;
      const years = yearsOf(lines, from, pattern);
      found.push({ from, years, agrees: agreementWithNir(lines, from, pattern, claims) });
      claims.add('visit_date', from, from + 7);
      break;
    }
  }
  const birth = found
    .filter(({ agrees, years }) => agrees >= 0.6 || spread(years) >= 25)
    .sort((a, b) => b.agrees - a.agrees || spread(b.years) - spread(a.years))[0];
  if (birth === undefined) return;
  const at = claims.fields.findIndex(({ from, role }) => from === birth.from && role === 'visit_date');
  claims.fields[at] = { ...claims.fields[at]!, role: 'birth_date' };
}

function yearsOf(lines: readonly string[], from: number, pattern: RegExp): number[] {
  return lines
    .map((line) => line.slice(from - 1, from + 7))
    .filter((text) => pattern.test(text))
    .map((text) => Number(pattern === DAY_FIRST ? text.slice(4) : text.slice(0, 4)));
}

/** Years between the tenth and the ninetieth of a hundred. */
function spread(years: readonly number[]): number {
  const sorted = years.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * 0.9)] ?? 0) - (sorted[Math.floor(sorted.length * 0.1)] ?? 0);
}

/** On how many lines year and month are those of the NIR: then the date is a birth date. */
function agreementWithNir(lines: readonly string[], from: number, pattern: RegExp, claims: Claims): number {
  const nir = claims.fields.find(({ role }) => role === 'insured_number' || role === 'social_security');
  if (nir === undefined) return 0;
  const { share } = shareOf(lines, nir.from, nir.from + 12, (number, line) => {
    const date = line.slice(from - 1, from + 7);
    const [year, month] =
      pattern === DAY_FIRST ? [date.slice(6), date.slice(2, 4)] : [date.slice(2, 4), date.slice(4, 6)];
    return number.slice(1, 5) === `${year}${month}`;
  });
  return share;
}

/** One character beside the birth date, 1 or 2, M or F. */
function claimSex(lines: readonly string[], claims: Claims): void {
  const birth = claims.fields.find(({ role }) => role === 'birth_date');
  if (birth === undefined) return;
  for (const at of [birth.to + 1, birth.from - 1]) {
    if (at < 1 || !claims.isFree(at, at)) continue;
    let filled = 0;
    let right = 0;
    for (const line of lines) {
      const sign = line[at - 1] ?? ' ';
      if (sign === ' ') continue;
      filled++;
      if (/[12MFH]/.test(sign)) right++;
    }
    if (filled >= lines.length * 0.5 && right >= filled * 0.97) {
      claims.add('sex', at, at);
      return;
    }
  }
}

/** Codes of diagnoses (CIM-10) and acts (CCAM). */
function claimCodes(lines: readonly string[], width: number, claims: Claims): void {
  for (const [length, pattern] of [
    [7, /^[A-Z]{4}\d{3}$/],
    [3, /^[A-Z]\d\d$/],
  ] as const)
    for (let from = 1; from + length - 1 <= width; from++) {
      if (!claims.isFree(from, from + length - 1)) continue;
      const values = new Set<string>();
      const { share, filled } = shareOf(lines, from, from + length - 1, (text, line) => {
        if (!pattern.test(text) || isNumber(line, from, length)) return false;
        values.add(text);
        return true;
      });
      if (filled >= lines.length * 0.5 && share >= 0.9 && values.size >= 3)
        claims.add('medical', from, from + length - 1);
    }
}

/** 'P05' of the number 'P0564573' is no code of a diagnosis; an act has a date right behind it. */
function isNumber(line: string, from: number, length: number): boolean {
  return length === 3 && /^\d{5}/.test(line.slice(from + length - 1));
}

const LETTER = /[\p{L}'’ .-]/u;

/** Blocks of letters that differ from line to line: names; behind a postcode a town. */
function claimNames(lines: readonly string[], width: number, claims: Claims): void {
  const isLetters = new Uint8Array(width + 2);
  for (let at = 1; at <= width; at++) {
    if (!claims.isFree(at, at)) continue;
    let right = 0;
    for (const line of lines) if (LETTER.test(line[at - 1] ?? ' ')) right++;
    isLetters[at] = right >= lines.length * 0.97 ? 1 : 0;
  }
  for (let from = 1; from <= width;) {
    if (isLetters[from] === 0) {
      from++;
      continue;
    }
    let to = from;
    while (isLetters[to + 1] === 1) to++;
    claimBlock(lines, from, to, claims);
    from = to + 1;
  }
}

function claimBlock(lines: readonly string[], from: number, to: number, claims: Claims): void {
  const texts = lines.map((line) => fieldText(line, from, to)).filter((text) => text !== '');
  if (texts.length < lines.length * 0.5 || to - from < 3) return;
  const distinct = new Set(texts).size;
  const isVaried = distinct >= Math.min(texts.length * 0.5, 30);
  const isCapital = texts.filter((text) => /^\p{Lu}/u.test(text)).length >= texts.length * 0.9;
  const postcode = shareOf(lines, from - 5, from - 1, (text) =>
    /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/.test(text),
  );
  const isWhole = from === 6 || !isDigits(lines, from - 6);
  if (from > 5 && isWhole && postcode.share >= 0.9 && claims.isFree(from - 5, from - 1)) {
    claims.add('postcode', from - 5, from - 1);
    claims.add('city', from, to);
  } else if (isVaried && isCapital) claims.add('full_name', from, to);
}

/** What is left of digits: phones, and numbers of which the register knows whether they are a patient's. */
function claimNumbers(lines: readonly string[], width: number, claims: Claims): void {
  for (let from = 1; from <= width;) {
    let to = from;
    while (to <= width && claims.isFree(to, to) && isDigits(lines, to)) to++;
    if (to - from >= 5 && to - from <= 24) {
      const phone = shareOf(lines, from, to - 1, (text) => /^0[1-9]\d{8}$/.test(text));
      if (to - from === 10 && phone.share >= 0.9) claims.add('phone', from, to - 1);
      else if (new Set(lines.map((line) => line.slice(from - 1, to - 1))).size >= lines.length * 0.5)
        claims.add('identifier', from, to - 1);
    }
    from = Math.max(to, from) + 1;
  }
}

/** Digits or blanks on all lines, digits on at least some. */
function isDigits(lines: readonly string[], at: number): boolean {
  let digits = 0;
  for (const line of lines) {
    const sign = line[at - 1] ?? ' ';
    if (/\d/.test(sign)) digits++;
    else if (sign !== ' ') return false;
  }
  return digits > 0;
}

/** Whether lines have (nearly) the same length, long enough for records, and are not prose. */
export function areOfFixedWidth(lines: readonly string[]): boolean {
  if (lines.length < LEAST_LINES) return false;
  const lengths = new Map<number, number>();
  for (const { length } of lines) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  const [length, count] = [...lengths].reduce((a, b) => (b[1] > a[1] ? b : a));
  return length >= 40 && count >= lines.length * 0.9;
}

const BEGINS_LIKE_NIR = /^\W*[1-478]/;

/** Whether some line holds what begins like a NIR or a date: nothing else is worth the search. */
export function mayHoldPersons(lines: readonly string[]): boolean {
  const holds = lines.filter(
    (line) =>
      /(?:18|19|20)\d{2}/.test(line) &&
      (/\d{8}/.test(line) || (BEGINS_LIKE_NIR.test(line) && normaliseNir(line.slice(0, 13)) !== null)),
  );
  return holds.length >= lines.length * 0.3;
}
