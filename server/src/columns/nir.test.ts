import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nirKey } from './nirKey.ts';
import { normaliseNir } from './normaliseNir.ts';

/** identifiers.md 1.3: body and key. */
const VECTORS: readonly (readonly [string, number])[] = [
  ['2840791228999', 53],
  ['160032A004999', 82],
  ['160032B033999', 15],
  ['1520320004999', 59],
  ['2901297411999', 7],
  ['1750699350999', 47],
  ['1450891352999', 56],
  ['2382099324999', 1],
  ['2313899139999', 71],
  ['1275199127999', 12],
  ['7840791228999', 94],
  ['8840791228999', 44],
  ['1840791228035', 97],
  ['1840791228034', 1],
];

test('nirKey gives the published keys', () => {
  for (const [body, key] of VECTORS) assert.equal(nirKey(body), key, body);
});

test('nirKey notices every wrong digit and every exchange of two neighbours', () => {
  const digit = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(fc.array(digit, { minLength: 13, maxLength: 13 }), fc.nat(12), digit, (digits, at, other) => {
      const body = digits.join('');
      const changed = digits.with(at, other).join('');
      if (changed !== body) assert.notEqual(nirKey(changed), nirKey(body));
      const next = Math.min(at + 1, 12);
      const exchanged = digits.with(at, digits[next]!).with(next, digits[at]!).join('');
      if (exchanged !== body) assert.notEqual(nirKey(exchanged), nirKey(body));
    }),
  );
});

test('normaliseNir reads a number in every spelling, with and without its key', () => {
  for (const text of [
    '284079122899953',
    '2 84 07 91 228 999 53',
    '2.84.07.91.228.999.53',
    '2840791228999/53',
    '2840791228999 clé 53',
    "'284079122899953",
    '2-84-07-91-228-999-53',
    '2840791228999 CLE : 53',
  ])
    assert.deepEqual(normaliseNir(text), { body: '2840791228999', key: 'right' }, text);
  assert.deepEqual(normaliseNir('2840791228999'), { body: '2840791228999', key: 'absent' });
  assert.deepEqual(normaliseNir('284079122899954'), { body: '2840791228999', key: 'wrong' });
  assert.deepEqual(normaliseNir('160032a00499982'), { body: '160032A004999', key: 'right' });
  assert.deepEqual(normaliseNir('2 84 O7 91 228 999 53'), { body: '2840791228999', key: 'right' });
});

test('normaliseNir refuses what has another shape', () => {
  for (const text of [
    '',
    '284079122899',
    '2840791228999531',
    '984079122899953',
    '253072C07300443',
    '2,84079E+14',
  ])
    assert.equal(normaliseNir(text), null, text);
});
