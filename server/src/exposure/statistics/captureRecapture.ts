import { Z95 } from './binomialBounds.ts';

/** What two independent ways of finding say of how many there are. */
export interface Recapture {
  /** Estimated number in all. */
  readonly total: number;
  readonly deviation: number;
  /** Found by at least one way. */
  readonly seen: number;
  /** 95 %, log-normal on what was not seen: never below what was. */
  readonly low: number;
  readonly high: number;
  /** Share of the total that was found by at least one way. */
  readonly recall: number;
}

/**
 * Chapman's estimator (1951) from `first` and `second` found by two ways, `both` of them by both. Ways that fail on the same things make it too low:
 * it is a lower bound then. Needs both <= min(first, second).
 */
export function recapture(first: number, second: number, both: number): Recapture {
  const total = ((first + 1) * (second + 1)) / (both + 1) - 1;
  const variance =
    ((first + 1) * (second + 1) * (first - both) * (second - both)) / ((both + 1) ** 2 * (both + 2));
  const seen = first + second - both;
  const unseen = Math.max(0, total - seen);
  const factor = unseen === 0 ? 1 : Math.exp(Z95 * Math.sqrt(Math.log(1 + variance / unseen ** 2)));
  return {
    total,
    deviation: Math.sqrt(variance),
    seen,
    low: seen + unseen / factor,
    high: seen + unseen * factor,
    recall: total === 0 ? 1 : seen / total,
  };
}
