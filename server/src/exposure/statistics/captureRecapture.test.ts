import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recapture } from './captureRecapture.ts';

test('recapture gives Chapman’s estimate with the log-normal interval on what was not seen', () => {
  for (const [first, second, both, total, deviation, low, high, seen, recall] of [
    [900, 850, 800, 956.2422, 2.7296, 952.75, 964.171, 950, 0.993472],
    [9500, 9200, 9100, 9604.3951, 2.1536, 9601.771, 9610.91, 9600, 0.999542],
    [50, 40, 20, 98.5714, 11.3716, 83.475, 130.582, 70, 0.710145],
    [100, 100, 100, 100, 0, 100, 100, 100, 1],
  ] as const) {
    const found = recapture(first, second, both);
    assert.ok(Math.abs(found.total - total) < 1e-4);
    assert.ok(Math.abs(found.deviation - deviation) < 1e-4);
    assert.ok(Math.abs(found.low - low) < 1e-3 && Math.abs(found.high - high) < 1e-3);
    assert.equal(found.seen, seen);
    assert.ok(Math.abs(found.recall - recall) < 1e-6);
  }
});
