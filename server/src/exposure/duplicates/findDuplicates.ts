import type { DuplicateReason } from '@constat/contract/duplicate.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { Growable } from '../../patients/index/growable.ts';
import { hashText } from '../../patients/index/hashText.ts';
import { buildMultimap, visitValues } from '../../patients/index/multimap.ts';
import { loadPatients } from '../../patients/loadPatients.ts';
import { encode } from '../../text/windows1252.ts';
import { compareEntries, type Entry, entryOf, type NameCounts } from './compareRecords.ts';

/** From here on a pair is proposed. */
const PROPOSED = 0.5;
/** Entries that share a key and are compared one with another: more of them share a default value. */
const BLOCK = 24;

/** Two entries of the register that may be one person; ids in their order. */
export interface DuplicatePair {
  readonly first: number;
  readonly second: number;
  readonly score: number;
  readonly reasons: readonly DuplicateReason[];
}

/**
 * Entries of the register that may be one person, the surest first. Two passes over the register: the first keeps 8 bytes for each key under which
 * an entry is looked for, the second the entries that share one. Time grows with the register, not with its square.
 */
export async function findDuplicates(database: Database, keys: CaseKeys): Promise<DuplicatePair[]> {
  const blocks = new Blocks();
  for await (const patient of loadPatients(database, keys)) blocks.add(entryOf(patient));
  const candidates = blocks.candidates();
  const entries = new Map<number, Entry>();
  for await (const patient of loadPatients(database, keys))
    if (candidates.ids.has(patient.id)) entries.set(patient.id, entryOf(patient));
  const pairs: DuplicatePair[] = [];
  for (const [first, second] of candidates.pairs) {
    const a = entries.get(first);
    const b = entries.get(second);
    if (a === undefined || b === undefined) continue;
    const comparison = compareEntries(a, b, blocks);
    if (comparison.score >= PROPOSED) pairs.push({ first, second, ...comparison });
  }
  return pairs.sort((a, b) => b.score - a.score || a.first - b.first || a.second - b.second);
}

/** Under which keys entries are looked for. */
class Blocks implements NameCounts {
  readonly #ids = new Growable();
  readonly #keys = new Growable();
  readonly #owners = new Growable();
  readonly #surnames = new Map<string, number>();
  readonly #givenNames = new Map<string, number>();

  get patients(): number {
    return this.#ids.length;
  }

  surname(name: string): number {
    return this.#surnames.get(name) ?? 0;
  }

  givenName(name: string): number {
    return this.#givenNames.get(name) ?? 0;
  }

  add(entry: Entry): void {
    const owner = this.#ids.length;
    this.#ids.push(entry.id);
    for (const name of new Set([entry.birthName, entry.usageName])) increment(this.#surnames, name);
    for (const name of new Set(entry.givenNames)) increment(this.#givenNames, name);
    for (const key of new Set(blockingKeys(entry))) {
      this.#keys.push(hashText(encode(key)));
      this.#owners.push(owner);
    }
  }

  /** Pairs of ids that share a key. Keys are hashes: a pair may share none in truth, which its comparison finds out. */
  candidates(): { ids: Set<number>; pairs: [number, number][] } {
    const { length } = this.#keys;
    const map = buildMultimap(this.#keys.array, this.#owners.array, length, (n) => new Uint32Array(n));
    const ids = new Set<number>();
    const seen = new Set<number>();
    const pairs: [number, number][] = [];
    for (let i = 0; i < length; i++) {
      const owner = this.#owners.array[i]!;
      const block: number[] = [];
      visitValues(map, this.#keys.array[i]!, (value) => block.push(value) <= BLOCK);
      if (block.length > BLOCK) continue;
      for (const other of block) {
        if (other <= owner) continue;
        const pair = owner * 2 ** 26 + other;
        if (seen.has(pair)) continue;
        seen.add(pair);
        const a = this.#ids.array[owner]!;
        const b = this.#ids.array[other]!;
        ids.add(a).add(b);
        pairs.push(a < b ? [a, b] : [b, a]);
      }
    }
    return { ids, pairs };
  }
}

function increment(counts: Map<string, number>, name: string): void {
  if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Letters of a surname that a typing error seldom hits. */
const STEM = 3;

/**
 * What one person has in common in two entries: the number, or a name with the birth date, or the birth date with where he lives, or a contact, or a
 * rare name. Frequent keys make large blocks, which are left out: a frequent name alone proves nothing.
 */
function* blockingKeys(entry: Entry): Generator<string> {
  const [given = ''] = entry.givenNames;
  const { birthDate } = entry;
  if (entry.nir !== '') yield `1 ${entry.nir}`;
  for (const surname of new Set([entry.birthName, entry.usageName])) {
    if (surname === '' || given === '') continue;
    // In one order, for names that stand in each other's column.
    const name = surname < given ? `${surname} ${given}` : `${given} ${surname}`;
    yield `2 ${name}`;
    if (birthDate === 0) continue;
    yield `3 ${name} ${birthDate}`;
    yield `4 ${surname.slice(0, STEM)} ${given} ${birthDate}`;
    yield `5 ${surname} ${given.slice(0, STEM)} ${birthDate}`;
  }
  for (const phone of entry.phones) if (phone !== '') yield `6 ${phone}`;
  if (entry.email !== '') yield `7 ${entry.email}`;
  if (entry.address !== '') yield `8 ${entry.address} ${given}`;
  if (entry.postcode !== '' && birthDate !== 0) yield `9 ${entry.postcode} ${birthDate}`;
}
