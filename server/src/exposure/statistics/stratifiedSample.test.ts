import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allocateSample, boundMissed, type UnfinishedStratum, unreadAsMissed } from './stratifiedSample.ts';

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

test('boundMissed counts no item as missed that was looked at and is not: of 8 with 4 looked at, at most 4', () => {
  const [bound] = boundMissed([
    { name: 'a', items: 8, sampled: 4, missed: 0 },
    { name: 'b', items: 30, sampled: 20, missed: 0 },
  ]).strata;
  assert.deepEqual([bound!.alone, bound!.atMost, bound!.upper], [4, 4, 0.5]);
});

test('boundMissed says of a stratum alone and of all together what each holds with', () => {
  const { strata } = boundMissed([
    { name: 'a', items: 10, sampled: 4, missed: 0 },
    { name: 'b', items: 100, sampled: 59, missed: 0 },
  ]);
  // 1 - 0.05^(1/59) = 4.95 % of 100; with 97.5 % 1 - 0.025^(1/59) = 6.06 %.
  assert.deepEqual([strata[1]!.alone, strata[1]!.atMost], [5, 7]);
});

test('boundMissed gives no interval below what was found', () => {
  const found = boundMissed([{ name: 'a', items: 12, sampled: 10, missed: 5 }]);
  assert.equal(found.low, 5);
  assert.ok(found.high <= 7);
});

/** A stratum of which some items were drawn, some of these looked at, and somebody was missed in some of them. */
const unfinished = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.nat(), fc.nat(), fc.nat())
  .map(([items, a, b, c]): UnfinishedStratum => {
    const drawn = a % (items + 1);
    const sampled = b % (drawn + 1);
    return { name: 'a', items, drawn, sampled, missed: c % (sampled + 1) };
  });

test('boundMissed never says less than was found, nor more than is possible', () => {
  fc.assert(
    fc.property(fc.array(unfinished, { minLength: 1, maxLength: 4 }), (strata) => {
      const found = boundMissed(strata);
      for (const { items, sampled, missed, alone, atMost, interval, upper } of found.strata) {
        const most = items - sampled + missed;
        assert.ok(missed <= alone && alone <= atMost && atMost <= most);
        for (const share of [interval.low, interval.high, upper])
          assert.ok(share >= missed / items && share <= most / items);
        assert.ok(Math.ceil(items * upper - 1e-9) <= alone);
      }
      assert.ok(found.low >= strata.reduce((sum, { missed }) => sum + missed, 0));
      assert.ok(found.low <= found.high + 1e-9);
      assert.equal(
        found.atMost,
        found.strata.reduce((sum, { atMost }) => sum + atMost, 0),
      );
    }),
  );
});

test('boundMissed with unreadAsMissed bounds whatever the reader has left out', () => {
  fc.assert(
    fc.property(unfinished, fc.nat(), (stratum, n) => {
      const worst = boundMissed([unreadAsMissed(stratum)]);
      assert.ok(worst.atMost >= boundMissed([stratum]).atMost);
      const unread = stratum.drawn - stratum.sampled;
      const left = n % (unread + 1);
      const readAll = { ...stratum, sampled: stratum.drawn, missed: stratum.missed + left };
      assert.ok(worst.atMost >= boundMissed([readAll]).atMost);
    }),
  );
});

/** P(k of n items that were drawn without replacement are bad), where `bad` of `items` are. */
function hypergeometric(k: number, n: number, bad: number, items: number): number {
  const choose = (from: number, of: number): number => {
    let product = 1;
    for (let i = 1; i <= of; i++) product *= (from - of + i) / i;
    return of > from ? 0 : product;
  };
  return (choose(bad, k) * choose(items - bad, n - k)) / choose(items, n);
}

test('boundMissed holds with 95 % for every small stratum, whatever is missed in it', () => {
  for (const items of [3, 8, 17, 40])
    for (let sampled = 1; sampled <= items; sampled++)
      for (let bad = 0; bad <= items; bad++) {
        let wrong = 0;
        for (let missed = Math.max(0, sampled - (items - bad)); missed <= Math.min(bad, sampled); missed++)
          if (boundMissed([{ name: 'a', items, sampled, missed }]).atMost < bad)
            wrong += hypergeometric(missed, sampled, bad, items);
        assert.ok(wrong <= 0.05 + 1e-9, `${items} ${sampled} ${bad}: ${wrong}`);
      }
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
