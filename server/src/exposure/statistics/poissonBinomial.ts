import { quantile, type SharedEstimate } from './sharedMentions.ts';

/** Expected number of persons and a 95 % interval from independent probabilities (Poisson-binomial law). */
export interface CountEstimate {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** Above so many uncertain persons the normal approximation is used. */
const EXACT_LIMIT = 5_000;
const Z = 1.959964;

/**
 * The number of persons concerned, from the probability of each, and from what stands in mentions of a common name only (`shared`), which is independent. Exact by
 * convolution up to 5,000 uncertain ones (counting.md 3): the lower bound is the smallest x with P(X <= x) >= 0.025, the upper the
 * smallest with P(X <= x) >= 0.975.
 */
export function estimateCount(
  probabilities: Iterable<number>,
  shared: SharedEstimate | null = null,
): CountEstimate {
  let certain = 0;
  const uncertain: number[] = [];
  for (const p of probabilities) {
    if (p >= 1) certain++;
    else if (p > 0) uncertain.push(p);
  }
  const expected = certain + uncertain.reduce((sum, p) => sum + p, shared?.expected ?? 0);
  const start = shared === null ? CERTAINLY_NONE : shared.mass;
  const { low, high } =
    uncertain.length <= EXACT_LIMIT && start !== null
      ? exactBounds(uncertain, start)
      : normalBounds(uncertain, shared);
  return { expected, low: certain + low, high: certain + high };
}

const CERTAINLY_NONE = Float64Array.of(1);

function exactBounds(probabilities: readonly number[], start: Float64Array): { low: number; high: number } {
  const mass = new Float64Array(start.length + probabilities.length);
  mass.set(start);
  probabilities.forEach((p, n) => {
    for (let x = start.length + n; x > 0; x--) mass[x] = mass[x]! * (1 - p) + mass[x - 1]! * p;
    mass[0]! *= 1 - p;
  });
  return { low: quantile(mass, 0.025), high: quantile(mass, 0.975) };
}

function normalBounds(
  probabilities: readonly number[],
  shared: SharedEstimate | null,
): { low: number; high: number } {
  const mean = probabilities.reduce((sum, p) => sum + p, shared?.expected ?? 0);
  const deviation = Math.sqrt(probabilities.reduce((sum, p) => sum + p * (1 - p), shared?.variance ?? 0));
  return {
    low: Math.max(0, Math.floor(mean - Z * deviation)),
    high: Math.min(probabilities.length + (shared?.most ?? 0), Math.ceil(mean + Z * deviation)),
  };
}
