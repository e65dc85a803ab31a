/** Mentions that may mean any of many patients, and what the clear mentions beside them tell. */
export interface SharedMentions {
  readonly mentions: number;
  /** How many of them mean a patient at all: the sum of the probabilities. */
  readonly meant: number;
  /** Share of the patients who are named clearly beside them and stand nowhere else, and the number of mentions that it rests on (effective size; 0: nothing tells). */
  readonly alone: number;
  readonly compared: number;
}

/** Above so many mentions the distribution is taken to be normal. */
const EXACT_LIMIT = 5_000;
const Z = 1.959964;

/** How many patients stand in shared mentions only, as far as it can be told. */
export interface SharedEstimate {
  readonly expected: number;
  readonly variance: number;
  readonly low: number;
  readonly high: number;
  /** All mentions. */
  readonly most: number;
  /** P(n of them), n from 0 on; null where there are too many for it. */
  readonly mass: Float64Array | null;
}

/**
 * Whoever is mentioned by a common name is as often known from elsewhere as those who are named clearly in the same contents: the share of those who are not has
 * the beta distribution of Jeffreys's prior and these, a mention means a patient who is not known with its product with the probability of meaning a patient
 * at all, and the number is beta-binomial with that mean and variance.
 */
export function estimateShared({ mentions, meant, alone, compared }: SharedMentions): SharedEstimate {
  const a = alone * compared + 0.5;
  const b = (1 - alone) * compared + 0.5;
  const share = a / (a + b);
  const probable = meant / mentions;
  const mean = probable * share;
  const spread = (probable * probable * share * (1 - share)) / (a + b + 1);
  const expected = mentions * mean;
  const variance = mentions * (mean * (1 - mean) - spread) + mentions * mentions * spread;
  if (mentions > EXACT_LIMIT) {
    const reach = Z * Math.sqrt(variance);
    const low = Math.max(0, Math.floor(expected - reach));
    return {
      expected,
      variance,
      low,
      high: Math.min(mentions, Math.ceil(expected + reach)),
      most: mentions,
      mass: null,
    };
  }
  const size = (mean * (1 - mean)) / spread - 1;
  const mass = betaBinomial(mentions, mean * size, (1 - mean) * size);
  const [low, high] = [quantile(mass, 0.025), quantile(mass, 0.975)];
  return { expected, variance, low, high, most: mentions, mass };
}

/** P(k of n), from the mode outwards by the ratio of neighbours, so that nothing underflows. */
function betaBinomial(n: number, a: number, b: number): Float64Array {
  const mass = new Float64Array(n + 1);
  const ratio = (k: number): number => ((n - k) * (a + k)) / ((k + 1) * (b + n - k - 1));
  const mode = Math.min(n, Math.max(0, Math.round((n * a) / (a + b))));
  mass[mode] = 1;
  for (let k = mode; k < n; k++) mass[k + 1] = mass[k]! * ratio(k);
  for (let k = mode; k > 0; k--) mass[k - 1] = mass[k]! / ratio(k - 1);
  const total = mass.reduce((sum, p) => sum + p, 0);
  return mass.map((p) => p / total);
}

/** The smallest x with P(X <= x) >= level. */
export function quantile(mass: Float64Array, level: number): number {
  let sum = 0;
  for (let x = 0; x < mass.length; x++) {
    sum += mass[x]!;
    // Rounding of the sum must not move the bound.
    if (sum >= level - 1e-12) return x;
  }
  return mass.length - 1;
}
