/**
 * Whether two folded words, a[aFrom, aTo) and b[bFrom, bTo), differ by at most one typing error (insertion, deletion, substitution or exchange
 * of neighbours), or one is a cut form of the other. Words of fewer than four letters are like nothing.
 */
export function similarParts(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): boolean {
  const extra = bTo - bFrom - (aTo - aFrom);
  if (extra < 0) return similarParts(b, bFrom, bTo, a, aFrom, aTo);
  const length = aTo - aFrom;
  if (length < 4 || (extra > 1 && length < 7)) return false;
  let same = 0;
  while (same < length && a[aFrom + same] === b[bFrom + same]) same++;
  if (same === length) return extra <= 1 || length >= 7;
  if (extra > 1) return false;
  const i = aFrom + same;
  const j = bFrom + same;
  if (extra === 1) return restEqual(a, i, aTo, b, j + 1);
  return (
    restEqual(a, i + 1, aTo, b, j + 1) ||
    (i + 1 < aTo && a[i] === b[j + 1] && a[i + 1] === b[j] && restEqual(a, i + 2, aTo, b, j + 2))
  );
}

/** Whether a[i, aTo) stands in b from j on. */
function restEqual(a: Uint8Array, i: number, aTo: number, b: Uint8Array, j: number): boolean {
  for (let k = 0; i + k < aTo; k++) if (a[i + k] !== b[j + k]) return false;
  return true;
}
