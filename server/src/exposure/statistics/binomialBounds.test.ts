import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  binomialCdf,
  clopperPearson,
  detectionSampleSize,
  lowerBound,
  sampleSize,
  upperBound,
  wilson,
} from './binomialBounds.ts';

const near = (found: number, expected: number): void =>
  assert.ok(Math.abs(found - expected) <= 1e-6, `${found} is not ${expected}`);

test('clopperPearson and upperBound give the exact bounds', () => {
  for (const [x, n, low, high, upper] of [
    [0, 50, 0, 0.07112174, 0.05815508],
    [0, 299, 0, 0.0122616, 0.00996915],
    [0, 2995, 0, 0.00123092, 0.00099974],
    [1, 2995, 0.00000845, 0.0018589, 0.00158294],
    [2, 2995, 0.00008088, 0.00241015, 0.00210059],
    [3, 1000, 0.0006191, 0.00874202, 0.00773524],
    [5, 100, 0.01643188, 0.11283491, 0.10225338],
    [0, 1, 0, 0.975, 0.95],
    [1, 1, 0.025, 1, 1],
    [198, 200, 0.964345, 0.998787, 1 - 0.0017818],
  ] as const) {
    const interval = clopperPearson(x, n);
    near(interval.low, low);
    near(interval.high, high);
    if (x < 198) near(upperBound(x, n), upper);
  }
  near(lowerBound(198, 200), 0.968857);
  near(lowerBound(200, 200), 0.985133);
});

test('wilson gives the score interval', () => {
  for (const [x, n, low, high] of [
    [198, 200, 0.964278, 0.997253],
    [200, 200, 0.981155, 1],
    [57, 60, 0.862995, 0.98285],
  ] as const) {
    const interval = wilson(x, n);
    near(interval.low, low);
    near(interval.high, high);
  }
});

test('sampleSize gives the smallest sample whose bound holds', () => {
  for (const [bound, misses, n] of [
    [0.02, 0, 149],
    [0.02, 3, 386],
    [0.01, 0, 299],
    [0.01, 2, 628],
    [0.005, 1, 947],
    [0.002, 0, 1497],
    [0.001, 0, 2995],
    [0.001, 3, 7752],
    [0.0005, 2, 12590],
  ] as const)
    assert.equal(sampleSize(bound, misses), n);
  assert.equal(sampleSize(0.01, 0, 0.01), 459);
});

test('detectionSampleSize gives the smallest sample without replacement', () => {
  for (const [items, bad, n] of [
    [1000, 10, 258],
    [1000, 1, 950],
    [10_000, 100, 294],
    [10_000, 10, 2588],
    [100_000, 100, 2950],
  ] as const)
    assert.equal(detectionSampleSize(items, bad), n);
});

test('binomialCdf is the sum of its terms, and the bounds enclose the share', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.nat({ max: 60 }),
      (n, p, k) => {
        const x = k % (n + 1);
        let sum = 0;
        let choose = 1;
        for (let i = 0; i <= x; i++) {
          sum += choose * p ** i * (1 - p) ** (n - i);
          choose = (choose * (n - i)) / (i + 1);
        }
        assert.ok(Math.abs(binomialCdf(x, n, p) - sum) < 1e-9);
        const { low, high } = clopperPearson(x, n);
        assert.ok(low <= x / n && x / n <= high);
      },
    ),
  );
});
