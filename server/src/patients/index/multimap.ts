/**
 * A read-only multimap from 32-bit keys to 32-bit values in flat arrays: entries sorted by bucket (the key's high bits after mixing),
 * a directory of bucket starts. 8 bytes an entry plus 4 bytes a bucket. Equal keys lie together whatever their number.
 */
export interface Multimap {
  readonly directory: Uint32Array;
  readonly keys: Uint32Array;
  readonly values: Uint32Array;
  /** 32 - log2(number of buckets). */
  readonly shift: number;
}

/** Allocates the arrays of the index: shared memory in production. */
export type Allocate = (length: number) => Uint32Array;

/** Spreads a key over all 32 bits (the finaliser of MurmurHash3, public domain). */
export function mix(key: number): number {
  let h = key ^ (key >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Builds a multimap from parallel arrays of which the first `count` entries count. Values of equal keys keep their order. */
export function buildMultimap(
  keys: Uint32Array,
  values: Uint32Array,
  count: number,
  allocate: Allocate,
): Multimap {
  const bits = Math.max(1, Math.min(24, Math.ceil(Math.log2(count / 2 + 1))));
  const shift = 32 - bits;
  const directory = allocate((1 << bits) + 1);
  for (let i = 0; i < count; i++) directory[(mix(keys[i]!) >>> shift) + 1]!++;
  for (let b = 1; b < directory.length; b++) directory[b]! += directory[b - 1]!;
  const next = directory.slice();
  const sortedKeys = allocate(count);
  const sortedValues = allocate(count);
  for (let i = 0; i < count; i++) {
    const at = next[mix(keys[i]!) >>> shift]!++;
    sortedKeys[at] = keys[i]!;
    sortedValues[at] = values[i]!;
  }
  return { directory, keys: sortedKeys, values: sortedValues, shift };
}

/** The entries among which all of `key` lie: [start, end) of keys and values, to be compared one by one. */
export function entriesStart(map: Multimap, key: number): number {
  return map.directory[mix(key) >>> map.shift]!;
}

export function entriesEnd(map: Multimap, key: number): number {
  return map.directory[(mix(key) >>> map.shift) + 1]!;
}

/** Calls `visit` with each value of `key`, until it returns false. */
export function visitValues(map: Multimap, key: number, visit: (value: number) => boolean): void {
  const bucket = mix(key) >>> map.shift;
  const end = map.directory[bucket + 1]!;
  for (let i = map.directory[bucket]!; i < end; i++) {
    if (map.keys[i] === key && !visit(map.values[i]!)) return;
  }
}

/** First value of `key`, or -1. */
export function firstValue(map: Multimap, key: number): number {
  const bucket = mix(key) >>> map.shift;
  const end = map.directory[bucket + 1]!;
  for (let i = map.directory[bucket]!; i < end; i++) if (map.keys[i] === key) return map.values[i]!;
  return -1;
}

/** All values of `key`, at most `limit`. */
export function valuesOf(map: Multimap, key: number, limit = Infinity): number[] {
  const out: number[] = [];
  visitValues(map, key, (value) => out.push(value) < limit);
  return out;
}
