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
  /** Items that may be missed at most in this stratum, 95 %, taken alone. */
  readonly alone: number;
  /** Items that may be missed at most, such that all strata together hold with 95 % (Bonferroni). */
  readonly atMost: number;
}

export interface StratifiedBound {
  readonly strata: readonly StratumBound[];
  readonly estimate: number;
  readonly deviation: number;
  /** Normal interval of the estimate, never below what was found and never above what was not looked at besides. */
  readonly low: number;
  readonly high: number;
  /** Items that were missed at most in all, 95 %, exact and conservative. */
  readonly atMost: number;
}

/**
 * What the samples of all strata say of what was missed (counting.md 5). A stratum of which nothing was sampled bounds nothing: all its items may be missed.
 * No bound says less than was found, or more than what was found and what was not looked at.
 */
export function boundMissed(strata: readonly Stratum[], alpha = 0.05): StratifiedBound {
  const bounds = strata.map((stratum) => boundStratum(stratum, alpha, strata.length));
  const estimate = bounds.reduce((sum, bound) => sum + bound.estimate, 0);
  const deviation = Math.sqrt(strata.reduce((sum, stratum) => sum + variance(stratum), 0));
  return {
    strata: bounds,
    estimate,
    deviation,
    low: Math.max(
      strata.reduce((sum, { missed }) => sum + missed, 0),
      estimate - Z95 * deviation,
    ),
    high: Math.min(
      strata.reduce((sum, stratum) => sum + possible(stratum), 0),
      estimate + Z95 * deviation,
    ),
    atMost: bounds.reduce((sum, bound) => sum + bound.atMost, 0),
  };
}

/** A stratum of which `drawn` items were drawn and not all of them looked at. */
export interface UnfinishedStratum extends Stratum {
  readonly drawn: number;
}

/**
 * The stratum with every item that was drawn and not looked at taken for missed. What is bounded then holds whichever items the reader has left out: whoever
 * chooses makes no random sample.
 */
export function unreadAsMissed({ drawn, ...stratum }: UnfinishedStratum): Stratum {
  return { ...stratum, sampled: drawn, missed: stratum.missed + drawn - stratum.sampled };
}

function boundStratum(stratum: Stratum, alpha: number, strata: number): StratumBound {
  const { items, sampled, missed } = stratum;
  if (sampled === 0)
    return { ...stratum, estimate: 0, interval: { low: 0, high: 1 }, upper: 1, alone: items, atMost: items };
  const { low, high } = clopperPearson(missed, sampled, 1 - alpha);
  return {
    ...stratum,
    estimate: (items * missed) / sampled,
    interval: { low: possibleShare(low, stratum), high: possibleShare(high, stratum) },
    upper: possibleShare(upperBound(missed, sampled, alpha), stratum),
    alone: itemsAtMost(stratum, alpha),
    atMost: itemsAtMost(stratum, alpha / strata),
  };
}

/** The items behind a bound of the share: at least those found, at most what is possible. */
function itemsAtMost(stratum: Stratum, alpha: number): number {
  const { items, sampled, missed } = stratum;
  return Math.min(possible(stratum), Math.max(missed, Math.ceil(items * upperBound(missed, sampled, alpha))));
}

/** Items that can be missed: those found, and those that were not looked at. */
function possible({ items, sampled, missed }: Stratum): number {
  return items - sampled + missed;
}

function possibleShare(share: number, stratum: Stratum): number {
  return Math.min(possible(stratum) / stratum.items, Math.max(stratum.missed / stratum.items, share));
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
