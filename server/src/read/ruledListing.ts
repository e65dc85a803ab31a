/** Where a column of a listing lies: characters [from, to), from 0. */
export interface ListingColumn {
  readonly from: number;
  readonly to: number;
}

/** Runs of a ruler that are columns at least. */
const LEAST_COLUMNS = 3;
const RULER = /^[ +|]*(?:-{2,}|={2,}|-|=)(?:[ +|]+[-=]+)+[ +|]*$/;

/** The columns that a ruler draws below the head of a listing ('------ ---------- ---'); null where the line is none. */
export function columnsOfRuler(line: string): ListingColumn[] | null {
  if (!RULER.test(line)) return null;
  const columns = [...line.matchAll(/[-=]+/g)].map(({ 0: run, index }) => ({
    from: index,
    to: index + run.length,
  }));
  return columns.length < LEAST_COLUMNS ? null : columns;
}

/** The cells of a line below the columns; null where something stands between two columns, or nothing in any. */
export function cellsOf(line: string, columns: readonly ListingColumn[]): string[] | null {
  if (line.trim() === '') return null;
  let end = 0;
  const cells: string[] = [];
  for (const { from, to } of columns) {
    if (!isGap(line.slice(end, from))) return null;
    cells.push(line.slice(from, to).trim());
    end = to;
  }
  return isGap(line.slice(end)) ? cells : null;
}

function isGap(text: string): boolean {
  return /^[ |\t]*$/.test(text);
}
