import { createHash, hash } from 'node:crypto';

/** The Merkle tree of RFC 9162, section 2.1, with SHA-256. All hashes have 32 bytes. */

const LEAF = '\0';
/** Where the two hashes of a node are put to be hashed: 0x01, left, right. */
const node = Buffer.alloc(65, 1);

/** Root of the tree without leaves: the hash of nothing. */
export const EMPTY_ROOT = createHash('sha256').digest();

/** HASH(0x00 || entry). */
export function leafHash(entry: Uint8Array | string): Buffer {
  if (typeof entry === 'string') return hash('sha256', LEAF + entry, 'buffer');
  return hash('sha256', Buffer.concat([Buffer.from(LEAF), entry]), 'buffer');
}

/** HASH(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== 32 || right.length !== 32) throw new RangeError('a hash has 32 bytes');
  node.set(left, 1);
  node.set(right, 33);
  return hash('sha256', node, 'buffer');
}

/** A tree that only grows: the roots of its perfect subtrees from the left, one for each bit of its size. */
export class Frontier {
  #size: number;
  readonly #peaks: Buffer[];

  /** Throws RangeError when the peaks are not as many as the size has bits set. */
  constructor(size = 0, peaks: readonly Uint8Array[] = []) {
    if (peaks.length !== bitsSet(size))
      throw new RangeError('a frontier has a peak for each bit of its size');
    this.#size = size;
    this.#peaks = peaks.map((peak) => Buffer.from(peak));
  }

  get size(): number {
    return this.#size;
  }

  get peaks(): readonly Buffer[] {
    return this.#peaks;
  }

  append(leaf: Buffer): void {
    let peak = leaf;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2)
      peak = nodeHash(this.#peaks.pop()!, peak);
    this.#peaks.push(peak);
    this.#size++;
  }

  root(): Buffer {
    if (this.#peaks.length === 0) return EMPTY_ROOT;
    return this.#peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

function bitsSet(size: number): number {
  return size.toString(2).replaceAll('0', '').length;
}

/** MTH of leaf hashes. */
export function treeRoot(leaves: readonly Buffer[]): Buffer {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

/** The largest power of two below n (n > 1). */
function split(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

/** Hashes that lead from a leaf to the root (RFC 9162, 2.1.3.1), from below. */
export function inclusionProof(leaves: readonly Buffer[], leaf: number): Buffer[] {
  if (leaf < 0 || leaf >= leaves.length) throw new RangeError('no such leaf');
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return leaf < k
    ? [...inclusionProof(leaves.slice(0, k), leaf), treeRoot(leaves.slice(k))]
    : [...inclusionProof(leaves.slice(k), leaf - k), treeRoot(leaves.slice(0, k))];
}

/** Whether a proof leads from a leaf to the root of a tree of `size` leaves (RFC 9162, 2.1.3.2). */
export function includes(
  root: Buffer,
  size: number,
  leaf: { readonly index: number; readonly hash: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (leaf.index < 0 || leaf.index >= size) return false;
  let fn = leaf.index;
  let sn = size - 1;
  let r = leaf.hash;
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else r = nodeHash(r, p);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && r.equals(root);
}

/** Hashes that show that the tree of the first `first` leaves is the beginning of this one (RFC 9162, 2.1.4.1). */
export function consistencyProof(leaves: readonly Buffer[], first: number): Buffer[] {
  if (first < 1 || first > leaves.length) throw new RangeError('no such earlier tree');
  return subProof(leaves, first, true);
}

function subProof(leaves: readonly Buffer[], m: number, whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [treeRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subProof(leaves.slice(0, k), m, whole), treeRoot(leaves.slice(k))]
    : [...subProof(leaves.slice(k), m - k, false), treeRoot(leaves.slice(0, k))];
}

/** Whether a proof shows that the later tree begins with the earlier one (RFC 9162, 2.1.4.2). */
export function extendsTree(
  earlier: { readonly size: number; readonly root: Buffer },
  later: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (earlier.size < 1 || earlier.size > later.size) return false;
  if (earlier.size === later.size) return proof.length === 0 && earlier.root.equals(later.root);
  const isPower = Number.isInteger(Math.log2(earlier.size));
  const path = isPower ? [earlier.root, ...proof] : [...proof];
  const [start] = path;
  if (start === undefined) return false;
  let fn = earlier.size - 1;
  let sn = later.size - 1;
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [start, start];
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else sr = nodeHash(sr, c);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && fr.equals(earlier.root) && sr.equals(later.root);
}

function half(n: number): number {
  return Math.floor(n / 2);
}
