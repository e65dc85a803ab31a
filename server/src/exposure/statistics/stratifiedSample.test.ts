import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocateSample, boundMissed } from './stratifiedSample.ts';

test('boundMissed bounds what was missed, by stratum and in all', () => {
  const found = boundMissed([
    { name: 'rows', items: 400_000, sampled: 3_000, missed: 0 },
    { name: 'pdf', items: 60_000, sampled: 1_500, missed: 1 },
    { name: 'mail', items: 25_000, sampled: 800, missed: 2 },
    { name: 'scans', items: 15_000, sampled: 1_200, missed: 9 },
  ]);
  assert.equal(found.estimate, 215);
  assert.ok(Math.abs(found.deviation - 68.8) < 0.01);
  assert.ok(Math.abs(found.low - 80.2) < 0.1 && Math.abs(found.high - 349.8) < 0.1);
  assert.deepEqual(
    found.strata.map(({ atMost }) => atMost),
    [584, 255, 253, 229],
  );
  assert.equal(found.atMost, 1321);
  assert.ok(Math.abs(found.strata[3]!.upper - 0.01305112) < 1e-6);
});

test('boundMissed knows nothing of what was not sampled and everything of what was sampled whole', () => {
  assert.equal(boundMissed([{ name: 'a', items: 40, sampled: 0, missed: 0 }]).atMost, 40);
  assert.equal(boundMissed([{ name: 'a', items: 40, sampled: 40, missed: 2 }]).atMost, 2);
});

test('allocateSample gives most to large strata in which misses are expected', () => {
  const strata = [
    [400_000, 0.001],
    [60_000, 0.002],
    [25_000, 0.005],
    [15_000, 0.02],
  ].map(([items, expectedRate]) => ({ items: items!, expectedRate: expectedRate! }));
  assert.deepEqual(allocateSample(strata, 2_000), [1318, 279, 184, 219]);
});
