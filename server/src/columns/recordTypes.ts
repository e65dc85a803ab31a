/** Kinds of records that one file mixes. */
const TYPES = { least: 2, most: 8 };
const MARK = /^[A-Z0-9]{1,4}$/i;
/** Rows of a kind that it takes. */
const ROWS = 2;
/** Changes from one kind to another that it takes: a sorted column of codes changes once for each of them. */
const CHANGES = 4;
/** Share of the rows of a kind that are as wide as most. */
const SAME_WIDTH = 0.8;

/**
 * Rows of interface files say in their first cell what they are ('P' a patient, 'A' an address, each with other columns): the rows by that mark,
 * or null where the first cell is a column like any other.
 */
export function recordTypes(
  sample: readonly (readonly string[])[],
): ReadonlyMap<string, (readonly string[])[]> | null {
  const types = new Map<string, (readonly string[])[]>();
  let changes = 0;
  let before = '';
  for (const row of sample) {
    const mark = row[0] ?? '';
    if (!MARK.test(mark)) return null;
    if (mark !== before) changes++;
    before = mark;
    const rows = types.get(mark);
    if (rows === undefined) types.set(mark, [row]);
    else rows.push(row);
    if (types.size > TYPES.most) return null;
  }
  if (types.size < TYPES.least || changes < CHANGES + types.size) return null;
  const widths = [...types.values()].map(usualWidth);
  const differ = new Set(widths).size > 1 || shapesDiffer([...types.values()]);
  return widths.every((width) => width > 0) && differ ? types : null;
}

/** How many cells the rows of a kind have; 0 where they differ, or are too few. */
function usualWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [width, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return rows.length >= ROWS && width > 1 && count >= rows.length * SAME_WIDTH ? width : 0;
}

/** Whether some column holds digits in the rows of one kind and letters in those of another. */
function shapesDiffer(types: readonly (readonly (readonly string[])[])[]): boolean {
  const width = Math.max(...types.flat().map((row) => row.length));
  for (let c = 1; c < width; c++) {
    const digits = types.map((rows) => {
      const cells = rows.map((row) => row[c] ?? '').filter((cell) => cell !== '');
      return cells.length === 0
        ? null
        : cells.filter((cell) => /^[\d ./-]+$/.test(cell)).length / cells.length;
    });
    const known = digits.filter((share) => share !== null);
    if (known.some((share) => share > 0.9) && known.some((share) => share < 0.1)) return true;
  }
  return false;
}
