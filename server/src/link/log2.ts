/** log2 of small counts, ready: it is asked twice for every candidate. */
const BITS = Float64Array.from({ length: 4096 }, (_, count) => Math.log2(Math.max(1, count)));

/** log2 of a count of 1 and more. */
export function log2(count: number): number {
  return count < BITS.length ? BITS[count]! : Math.log2(count);
}
