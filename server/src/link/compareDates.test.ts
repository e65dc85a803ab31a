import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareDates, isNearDate } from './compareDates.ts';

test('compareDates tells equal, partly known, similar and different dates apart', () => {
  for (const [written, registered, agreement] of [
    [19840714, 19840714, 'equal'],
    [19840700, 19840714, 'month'],
    [19840000, 19840714, 'year'],
    [19840714, 19840000, 'year'],
    [19840704, 19840407, 'similar'],
    [19840714, 19840715, 'similar'],
    [19840714, 19940714, 'similar'],
    [19840714, 19480714, 'similar'],
    [19840714, 19840417, 'differs'],
    [19840714, 19850715, 'differs'],
    [19840714, 20010101, 'differs'],
  ] as const)
    assert.equal(compareDates(written, registered, false), agreement, `${written} ${registered}`);
  assert.equal(compareDates(20240714, 19240714, true), 'equal');
});

const date = fc
  .tuple(
    fc.integer({ min: 1900, max: 2022 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([year, month, day]) => year * 10_000 + month * 100 + day);

/** Counts differing digits and exchanges in the written digits themselves. */
function isOneSlip(a: number, b: number): boolean {
  const [x, y] = [String(a), String(b)];
  const different = [0, 1, 2, 3, 4, 5, 6, 7].filter((i) => x[i] !== y[i]);
  if (different.length === 1) return true;
  const [i, j] = different;
  return different.length === 2 && j === i! + 1 && x[i!] === y[j] && x[j] === y[i!];
}

test('compareDates finds exactly the slips of one digit, of two neighbours, and of day and month', () => {
  const slipped = fc.tuple(date, fc.nat(7), fc.nat(9)).chain(([a, at, digit]) => {
    const text = String(a);
    const changed = Number(text.slice(0, at) + String(digit) + text.slice(at + 1));
    const exchanged = Number(text.slice(0, at) + (text[at + 1] ?? '') + text[at]! + text.slice(at + 2));
    const turned = Math.floor(a / 10_000) * 10_000 + (a % 100) * 100 + (Math.floor(a / 100) % 100);
    return fc.tuple(fc.constant(a), fc.constantFrom(changed, exchanged, turned));
  });
  fc.assert(
    fc.property(fc.oneof(slipped, fc.tuple(date, date)), ([a, b]) => {
      if (a === b || Math.floor(b / 100) % 100 === 0 || b % 100 === 0 || String(b).length !== 8) return;
      const turned = Math.floor(a / 10_000) * 10_000 + (a % 100) * 100 + (Math.floor(a / 100) % 100);
      const expected = isOneSlip(a, b) || b === turned ? 'similar' : 'differs';
      assert.equal(compareDates(a, b, false), expected, `${a} ${b}`);
      assert.equal(compareDates(b, a, false), expected, `${b} ${a}`);
    }),
    { numRuns: 3_000 },
  );
});

test('isNearDate knows dates within a year and a month, or within six weeks but for a decade', () => {
  for (const [a, b] of [
    [19840714, 19850613],
    [19840714, 19840602],
    [19840714, 19940810],
    [19991231, 20000101],
  ] as const)
    assert.ok(isNearDate(a, b) && isNearDate(b, a), `${a} ${b}`);
  for (const [a, b] of [
    [19840714, 19860714],
    [19840714, 19941114],
    [19840714, 20040714],
    [19840700, 19840714],
  ] as const)
    assert.ok(!isNearDate(a, b) && !isNearDate(b, a), `${a} ${b}`);
});
