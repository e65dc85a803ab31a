/**
 * A read-only multimap from 32-bit keys to 32-bit values in flat arrays: entries sorted by bucket (the key's high bits after mixing),
 * a directory of bucket starts. 8 bytes an entry plus 4 bytes a bucket. Equal keys lie together whatever their number.
 */
export interface Multimap {
  readonly directory: Uint32Array;
  /** Key and value of each entry, side by side. */
  readonly entries: Uint32Array;
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
  const entries = allocate(2 * count);
  for (let i = 0; i < count; i++) {
    const at = 2 * next[mix(keys[i]!) >>> shift]!++;
    entries[at] = keys[i]!;
    entries[at + 1] = values[i]!;
  }
  return { directory, entries, shift };
}

/** Where the entries begin among which all of `key` lie: a position in `entries`. */
export function entriesStart(map: Multimap, key: number): number {
  return 2 * map.directory[mix(key) >>> map.shift]!;
}

/** Where they end. */
export function entriesEnd(map: Multimap, key: number): number {
  return 2 * map.directory[(mix(key) >>> map.shift) + 1]!;
}

/** Calls `visit` with each value of `key`, until it returns false. */
export function visitValues(map: Multimap, key: number, visit: (value: number) => boolean): void {
  const { entries } = map;
  const end = entriesEnd(map, key);
  for (let i = entriesStart(map, key); i < end; i += 2) {
    if (entries[i] === key && !visit(entries[i + 1]!)) return;
  }
}

/** First value of `key`, or -1. */
export function firstValue(map: Multimap, key: number): number {
  const { entries } = map;
  const end = entriesEnd(map, key);
  for (let i = entriesStart(map, key); i < end; i += 2) if (entries[i] === key) return entries[i + 1]!;
  return -1;
}

/** All values of `key`, at most `limit`. */
export function valuesOf(map: Multimap, key: number, limit = Infinity): number[] {
  const out: number[] = [];
  visitValues(map, key, (value) => out.push(value) < limit);
  return out;
}
