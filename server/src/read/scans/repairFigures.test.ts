import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nirKey } from '../../columns/nirKey.ts';
import { repairFigures } from './repairFigures.ts';

test('repairFigures puts digits into dates and telephone numbers', () => {
  assert.equal(repairFigures('née le l4/O7/l984'), 'née le 14/07/1984');
  assert.equal(repairFigures('DDN O1.O3.I938, le 12-O4-99'), 'DDN 01.03.1938, le 12-04-99');
  assert.equal(repairFigures('Tél : O6 39 98 l2 3O'), 'Tél : 06 39 98 12 30');
});

test('repairFigures leaves words, codes and patient numbers alone', () => {
  for (const line of [
    'BOIS-SOLIDO',
    'B2203154',
    'CIM-10 I50.0',
    'IPP : B0084512',
    'DEQP003',
    'SOS/GIL/ZOLI',
    'S/B',
    'Lot 5B-6S-II',
  ])
    assert.equal(repairFigures(line), line);
});

test('repairFigures restores any single letter in a social security number whose key then is right, and changes no other', () => {
  const letters: Record<string, string> = { 0: 'O', 1: 'l', 2: 'Z', 5: 'S', 6: 'G', 8: 'B' };
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 95_999 }), fc.nat(14), (place, at) => {
      const body = `28407${place}999`;
      const number = `${body}${String(nirKey(body)).padStart(2, '0')}`;
      const letter = letters[number[at]!];
      if (letter === undefined || at === 0) return;
      const spoiled = number.slice(0, at) + letter + number.slice(at + 1);
      assert.equal(repairFigures(`NIR ${spoiled}`), `NIR ${number}`);
      const wrong = `${spoiled.slice(0, 13)}${spoiled.endsWith('97') ? '01' : '97'}`;
      if (at < 13 && nirKey(body) !== Number(wrong.slice(13))) assert.equal(repairFigures(wrong), wrong);
    }),
  );
  assert.equal(repairFigures('2 84 O7 91 228 999 53'), '2 84 07 91 228 999 53');
});
