/** An interval of a share, 0 to 1. */
export interface ShareInterval {
  readonly low: number;
  readonly high: number;
}

/** ln(n!) by Stirling's series (Abramowitz and Stegun 6.1.41), exact to 1e-13 from 20 on; below by the product. */
function lnFactorial(n: number): number {
  if (n < 20) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const x = n + 1;
  const r = 1 / x;
  const series = r / 12 - r ** 3 / 360 + r ** 5 / 1260 - r ** 7 / 1680;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** P(X <= x) for X ~ Binomial(n, p). Sums the shorter tail. */
export function binomialCdf(x: number, n: number, p: number): number {
  if (x < 0) return 0;
  if (x >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  return x <= n * p ? tail(x, n, p) : 1 - tail(n - x - 1, n, 1 - p);
}

/** P(X <= x) summed from x downwards: terms fall from there on when x lies below the mean. */
function tail(x: number, n: number, p: number): number {
  let term = Math.exp(
    lnFactorial(n) - lnFactorial(x) - lnFactorial(n - x) + x * Math.log(p) + (n - x) * Math.log1p(-p),
  );
  let sum = 0;
  for (let k = x; k >= 0; k--) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= (k * (1 - p)) / ((n - k + 1) * p);
  }
  return sum;
}

/** Where a falling function crosses `level` between 0 and 1. */
function bisect(falling: (p: number) => number, level: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 200 && high - low > 1e-16; i++) {
    const middle = (low + high) / 2;
    if (falling(middle) > level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Exact one-sided upper bound of a share of which x of n were found (Clopper and Pearson 1934): with confidence 1 - alpha the share lies below.
 * x = n gives 1.
 */
export function upperBound(x: number, n: number, alpha = 0.05): number {
  return x >= n ? 1 : bisect((p) => binomialCdf(x, n, p), alpha);
}

/** Exact one-sided lower bound; x = 0 gives 0. */
export function lowerBound(x: number, n: number, alpha = 0.05): number {
  return 1 - upperBound(n - x, n, alpha);
}

/** Exact two-sided interval of Clopper and Pearson. */
export function clopperPearson(x: number, n: number, confidence = 0.95): ShareInterval {
  const half = (1 - confidence) / 2;
  return { low: lowerBound(x, n, half), high: upperBound(x, n, half) };
}

/** 97.5 % quantile of the normal distribution. */
export const Z95 = 1.959963984540054;

/** Wilson's score interval (1927). */
export function wilson(x: number, n: number, z = Z95): ShareInterval {
  const p = x / n;
  const square = (z * z) / n;
  const centre = (p + square / 2) / (1 + square);
  const half = (z * Math.sqrt((p * (1 - p)) / n + square / (4 * n))) / (1 + square);
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Smallest sample for which `misses` found leave an upper bound of at most `bound`. */
export function sampleSize(bound: number, misses = 0, alpha = 0.05): number {
  let low = misses + 1;
  let high = low;
  while (upperBound(misses, high, alpha) > bound) high *= 2;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (upperBound(misses, middle, alpha) <= bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Smallest sample, drawn without replacement from `items` of which `bad` are bad, that finds at least one of them with probability `confidence`
 * (hypergeometric).
 */
export function detectionSampleSize(items: number, bad: number, confidence = 0.95): number {
  let lnMissed = 0;
  for (let n = 1; n <= items - bad; n++) {
    lnMissed += Math.log(items - bad - n + 1) - Math.log(items - n + 1);
    if (lnMissed <= Math.log(1 - confidence)) return n;
  }
  return items - bad + 1;
}
