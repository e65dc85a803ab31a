import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateCount } from './poissonBinomial.ts';
import { estimateShared } from './sharedMentions.ts';

test('estimateShared: what is known well is binomial', () => {
  // Half of 100 mentions are patients who stand nowhere else: 50, deviation 5.
  const { expected, variance, low, high } = estimateShared({
    mentions: 100,
    meant: 100,
    alone: 0.5,
    compared: 1e9,
  });
  assert.ok(Math.abs(expected - 50) < 1e-6);
  assert.ok(Math.abs(variance - 25) < 1e-3);
  assert.deepEqual([low, high], [40, 60]);
});

test('estimateShared: where little is known of the share, the interval is wide, and where nothing is, it leaves nothing out', () => {
  const few = estimateShared({ mentions: 100, meant: 100, alone: 0.5, compared: 10 });
  assert.ok(few.high - few.low > 40);
  const nothing = estimateShared({ mentions: 100, meant: 100, alone: 0, compared: 0 });
  assert.ok(Math.abs(nothing.expected - 50) < 1e-9);
  assert.ok(nothing.low <= 1 && nothing.high >= 99);
});

test('estimateShared: mentions that hardly mean a patient add hardly anybody', () => {
  const { expected, high } = estimateShared({ mentions: 1_000, meant: 1, alone: 1, compared: 1_000 });
  assert.ok(expected < 1 && high <= 3);
});

test('estimateShared: thousands of mentions are taken to be normal, with the same mean and spread', () => {
  const exact = estimateShared({ mentions: 5_000, meant: 4_500, alone: 0.3, compared: 400 });
  const normal = estimateShared({ mentions: 5_001, meant: 4_501, alone: 0.3, compared: 400 });
  assert.equal(normal.mass, null);
  assert.ok(Math.abs(exact.low - normal.low) < 25 && Math.abs(exact.high - normal.high) < 25);
});

test('estimateCount takes up what stands in shared mentions only', () => {
  const shared = estimateShared({ mentions: 100, meant: 100, alone: 0.5, compared: 1e9 });
  const { expected, low, high } = estimateCount([1, 1, 1], shared);
  assert.ok(Math.abs(expected - 53) < 1e-6);
  assert.deepEqual([low, high], [43, 63]);
  const both = estimateCount(
    Array.from({ length: 100 }, () => 0.5),
    shared,
  );
  // Deviation sqrt(50): 100 - 13.9 to 100 + 13.9.
  assert.deepEqual([both.low, both.high], [86, 114]);
});
