import { clopperPearson, type ShareInterval, upperBound, Z95 } from './binomialBounds.ts';

/** A part of what was judged 'nobody concerned', of which a random sample was looked at by hand. */
export interface Stratum {
  readonly name: string;
  readonly items: number;
  readonly sampled: number;
  /** Sampled items in which somebody was missed. */
  readonly missed: number;
}

export interface StratumBound extends Stratum {
  /** Missed items expected in the whole stratum. */
  readonly estimate: number;
  readonly interval: ShareInterval;
  /** One-sided 95 % upper bound of the share. */
  readonly upper: number;
  /** Items that may be missed at most, such that all strata together hold with 95 % (Bonferroni). */
  readonly atMost: number;
}

export interface StratifiedBound {
  readonly strata: readonly StratumBound[];
  readonly estimate: number;
  readonly deviation: number;
  /** Normal interval of the estimate, from 0 on. */
  readonly low: number;
  readonly high: number;
  /** Items that were missed at most in all, 95 %, exact and conservative. */
  readonly atMost: number;
}

/** What the samples of all strata say of what was missed (counting.md 5). A stratum of which nothing was sampled bounds nothing: all its items may be missed. */
export function boundMissed(strata: readonly Stratum[], alpha = 0.05): StratifiedBound {
  const bounds = strata.map((stratum) => boundStratum(stratum, alpha, strata.length));
  const estimate = bounds.reduce((sum, bound) => sum + bound.estimate, 0);
  const deviation = Math.sqrt(strata.reduce((sum, stratum) => sum + variance(stratum), 0));
  return {
    strata: bounds,
    estimate,
    deviation,
    low: Math.max(0, estimate - Z95 * deviation),
    high: estimate + Z95 * deviation,
    atMost: bounds.reduce((sum, bound) => sum + bound.atMost, 0),
  };
}

function boundStratum(stratum: Stratum, alpha: number, strata: number): StratumBound {
  const { items, sampled, missed } = stratum;
  if (sampled === 0)
    return { ...stratum, estimate: 0, interval: { low: 0, high: 1 }, upper: 1, atMost: items };
  const whole = sampled >= items;
  return {
    ...stratum,
    estimate: (items * missed) / sampled,
    interval: clopperPearson(missed, sampled, 1 - alpha),
    upper: upperBound(missed, sampled, alpha),
    atMost: whole ? missed : Math.ceil(items * upperBound(missed, sampled, alpha / strata)),
  };
}

function variance({ items, sampled, missed }: Stratum): number {
  if (sampled < 2) return 0;
  const share = missed / sampled;
  return items ** 2 * (1 - sampled / items) * ((share * (1 - share)) / (sampled - 1));
}

/**
 * How a sample of `size` items is shared among strata: by their size and how far misses are expected in them (Neyman), at least `least` each
 * and never more than a stratum has.
 */
export function allocateSample(
  strata: readonly { readonly items: number; readonly expectedRate: number }[],
  size: number,
  least = 60,
): number[] {
  const weights = strata.map(({ items, expectedRate: rate }) => items * Math.sqrt(rate * (1 - rate)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return strata.map(({ items }, h) =>
    Math.min(items, Math.max(least, whole === 0 ? 0 : Math.round((size * weights[h]!) / whole))),
  );
}
