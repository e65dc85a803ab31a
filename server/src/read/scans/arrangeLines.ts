import type { Word } from './recogniseWords.ts';

/** A line of text and its box on the page, in pixels of the picture that was recognised. */
export interface TextLine {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A piece of a line as the recogniser saw it. */
interface Piece {
  readonly words: readonly Word[];
  readonly block: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A gap of so many heights of the line is shown as a tab, like the border between cells. */
const WIDE_GAP = 2;

/**
 * Words as lines of text, in the order in which the recogniser reads the page. It takes forms and tables apart into columns; what belongs
 * on one line is put there again: the value at the right of a label that ends with a colon, cells that hold figures only, and the rows of
 * columns that stand line by line beside a column of figures. Other columns stay apart: labels on a sheet, the list of doctors beside a letter.
 */
export function arrangeLines(words: readonly Word[]): TextLine[] {
  const pieces = piecesOf(words);
  const rows = rowsOf(pieces, new Map([...attachRightHand(pieces), ...attachTableRows(pieces)]));
  return rows.map((row) => ({ text: row.map(pieceText).join('\t'), ...boxOf(row) }));
}

function piecesOf(words: readonly Word[]): Piece[] {
  const byLine = new Map<number, Word[]>();
  for (const word of words) {
    const known = byLine.get(word.line);
    if (known === undefined) byLine.set(word.line, [word]);
    else known.push(word);
  }
  return [...byLine.values()].map((line) => ({
    words: line,
    block: line[0]!.block,
    ...boxOf(
      line.map(({ left, top, width, height }) => ({ left, right: left + width, top, bottom: top + height })),
    ),
  }));
}

type Box = Pick<TextLine, 'left' | 'right' | 'top' | 'bottom'>;

function boxOf(boxes: readonly Box[]): Box {
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    right: Math.max(...boxes.map((box) => box.right)),
    top: Math.min(...boxes.map((box) => box.top)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

function pieceText({ words }: Piece): string {
  let text = '';
  words.forEach((word, i) => {
    const before = words[i - 1];
    if (before !== undefined) {
      const gap = word.left - before.left - before.width;
      text += gap > WIDE_GAP * Math.max(word.height, before.height) ? '\t' : ' ';
    }
    text += word.text;
  });
  return text;
}

/** Pieces that read as one line; a row stands where its leftmost piece stood. `attached` leads from a piece to one at its left. */
function rowsOf(pieces: readonly Piece[], attached: ReadonlyMap<Piece, Piece>): Piece[][] {
  const rows = new Map<Piece, Piece[]>();
  for (const piece of pieces) if (!attached.has(piece)) rows.set(piece, [piece]);
  for (const piece of [...attached.keys()].sort((a, b) => a.left - b.left)) {
    let first = piece;
    while (attached.has(first)) first = attached.get(first)!;
    rows.get(first)!.push(piece);
  }
  return [...rows.values()];
}

/** Values beside a label with a colon, and figures beside anything. */
function attachRightHand(pieces: readonly Piece[]): Map<Piece, Piece> {
  const attached = new Map<Piece, Piece>();
  const leaders = new Set<Piece>();
  for (const piece of [...pieces].sort((a, b) => a.left - b.left)) {
    const left = nearestLeft(piece, pieces);
    if (left === null || leaders.has(left)) continue;
    if (endsWithColon(left) || isFigures(piece) || isFigures(left)) {
      attached.set(piece, left);
      leaders.add(left);
    }
  }
  return attached;
}

/** Columns of fewer lines are no table. */
const TABLE_LINES = 3;
/** Share of the lines of the shorter column that stand level with one of the other. */
const TABLE_LEVEL = 0.7;
/** Share of the lines of a column that hold digits, beside which others are columns of the same table. */
const TABLE_FIGURES = 0.75;

/** Rows of tables: columns whose lines stand level, one of them with a number in most lines (ages, dates, rooms). */
function attachTableRows(pieces: readonly Piece[]): Map<Piece, Piece> {
  const columns = [...Map.groupBy(pieces, (piece) => piece.block).values()].filter(
    (column) => column.length >= TABLE_LINES,
  );
  const attached = new Map<Piece, Piece>();
  for (const column of columns) {
    const left = nearestColumn(column, columns);
    if (
      left === null ||
      !(hasFigures(column) || columns.some((other) => hasFigures(other) && standsLevel(other, column)))
    )
      continue;
    for (const piece of column) {
      const beside = left.find((other) => isLevel(other, piece));
      if (beside !== undefined) attached.set(piece, beside);
    }
  }
  return attached;
}

/** The nearest column at the left whose lines stand level with those of this one. */
function nearestColumn(
  column: readonly Piece[],
  columns: readonly (readonly Piece[])[],
): readonly Piece[] | null {
  const { left } = boxOf(column);
  let best: readonly Piece[] | null = null;
  let least = Infinity;
  for (const other of columns) {
    const gap = left - boxOf(other).right;
    if (gap >= 0 && gap < least && standsLevel(other, column)) [best, least] = [other, gap];
  }
  return best;
}

function standsLevel(a: readonly Piece[], b: readonly Piece[]): boolean {
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  const level = shorter.filter((piece) => longer.some((other) => isLevel(piece, other))).length;
  return a !== b && level >= TABLE_LEVEL * shorter.length;
}

function isLevel(a: Piece, b: Piece): boolean {
  return Math.abs(a.bottom + a.top - b.bottom - b.top) < 0.7 * Math.min(a.bottom - a.top, b.bottom - b.top);
}

function hasFigures(column: readonly Piece[]): boolean {
  const lines = column.filter(({ words }) => words.some((word) => /\d/.test(word.text))).length;
  return lines >= TABLE_FIGURES * column.length;
}

/** The nearest piece of another block at the left on the same height, with nothing between. */
function nearestLeft(piece: Piece, pieces: readonly Piece[]): Piece | null {
  let best: Piece | null = null;
  for (const other of pieces) {
    if (other.block === piece.block || other.right > piece.left || !sameHeight(other, piece)) continue;
    if (best === null || other.right > best.right) best = other;
  }
  return best;
}

function sameHeight(a: Piece, b: Piece): boolean {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return shared >= 0.5 * Math.min(a.bottom - a.top, b.bottom - b.top);
}

function endsWithColon({ words }: Piece): boolean {
  return words.at(-1)!.text.endsWith(':');
}

/** Dates, numbers, amounts, ages: two digits at least and hardly a letter, or one digit with its unit. */
function isFigures({ words }: Piece): boolean {
  const text = words.map((word) => word.text).join('');
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (letters === 0 && /\d.*\d/.test(text)) || /^\d{1,3}(?:ans?|mois|jours?|j)$/i.test(text);
}
