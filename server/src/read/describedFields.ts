import type { ListingColumn } from './ruledListing.ts';

/** A field of lines of fixed width, as the head of the file describes it. */
export interface DescribedField extends ListingColumn {
  readonly name: string;
}

/** What the head of a file says of the lines below it. */
export interface Description {
  readonly fields: readonly DescribedField[];
  /** So many lines are before the first that it describes. */
  readonly headLines: number;
}

/** Fewer fields are no description: numbers stand before words in any list. */
const LEAST_FIELDS = 4;
/** Share of the fields that begin where the one before ends. */
const ADJACENT = 0.8;
/** Share of the lines below that reach into the last field and not beyond it. */
const FITTING = 0.8;

/** A longer line is no description of a field. */
const LINE_LENGTH = 200;
/** What stands before a line that is a comment. */
const COMMENT = /^[\s#*;/'%!-]+/;
/** What stands between the parts of a description, and between two places: '11-34', '11 à 34'. */
const BETWEEN = /[\s;,|:=]+|(?<=\d)(?:-|\.{2,3})(?=\d)/;
const SMALL: ReadonlySet<string> = new Set([
  'à',
  'a',
  'to',
  '-',
  'pos',
  'position',
  'long',
  'longueur',
  'len',
]);

/**
 * The fields of lines of fixed width, where the file's own head describes them line by line: position with length or end, and name. Null where it does not, or
 * where the lines below do not fit.
 * @param lines the first lines that are not empty, the last of them whole.
 */
export function describedFields(lines: readonly string[]): Description | null {
  const described: { name: string; start: number; second: number; line: number }[] = [];
  for (const [line, text] of lines.entries()) {
    const field = fieldOf(text);
    if (field !== null) described.push({ ...field, line });
    else if (described.length > 0) break;
  }
  if (described.length < LEAST_FIELDS) return null;
  const first = described[0]!.start;
  if (first > 1) return null;
  const byLength = described.map(({ name, start, second }) => ({ name, from: start - first, to: start - first + second })); // prettier-ignore
  const byEnd = described.map(({ name, start, second }) => ({ name, from: start - first, to: second - first + 1 })); // prettier-ignore
  const fields = [byLength, byEnd].find(areAdjacent);
  const headLines = described.at(-1)!.line + 1;
  return fields !== undefined && fit(lines.slice(headLines), fields) ? { fields, headLines } : null;
}

/** Two numbers and a name, in this order or the other: '# 11;24;NOM', '-- PRENOM 35-52'. */
function fieldOf(text: string): { name: string; start: number; second: number } | null {
  if (text.length > LINE_LENGTH) return null;
  const parts = text.replace(COMMENT, '').split(BETWEEN).filter((part) => part !== '' && !SMALL.has(part.toLowerCase())); // prettier-ignore
  const at = parts.findIndex((part, i) => isPlace(part) && isPlace(parts[i + 1] ?? ''));
  if (at < 0) return null;
  const name = (at === 0 ? parts.slice(2, 2 + NAME_WORDS) : parts.slice(0, at)).join(' ');
  if (!/^\p{L}/u.test(name)) return null;
  return { name, start: Number(parts[at]), second: Number(parts[at + 1]) };
}

/** Words behind two numbers that are taken for the name of the field. */
const NAME_WORDS = 5;

function isPlace(part: string): boolean {
  return /^\d{1,4}$/.test(part);
}

/** Whether fields follow each other without overlap, most of them directly. */
function areAdjacent(fields: readonly DescribedField[]): boolean {
  let adjacent = 0;
  for (const [i, { from, to }] of fields.entries()) {
    if (to <= from) return false;
    const next = fields[i + 1];
    if (next === undefined) continue;
    if (next.from < to) return false;
    if (next.from === to) adjacent++;
  }
  return adjacent >= (fields.length - 1) * ADJACENT;
}

function fit(lines: readonly string[], fields: readonly DescribedField[]): boolean {
  const filled = lines.filter((line) => line.trim() !== '');
  const { from, to } = fields.at(-1)!;
  const fitting = filled.filter((line) => line.length > from && line.trimEnd().length <= to).length;
  return fitting > 0 && fitting >= filled.length * FITTING;
}

/** The cells of a line. */
export function cellsOfFields(line: string, fields: readonly DescribedField[]): string[] {
  return fields.map(({ from, to }) => line.slice(from, to).trim());
}
