import { columnSenses } from './columnSenses.ts';
import { foldWords } from '../text/foldWords.ts';
import { GIVEN_NAMES } from './givenNames.ts';
import { readColumnName } from './readColumnName.ts';

/** Names of the columns as they were found in the rows. */
export interface Header {
  /** Rows from the first of the sample to the last of the header: titles stand above it. */
  readonly rows: number;
  /** Rows above the header: titles. */
  readonly titles: number;
  /** By column; '' without a name. Lines of one name are joined by a blank. */
  readonly names: readonly string[];
  /** By column: the name of the group of columns above it ('PATIENT', 'PRATICIEN'); '' without one. */
  readonly groups: readonly string[];
}

const NO_HEADER: Header = { rows: 0, titles: 0, names: [], groups: [] };

/** Rows among which a header is looked for. */
const HEADER_ROWS = 15;
const NAME_LENGTH = 60;
const GROUP_LENGTH = 40;

/** Finds the header of a sample: the row that reads most like one, with the row above (groups, first lines) and below (second lines, numbering). */
export function findHeader(sample: readonly (readonly string[])[]): Header {
  let at = -1;
  let most = 0;
  sample.slice(0, HEADER_ROWS).forEach((row, r) => {
    const score = headerScore(row);
    if (score > most) [at, most] = [r, score];
  });
  if (at < 0) at = contrastingRow(sample);
  if (at >= 0 && standsAboveHeader(sample, at)) at++;
  return at < 0 ? NO_HEADER : joinRows(sample, at);
}

/**
 * How much a row reads like a header: names of columns count, those that could as well be data (medical words, kinds) by half.
 * 0 when it holds data, or fewer than two names, or names in fewer than half of its cells.
 */
export function headerScore(row: readonly string[]): number {
  let filled = 0;
  let named = 0;
  let score = 0;
  const seen = new Set<string>();
  for (const cell of row) {
    // Single letters ('L', 'M', 'M', 'J' for days) say nothing either way.
    if (cell.trim().length < 2) continue;
    filled++;
    if (cell.length > NAME_LENGTH || looksLikeData(cell)) return 0;
    const reading = readColumnName(cell);
    if (reading === null || seen.has(cell)) continue;
    seen.add(cell);
    named++;
    score += WEAK_ROLES.has(reading.role) && !columnSenses(cell).senses.has('staff') ? 0.5 : 1;
  }
  return named * 2 >= filled && named >= 2 && score >= 1.5 ? score : 0;
}

/** Roles whose names are words that stand in cells too. */
const WEAK_ROLES: ReadonlySet<string> = new Set(['medical', 'other', 'free_text', 'sex', 'reference']);

/** Cells that are no names of columns: numbers of three digits and more, dates, addresses of mail, given names. */
function looksLikeData(cell: string): boolean {
  if (/\d{3}|\d[/.:-]\d|\d\s?[hH]\s?\d|@/.test(cell)) return true;
  if (cell.length < 2 || columnSenses(cell).unknown === 0) return false;
  return foldWords(cell).some((word) => word.length > 2 && GIVEN_NAMES.has(word));
}

/** Without any known name: the first row of several cells is a header when it holds words only where the rows below hold numbers and dates. */
function contrastingRow(sample: readonly (readonly string[])[]): number {
  const at = sample.findIndex((row) => filledOf(row).length > 1);
  return at >= 0 && contrasts(sample, at, 0.25) ? at : -1;
}

/** Whether a row holds words only, and at least such a share of its columns hold numbers and dates below. */
function contrasts(sample: readonly (readonly string[])[], at: number, least: number): boolean {
  const row = sample[at] ?? [];
  const filled = filledOf(row);
  const below = sample.slice(at + 1, at + 21);
  if (filled.length < 2 || below.length < 3) return false;
  if (filled.some((cell) => /\d/.test(cell) || cell.length > NAME_LENGTH || looksLikeData(cell)))
    return false;
  const digits = row.filter((cell, c) => {
    const cells = below.map((other) => other[c] ?? '').filter((text) => text !== '');
    return (
      cell.trim() !== '' &&
      cells.length > 2 &&
      cells.filter((text) => /\d/.test(text)).length > cells.length * 0.8
    );
  }).length;
  return digits > 0 && digits >= filled.length * least;
}

/** Whether a row names groups of columns ('PATIENT', 'SEJOUR'), and the names themselves stand in the row below. */
function standsAboveHeader(sample: readonly (readonly string[])[], at: number): boolean {
  const below = sample[at + 1] ?? [];
  if (filledOf(sample[at]!).length >= filledOf(below).length) return false;
  return headerScore(below) > 0 || contrasts(sample, at + 1, 0.2);
}

function filledOf(row: readonly string[]): string[] {
  return row.filter((cell) => cell.trim() !== '');
}

/** The header row with its neighbours. */
function joinRows(sample: readonly (readonly string[])[], at: number): Header {
  const below = sample[at + 1] ?? [];
  const takesBelow = isNumbering(below) || isSecondLine(sample[at]!, below);
  // '(1) (2) (3)' may stand between the groups and the names.
  const groupsAt = at > 1 && isNumbering(sample[at - 1]!) ? at - 2 : at - 1;
  const above = groupsAt >= 0 && isGroupRow(sample[groupsAt]!) ? sample[groupsAt]! : [];
  const width = Math.max(sample[at]!.length, takesBelow ? below.length : 0);
  const names: string[] = [];
  const groups: string[] = [];
  let group = '';
  for (let c = 0; c < width; c++) {
    const own = sample[at]![c]?.trim() ?? '';
    const second = takesBelow && !isNumbering(below) ? (below[c]?.trim() ?? '') : '';
    const first = above[c]?.trim() ?? '';
    if (first !== '') group = first;
    names.push([own, second].filter((text) => text !== '').join(' '));
    groups.push(group);
  }
  return { rows: at + (takesBelow ? 2 : 1), titles: above.length > 0 ? groupsAt : at, names, groups };
}

/** '(1) (2) (3)' below the names. */
function isNumbering(row: readonly string[]): boolean {
  const filled = row.filter((cell) => cell.trim() !== '');
  return filled.length > 2 && filled.every((cell, i) => new RegExp(`^\\(?${i + 1}\\)?$`).test(cell.trim()));
}

/** A row below the header that goes on with it: nothing but names again, or units. */
function isSecondLine(header: readonly string[], row: readonly string[]): boolean {
  const filled = row
    .map((cell, c) => ({ cell: cell.trim(), above: header[c] ?? '' }))
    .filter(({ cell }) => cell !== '');
  if (filled.length === 0) return false;
  const named = filled.filter(
    ({ cell, above }) =>
      !looksLikeData(cell) &&
      cell.length <= GROUP_LENGTH &&
      (/^\(.{1,12}\)$/.test(cell) || (columnSenses(cell).unknown === 0 && isBetterTogether(above, cell))),
  );
  return named.length === filled.length;
}

/** Whether two lines of a name say more than the first alone: 'Date de' and 'naissance'. */
function isBetterTogether(first: string, second: string): boolean {
  const together = readColumnName(`${first} ${second}`);
  return (
    together !== null &&
    together.role !== 'other' &&
    together.role !== (readColumnName(first)?.role ?? 'other')
  );
}

/** A row above the header with at least two short texts and no data. */
function isGroupRow(row: readonly string[]): boolean {
  const filled = row.filter((cell) => cell.trim() !== '');
  return filled.length > 1 && filled.every((cell) => cell.length <= GROUP_LENGTH && !looksLikeData(cell));
}
