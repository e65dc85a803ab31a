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
 * The number of persons concerned, from the probability of each. Exact by convolution up to 5,000 uncertain ones (counting.md 3):
 * the lower bound is the smallest x with P(X <= x) >= 0.025, the upper the smallest with P(X <= x) >= 0.975.
 */
export function estimateCount(probabilities: Iterable<number>): CountEstimate {
  let certain = 0;
  const uncertain: number[] = [];
  for (const p of probabilities) {
    if (p >= 1) certain++;
    else if (p > 0) uncertain.push(p);
  }
  const expected = certain + uncertain.reduce((sum, p) => sum + p, 0);
  const { low, high } = uncertain.length <= EXACT_LIMIT ? exactBounds(uncertain) : normalBounds(uncertain);
  return { expected, low: certain + low, high: certain + high };
}

function exactBounds(probabilities: readonly number[]): { low: number; high: number } {
  const mass = new Float64Array(probabilities.length + 1);
  mass[0] = 1;
  probabilities.forEach((p, n) => {
    for (let x = n + 1; x > 0; x--) mass[x] = mass[x]! * (1 - p) + mass[x - 1]! * p;
    mass[0]! *= 1 - p;
  });
  return { low: quantile(mass, 0.025), high: quantile(mass, 0.975) };
}

function quantile(mass: Float64Array, level: number): number {
  let sum = 0;
  for (let x = 0; x < mass.length; x++) {
    sum += mass[x]!;
    // Rounding of the sum must not move the bound.
    if (sum >= level - 1e-12) return x;
  }
  return mass.length - 1;
}

function normalBounds(probabilities: readonly number[]): { low: number; high: number } {
  const mean = probabilities.reduce((sum, p) => sum + p, 0);
  const deviation = Math.sqrt(probabilities.reduce((sum, p) => sum + p * (1 - p), 0));
  return {
    low: Math.max(0, Math.floor(mean - Z * deviation)),
    high: Math.min(probabilities.length, Math.ceil(mean + Z * deviation)),
  };
}
