import { lettersApart } from '../patients/index/letterBits.ts';

/** Words longer than this are cut: nothing that long is a name, and the rows below are small. */
const LONGEST = 32;

/** Errors of words that are alike at most. */
const MOST_ERRORS = 3;

/** Three rows of the table of distances; reused, since linking asks often. */
const ROWS = [0, 1, 2].map(() => new Uint8Array(LONGEST + 1)) as [Uint8Array, Uint8Array, Uint8Array];

/** How many typing errors a word of so many letters may have to be alike at all. */
function errorsAllowed(longer: number): number {
  if (longer < 5) return 1;
  return longer < 8 ? 2 : MOST_ERRORS;
}

/**
 * Whether two folded words, a[aFrom, aTo) and b[bFrom, bTo), are alike though they differ by more than a typing error: by two, by three where the
 * longer one has eight letters, by one where it has fewer than five. Errors are insertions, deletions, substitutions and exchanges of neighbours
 * (optimal string alignment: Damerau 1964, Boytsov 2011). Single letters are like nothing.
 */
export function alikeParts(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): boolean {
  const shorter = Math.min(aTo - aFrom, bTo - bFrom);
  const longer = Math.max(aTo - aFrom, bTo - bFrom);
  const allowed = errorsAllowed(longer);
  if (shorter < 2 || longer > LONGEST || longer - shorter > allowed) return false;
  let [before, above, row] = ROWS;
  const width = bTo - bFrom;
  for (let j = 0; j <= width; j++) above[j] = j;
  for (let i = 1; i <= aTo - aFrom; i++) {
    row[0] = i;
    let least = i;
    const letter = a[aFrom + i - 1]!;
    for (let j = 1; j <= width; j++) {
      const other = b[bFrom + j - 1]!;
      let errors = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (letter === other ? 0 : 1));
      if (i > 1 && j > 1 && letter === b[bFrom + j - 2] && a[aFrom + i - 2] === other)
        errors = Math.min(errors, before[j - 2]! + 1);
      row[j] = errors;
      if (errors < least) least = errors;
    }
    if (least > allowed) return false;
    [before, above, row] = [above, row, before];
  }
  return above[width]! <= allowed;
}

/**
 * Whether words of `aLength` and `bLength` letters can be alike at all, by their {@link letterBits}: each error makes two letters that stand in one of
 * them only. Rules nearly everything out.
 */
export function mayBeAlike(a: number, aLength: number, b: number, bLength: number): boolean {
  const allowed = errorsAllowed(Math.max(aLength, bLength));
  return Math.abs(aLength - bLength) <= allowed && (a === b || lettersApart(a, b) <= 2 * allowed);
}
