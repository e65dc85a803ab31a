import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encode } from '../text/windows1252.ts';
import { similarParts } from './similarParts.ts';

function similar(a: string, b: string): boolean {
  const bytes = encode(`-${a}--${b}`);
  return similarParts(bytes, 1, 1 + a.length, bytes, 3 + a.length, bytes.length);
}

/** Optimal string alignment distance (Damerau-Levenshtein without overlapping edits), the plain table. */
function distance(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      d[i]![j] = Math.min(d[i - 1]![j]! + 1, d[i]![j - 1]! + 1, d[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        d[i]![j] = Math.min(d[i]![j]!, d[i - 2]![j - 2]! + 1);
    }
  return d[a.length]![b.length]!;
}

test('similarParts accepts one typing error and cut names, and nothing of fewer than four letters', () => {
  for (const [a, b, expected] of [
    ['MARTIN', 'MARTINE', true],
    ['MARTIN', 'MATRIN', true],
    ['MARTIN', 'MARTIM', true],
    ['MARTIN', 'MRTIN', true],
    ['MARTIN', 'MARTIN', true],
    ['MARTIN', 'MATRNI', false],
    ['VANDENBE', 'VANDENBERGHE', true],
    ['VANDEN', 'VANDENBERGHE', false],
    ['LEA', 'LEO', false],
    ['MARC', 'MARCO', true],
  ] as const) {
    assert.equal(similar(a, b), expected, `${a} ${b}`);
    assert.equal(similar(b, a), expected, `${b} ${a}`);
  }
});

test('similarParts agrees with the edit distance', () => {
  const word = fc.stringMatching(/^[ABC]{0,9}$/);
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [short, long] = a.length <= b.length ? [a, b] : [b, a];
      const expected =
        short.length >= 4 && (distance(a, b) <= 1 || (short.length >= 7 && long.startsWith(short)));
      assert.equal(similar(a, b), expected, `${a} ${b}`);
    }),
    { numRuns: 5_000 },
  );
});
