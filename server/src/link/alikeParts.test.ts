import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { letterBits } from '../patients/index/letterBits.ts';
import { encode } from '../text/windows1252.ts';
import { alikeParts, mayBeAlike } from './alikeParts.ts';

function alike(one: string, other: string): boolean {
  const a = encode(one);
  const b = encode(other);
  return alikeParts(a, 0, a.length, b, 0, b.length);
}

test('alikeParts takes words with two or three typing errors for alike, the more the longer they are', () => {
  for (const [a, b] of [
    ['ZIMMERMANN', 'ZIMMERRMNN'],
    ['FREDDIE', 'FDEDRIE'],
    ['OLIVER', 'OLVEVR'],
    ['TOW', 'TW'],
    ['LEE', 'LE'],
  ] as const)
    assert.ok(alike(a, b), `${a} ${b}`);
  for (const [a, b] of [
    ['MARTIN', 'DURAND'],
    ['MARTIN', 'MARTINEZIO'],
    ['LEO', 'OEL'],
    ['PAUL', 'JEAN'],
    ['A', 'AB'],
  ] as const)
    assert.ok(!alike(a, b), `${a} ${b}`);
});

test('alikeParts says the same whichever word comes first, and mayBeAlike never rules out what it finds', () => {
  const word = fc.stringMatching(/^[A-F]{1,10}$/);
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(alike(a, b), alike(b, a));
      if (alike(a, b))
        assert.ok(mayBeAlike(letterBits(encode(a)), a.length, letterBits(encode(b)), b.length));
    }),
    { numRuns: 3_000 },
  );
});
