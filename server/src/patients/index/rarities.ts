import { mix } from './multimap.ts';

/** Parts of a bit in which rarities are kept. */
const PARTS = 8;
const DAYS = 365.25;
/** So many patients on one day are chance, however few one would expect; more are a day that stands for 'unknown'. */
const CHANCE = 3;

/** How often each value occurs, by position; 0 (unknown) occurs never. */
function counts(values: Uint32Array): Uint32Array {
  const capacity = 1 << Math.ceil(Math.log2(values.length * 2 + 2));
  const keys = new Uint32Array(capacity);
  const counted = new Uint32Array(capacity);
  const slots = new Uint32Array(values.length);
  for (let p = 0; p < values.length; p++) {
    const value = values[p]!;
    if (value === 0) continue;
    let slot = mix(value) & (capacity - 1);
    while (keys[slot] !== 0 && keys[slot] !== value) slot = (slot + 1) & (capacity - 1);
    keys[slot] = value;
    counted[slot]!++;
    slots[p] = slot;
  }
  return slots.map((slot, p) => (values[p] === 0 ? 0 : counted[slot]!));
}

function inParts(share: number): number {
  return Math.round(Math.min(255, Math.max(0, -Math.log2(share) * PARTS)));
}

/**
 * How rare each value is among the filled ones: -log2 of its share, in eighths of a bit. Somebody outside may always bear what
 * one patient bears, so one more is counted of each.
 * @param values by patient; 0 is unknown and gets 0.
 */
export function rarities(values: Uint32Array): Uint8Array {
  const counted = counts(values);
  const filled = values.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  return new Uint8Array(counted.map((count) => (count === 0 ? 0 : inParts((count + 1) / (filled + 1)))));
}

/**
 * The same of birth dates (YYYYMMDD): the share of the year, spread over its days; a day on which more are registered than chance
 * explains (one that stands for 'unknown') is as common as it is.
 */
export function birthRarities(dates: Uint32Array): Uint8Array {
  const byDate = counts(dates);
  const years = dates.map((date) => Math.floor(date / 10_000));
  const byYear = counts(years);
  const filled = dates.reduce((sum, date) => sum + (date === 0 ? 0 : 1), 0);
  const parts = dates.map((date, p) => {
    if (date === 0) return 0;
    const expected = (byYear[p]! + 1) / DAYS;
    const unusual = byDate[p]! > expected + CHANCE * Math.sqrt(expected) + CHANCE;
    return inParts(Math.max(expected, unusual ? byDate[p]! : 0) / (filled + 1));
  });
  return new Uint8Array(parts);
}

/** -log2 of the share of men and of women, bits, with a patient of each more than there are. */
export function sexRarities(sexes: ArrayLike<number>): readonly number[] {
  const count = [0, 1, 1];
  for (let p = 0; p < sexes.length; p++) count[sexes[p]!]!++;
  const known = count[1]! + count[2]!;
  return [0, -Math.log2(count[1]! / known), -Math.log2(count[2]! / known)];
}
