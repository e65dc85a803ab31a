import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateCount } from './poissonBinomial.ts';

const repeat = (count: number, p: number): number[] => Array.from({ length: count }, () => p);

// Vectors of counting.md, section 3.
test('estimateCount gives the exact interval of small sets', () => {
  const v1 = estimateCount([0.9, 0.8, 0.5, 0.2]);
  assert.ok(Math.abs(v1.expected - 2.4) < 1e-9);
  assert.deepEqual([v1.low, v1.high], [1, 4]);
  const v2 = estimateCount([...repeat(5, 0.99), ...repeat(3, 0.9), ...repeat(4, 0.5), ...repeat(10, 0.1)]);
  assert.ok(Math.abs(v2.expected - 10.65) < 1e-9);
  assert.deepEqual([v2.low, v2.high], [8, 14]);
  assert.deepEqual(estimateCount(repeat(10, 0.5)), { expected: 5, low: 2, high: 8 });
});

test('estimateCount uses the normal approximation for large sets', () => {
  const v4 = estimateCount([
    ...repeat(98_000, 0.999),
    ...repeat(1_500, 0.9),
    ...repeat(900, 0.6),
    ...repeat(600, 0.3),
    ...repeat(2_000, 0.05),
  ]);
  assert.ok(Math.abs(v4.expected - 100_072) < 1e-6);
  assert.deepEqual([v4.low, v4.high], [100_021, 100_123]);
});

test('estimateCount counts the certain as certain', () => {
  assert.deepEqual(estimateCount([1, 1, 0]), { expected: 2, low: 2, high: 2 });
});
