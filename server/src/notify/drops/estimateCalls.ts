import { dayNumber } from './calendar.ts';
import type { Drop, DropSettings, ObservedCalls } from './dropPlan.ts';
import { isOpen } from './forecastCalls.ts';

/** What was learnt of how people call. */
export interface CallEstimate {
  /** Calls on the day of arrival for each letter, and what share is left a day later. */
  readonly rate: number;
  readonly decay: number;
  /** Calls that it rests on. */
  readonly calls: number;
}

/** Fewer calls, or days, say nothing. */
const FEWEST_CALLS = 30;
const FEWEST_DAYS = 3;
/** Decay is kept within what was ever seen. */
const DECAYS = { least: 0.3, most: 0.98 };

/** Calls of one drop on one open day: they stand for the days from `age` on, of which the line was closed on all but the last. */
interface Reading {
  readonly age: number;
  readonly days: number;
  readonly perLetter: number;
  readonly calls: number;
}

/**
 * r and q from calls counted by drop and day: least squares on log(calls for each letter) = log r + age · log q, each count weighed by itself (the variance of
 * the logarithm of a count is one over the count). What comes after closed days is the sum of their calls: undone with the q found so far, until it stands.
 * Null where there is too little to learn from.
 */
export function estimateCalls(
  drops: readonly Pick<Drop, 'arrives' | 'letters'>[],
  observed: readonly ObservedCalls[],
  settings: Pick<DropSettings, 'agents' | 'alsaceMoselle' | 'decay'>,
): CallEstimate | null {
  const readings = readingsOf(drops, observed, settings);
  const calls = readings.reduce((all, reading) => all + reading.calls, 0);
  if (calls < FEWEST_CALLS || new Set(readings.map(({ age }) => age)).size < FEWEST_DAYS) return null;
  let decay = settings.decay;
  let rate = 0;
  for (let i = 0; i < 100; i++) {
    const line = fitLine(
      readings.map(({ age, days, perLetter, calls: weight }) => ({
        x: age,
        y: Math.log(perLetter / seriesOf(decay, days)),
        weight,
      })),
    );
    const next = Math.min(DECAYS.most, Math.max(DECAYS.least, Math.exp(line.slope)));
    rate = Math.exp(line.intercept);
    const isSettled = Math.abs(next - decay) < 1e-12;
    decay = next;
    if (isSettled) break;
  }
  return { rate, decay, calls };
}

/** 1 + q + q² …, of so many terms. */
function seriesOf(decay: number, terms: number): number {
  return (1 - decay ** terms) / (1 - decay);
}

function readingsOf(
  drops: readonly Pick<Drop, 'arrives' | 'letters'>[],
  observed: readonly ObservedCalls[],
  settings: Pick<DropSettings, 'agents' | 'alsaceMoselle'>,
): Reading[] {
  return observed.flatMap(({ arrived, day, calls }) => {
    const letters = drops
      .filter(({ arrives }) => arrives === arrived)
      .reduce((all, drop) => all + drop.letters, 0);
    const last = dayNumber(day) - dayNumber(arrived);
    if (letters === 0 || last < 0 || calls <= 0 || !isOpen(dayNumber(day), settings)) return [];
    let days = 1;
    while (days <= last && !isOpen(dayNumber(day) - days, settings)) days++;
    return [{ age: last - days + 1, days, perLetter: calls / letters, calls }];
  });
}

/** Weighted least squares. */
function fitLine(points: readonly { x: number; y: number; weight: number }[]): {
  slope: number;
  intercept: number;
} {
  const total = points.reduce((all, { weight }) => all + weight, 0);
  const meanX = points.reduce((all, { x, weight }) => all + x * weight, 0) / total;
  const meanY = points.reduce((all, { y, weight }) => all + y * weight, 0) / total;
  const covariance = points.reduce((all, { x, y, weight }) => all + weight * (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((all, { x, weight }) => all + weight * (x - meanX) ** 2, 0);
  const slope = covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}
