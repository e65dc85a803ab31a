import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  consistencyProof,
  extendsTree,
  Frontier,
  includes,
  inclusionProof,
  leafHash,
  treeRoot,
} from './merkleTree.ts';

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MTH as RFC 9162, 2.1.1 writes it, word for word. */
function definition(entries: readonly Uint8Array[]): Buffer {
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return sha256(Buffer.of(0), entries[0]!);
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return sha256(Buffer.of(1), definition(entries.slice(0, k)), definition(entries.slice(k)));
}

const entries = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 });
const changed = (proof: readonly Buffer[], at: number): Buffer[] => {
  const copy = proof.map((hash) => Buffer.from(hash));
  copy[Math.floor(at / 32) % copy.length]![at % 32]! ^= 1;
  return copy;
};

test('treeRoot is what the recursive definition of RFC 9162 gives', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 70 }), (list) =>
      assert.deepEqual(treeRoot(list.map(leafHash)), definition(list)),
    ),
  );
});

test('treeRoot has the values of the test vectors of Certificate Transparency', () => {
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const leaves = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')));
  const root = (size: number): string => treeRoot(leaves.slice(0, size)).toString('hex');
  assert.equal(root(1), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  assert.equal(root(3), 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77');
  assert.equal(root(8), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('Frontier goes on from its peaks as if it had never stopped', () => {
  fc.assert(
    fc.property(entries, fc.nat(), (list, at) => {
      const leaves = list.map(leafHash);
      const frontier = new Frontier();
      const stop = at % (leaves.length + 1);
      for (const leaf of leaves.slice(0, stop)) frontier.append(leaf);
      const again = new Frontier(frontier.size, frontier.peaks);
      for (const leaf of leaves.slice(stop)) again.append(leaf);
      assert.deepEqual(again.root(), treeRoot(leaves));
    }),
  );
});

test('includes accepts the proof of every leaf and refuses another leaf, place, size, root or any changed byte', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(), (list, which, at) => {
      const leaves = list.map(leafHash);
      const index = which % leaves.length;
      const proof = inclusionProof(leaves, index);
      const root = treeRoot(leaves);
      const leaf = { index, hash: leaves[index]! };
      assert.ok(includes(root, leaves.length, leaf, proof));
      assert.ok(!includes(root, leaves.length, { index, hash: leafHash('another') }, proof));
      assert.ok(!includes(leafHash('another'), leaves.length, leaf, proof));
      assert.ok(!includes(root, leaves.length, leaf, [...proof, leafHash('more')]));
      assert.ok(!includes(root, leaves.length, { index: leaves.length, hash: leaf.hash }, proof));
      if (proof.length === 0) return;
      assert.ok(!includes(root, leaves.length, leaf, proof.slice(1)));
      assert.ok(!includes(root, leaves.length, leaf, changed(proof, at)));
    }),
  );
});

test('extendsTree accepts the proof of every earlier tree and refuses another root or any changed byte', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(), (list, which, at) => {
      const leaves = list.map(leafHash);
      const size = 1 + (which % leaves.length);
      const proof = consistencyProof(leaves, size);
      const earlier = { size, root: treeRoot(leaves.slice(0, size)) };
      const later = { size: leaves.length, root: treeRoot(leaves) };
      assert.ok(extendsTree(earlier, later, proof));
      assert.ok(!extendsTree({ size, root: leafHash('another') }, later, proof));
      assert.ok(!extendsTree(earlier, { ...later, root: leafHash('another') }, proof));
      assert.ok(!extendsTree(earlier, later, [...proof, leafHash('more')]));
      if (proof.length > 0) assert.ok(!extendsTree(earlier, later, changed(proof, at)));
    }),
  );
});
