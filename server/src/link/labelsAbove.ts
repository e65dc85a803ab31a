import { LABELS, type LabelRole } from '../detect/labels.ts';
import { FINDING, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import { CLASS, DIGIT, OTHER } from '../text/fold.ts';
import { isBlank } from './nameJoint.ts';

const TAB = 0x09;
/** Lines longer than this are no heads of tables. */
const HEAD_BYTES = 240;
/** Lines longer than this are no rows of tables. */
const ROW_BYTES = 2_000;
/** The head of a table without cell marks (PDF) is in force for so many lines. */
const FLOW_LINES = 80;
/** Lines without any cell after which a table is over. */
const PLAIN_LINES = 3;

/** Roles that name what stands in a column. */
const FIELDS: ReadonlySet<LabelRole> = new Set([
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
  'patient',
  'announced',
  'birth',
  'birth_m',
  'birth_f',
  'professional',
  'relative',
  'patient_number',
  'social_security',
  'phone',
  'address',
  'insurance',
  'identity_document',
]);

/** How the cells of a table are told apart. */
type Cells = 'tab' | 'bar' | 'gap' | 'flow';

interface Column {
  readonly role: LabelRole | null;
  /** Offset in the line. */
  readonly start: number;
}

interface Head {
  readonly line: number;
  readonly cells: Cells;
  readonly columns: readonly Column[];
}

/**
 * Heads of tables in a text: what a column's label says of the cells below it. Columns are cells between tabs or bars, or what stands at the same
 * place of the line; the text of a PDF, where neither is left, keeps the order only. To be asked line by line downwards.
 */
export class LabelsAbove {
  readonly #scan: Scan;
  readonly #heads: readonly Head[];
  #next = 0;
  #head: Head | null = null;
  #checked = 0;
  #plain = 0;

  constructor(scan: Scan, heads: readonly Head[] = findHeads(scan)) {
    this.#scan = scan;
    this.#heads = heads;
  }

  /** The same from the first line on. */
  again(): LabelsAbove {
    return new LabelsAbove(this.#scan, this.#heads);
  }

  /** The role of the column in which a place of a line lies; null outside of tables and below heads that say nothing. */
  roleAt(line: number, start: number): LabelRole | null {
    const head = this.#headOf(line);
    if (head === null || head.cells === 'flow') return null;
    const { bytes, lineStart } = this.#scan;
    const from = lineStart[line]!;
    const column =
      head.cells === 'gap' ? this.#gapColumn(head, line, start) : cellIndex(bytes, from, start, head.cells);
    return head.columns[column]?.role ?? null;
  }

  /** Whether the head without cell marks that is in force has a column of this role, and no other like it. */
  hasFlowing(line: number, roles: readonly LabelRole[]): boolean {
    const head = this.#headOf(line);
    return (
      head?.cells === 'flow' &&
      head.columns.filter(({ role }) => role !== null && roles.includes(role)).length === 1
    );
  }

  /** The roles of the filled cells of a line below a head. */
  rolesOfCells(line: number): LabelRole[] {
    const head = this.#headOf(line);
    if (head === null || head.cells === 'flow') return [];
    const { bytes, lineStart, lineCount } = this.#scan;
    const start = lineStart[line]!;
    const end = line + 1 < lineCount ? lineStart[line + 1]! : bytes.length;
    const filled = new Set<number>();
    for (let i = start; i < end; i++)
      if (CLASS[bytes[i]!] !== OTHER && CLASS[bytes[i - 1] ?? 0] === OTHER)
        filled.add(
          head.cells === 'gap' ? this.#gapColumn(head, line, i) : cellIndex(bytes, start, i, head.cells),
        );
    return [...filled].map((column) => head.columns[column]?.role ?? null).filter((role) => role !== null);
  }

  /** The column of a place in a line whose cells are parted by blanks: by its order where the line has all cells, else by its offset. */
  #gapColumn(head: Head, line: number, at: number): number {
    const { bytes, lineStart, lineCount } = this.#scan;
    const start = lineStart[line]!;
    const end = line + 1 < lineCount ? lineStart[line + 1]! - 1 : bytes.length;
    return countGaps(bytes, start, end) === head.columns.length - 1
      ? countGaps(bytes, start, at)
      : columnAt(head.columns, at - start);
  }

  /** Whether the table in force has a column of this role. */
  hasColumn(line: number, role: LabelRole): boolean {
    return this.#headOf(line)?.columns.some((column) => column.role === role) ?? false;
  }

  /** Whether a line is itself the head of a table. */
  isHead(line: number): boolean {
    return this.#headOf(line + 1)?.line === line;
  }

  /** The head of the table in which a line lies. */
  #headOf(line: number): Head | null {
    if (this.#heads.length === 0) return null;
    while (this.#next < this.#heads.length && this.#heads[this.#next]!.line < line) {
      this.#head = this.#heads[this.#next++]!;
      this.#checked = this.#head.line + 1;
      this.#plain = 0;
    }
    if (this.#head === null) return null;
    if (this.#head.cells === 'flow')
      return line - this.#head.line <= FLOW_LINES && lineBytes(this.#scan, line) <= ROW_BYTES
        ? this.#head
        : null;
    for (; this.#checked <= line && this.#plain <= PLAIN_LINES; this.#checked++)
      this.#plain = hasCells(this.#scan, this.#checked, this.#head.cells) ? 0 : this.#plain + 1;
    return this.#plain === 0 ? this.#head : null;
  }
}

/** Lines of labels only, with at least two of them. */
function findHeads(scan: Scan): Head[] {
  const heads: Head[] = [];
  for (let from = 0; from < scan.count;) {
    const line = scan.line[from]!;
    let to = from + 1;
    let fields = 0;
    let others = 0;
    for (let t = from; t < scan.count && scan.line[t] === line; t++) {
      to = t + 1;
      if (scan.kind[t] === LABEL && FIELDS.has(LABELS[scan.ref[t]!]!)) fields++;
      else if (scan.kind[t] === FINDING && scan.findings[scan.ref[t]!]!.kind !== 'medical') others += 100;
      else if (scan.kind[t] === NAME_PART) others++;
    }
    if (fields >= 2 && others <= fields) {
      const head = headOf(scan, from, to, line);
      if (head !== null && (others === 0 || head.cells !== 'flow')) heads.push(head);
    }
    from = to;
  }
  return heads;
}

function headOf(scan: Scan, from: number, to: number, line: number): Head | null {
  const start = scan.lineStart[line]!;
  const end = line + 1 < scan.lineCount ? scan.lineStart[line + 1]! - 1 : scan.bytes.length;
  if (end - start > HEAD_BYTES || hasDigit(scan.bytes, start, end)) return null;
  const cells = cellsOf(scan.bytes, start, end);
  const columns =
    cells === 'flow' ? flowing(scan, from, to, start, end) : splitColumns(scan, from, to, start, end, cells);
  return columns.filter(({ role }) => role !== null).length >= 2 ? { line, cells, columns } : null;
}

function hasDigit(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (CLASS[bytes[i]!] === DIGIT) return true;
  return false;
}

function cellsOf(bytes: Uint8Array, start: number, end: number): Cells {
  let gap = false;
  for (let i = start; i < end; i++) {
    if (bytes[i] === TAB) return 'tab';
    if (isBar(bytes[i]!)) return 'bar';
    if (i > start && isBlank(bytes[i]!) && isBlank(bytes[i - 1]!)) gap = true;
  }
  return gap ? 'gap' : 'flow';
}

function isBar(byte: number): boolean {
  return byte === 0x7c || byte === 0x3b || byte === 0xa6;
}

/** Cells of a head; a cell has the role of the label that fills it. */
function splitColumns(
  scan: Scan,
  from: number,
  to: number,
  start: number,
  end: number,
  cells: Cells,
): Column[] {
  const columns: Column[] = [];
  let t = from;
  for (let at = start; at <= end;) {
    const stop = cellEnd(scan.bytes, at, end, cells);
    while (t < to && scan.end[t]! <= at) t++;
    columns.push({ role: roleOfCell(scan, t, to, at, stop), start: textStart(scan.bytes, at, stop) - start });
    at = stop + 1;
    if (cells === 'gap') while (at < end && isBlank(scan.bytes[at]!)) at++;
  }
  return columns;
}

function cellEnd(bytes: Uint8Array, at: number, end: number, cells: Cells): number {
  let i = at;
  if (cells === 'gap') {
    while (i < end && isBlank(bytes[i]!)) i++;
    while (i < end && !(isBlank(bytes[i]!) && (i + 1 >= end || isBlank(bytes[i + 1]!)))) i++;
    return i;
  }
  while (i < end && (cells === 'tab' ? bytes[i] !== TAB : !isBar(bytes[i]!))) i++;
  return i;
}

function textStart(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && CLASS[bytes[i]!] === OTHER) i++;
  return i;
}

function roleOfCell(scan: Scan, t: number, to: number, at: number, stop: number): LabelRole | null {
  let letters = 0;
  for (let i = at; i < stop; i++) if (CLASS[scan.bytes[i]!] !== OTHER) letters++;
  for (let k = t; k < to && scan.start[k]! < stop; k++) {
    if (scan.kind[k] !== LABEL) continue;
    const role = LABELS[scan.ref[k]!]!;
    if (FIELDS.has(role) && (scan.end[k]! - scan.start[k]!) * 2 >= letters) return role;
  }
  return null;
}

/** A head of which only the order is left: labels make up most of it. */
function flowing(scan: Scan, from: number, to: number, start: number, end: number): Column[] {
  const columns: Column[] = [];
  let covered = 0;
  let letters = 0;
  for (let i = start; i < end; i++) if (CLASS[scan.bytes[i]!] !== OTHER) letters++;
  for (let t = from; t < to; t++) {
    if (scan.kind[t] !== LABEL) continue;
    const role = LABELS[scan.ref[t]!]!;
    covered += scan.end[t]! - scan.start[t]!;
    columns.push({ role: FIELDS.has(role) ? role : null, start: scan.start[t]! - start });
  }
  return covered * 2 >= letters ? columns : [];
}

/** The column that begins at or before an offset: values stand at the left edge of their column, or a little before it. */
function columnAt(columns: readonly Column[], offset: number): number {
  let column = 0;
  while (column + 1 < columns.length && columns[column + 1]!.start <= offset + 1) column++;
  return column;
}

/** Gaps of two blanks and more between texts. */
function countGaps(bytes: Uint8Array, from: number, to: number): number {
  let gaps = 0;
  let blanks = 0;
  let begun = false;
  for (let i = from; i < to; i++) {
    if (isBlank(bytes[i]!)) {
      blanks++;
      continue;
    }
    if (begun && blanks >= 2) gaps++;
    begun = true;
    blanks = 0;
  }
  return begun && blanks >= 2 && to < bytes.length && !isLineEnd(bytes[to]!) ? gaps + 1 : gaps;
}

function isLineEnd(byte: number): boolean {
  return byte === 0x0a;
}

function cellIndex(bytes: Uint8Array, from: number, to: number, cells: Cells): number {
  let index = 0;
  for (let i = from; i < to; i++) if (cells === 'tab' ? bytes[i] === TAB : isBar(bytes[i]!)) index++;
  return index;
}

function lineBytes({ bytes, lineStart, lineCount }: Scan, line: number): number {
  return (line + 1 < lineCount ? lineStart[line + 1]! : bytes.length) - lineStart[line]!;
}

function hasCells({ bytes, lineStart, lineCount }: Scan, line: number, cells: Cells): boolean {
  const start = lineStart[line]!;
  const end = line + 1 < lineCount ? lineStart[line + 1]! - 1 : bytes.length;
  return end - start <= ROW_BYTES && cellsOf(bytes, start, end) === cells;
}
