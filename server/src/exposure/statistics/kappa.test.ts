import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cohenKappa } from './kappa.ts';

test('cohenKappa gives agreement beyond chance with its standard error', () => {
  for (const [table, observed, expected, kappa, deviation, low, high] of [
    [
      [
        [85, 5],
        [10, 900],
      ],
      0.985,
      0.8321,
      0.910661,
      0.022829,
      0.865918,
      0.955404,
    ],
    [
      [
        [20, 5],
        [10, 15],
      ],
      0.7,
      0.5,
      0.4,
      0.126996,
      0.151092,
      0.648908,
    ],
    [
      [
        [40, 10],
        [10, 40],
      ],
      0.8,
      0.5,
      0.6,
      0.08,
      0.443203,
      0.756797,
    ],
  ] as const) {
    // prettier-ignore
    const found = cohenKappa(table);
    for (const [value, right] of [
      [found.observed, observed],
      [found.expected, expected],
      [found.kappa, kappa],
      [found.deviation, deviation],
      [found.low, low],
      [found.high, high],
    ] as const)
      assert.ok(Math.abs(value - right) < 1e-6, `${value} is not ${right}`);
  }
  const three = cohenKappa([
    [44, 5, 1],
    [7, 20, 3],
    [9, 5, 6],
  ]);
  assert.ok(Math.abs(three.kappa - 0.491525) < 1e-6);
  assert.equal(cohenKappa([[7, 0], [0, 0]]).kappa, 1); // prettier-ignore
});
