import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkText } from '../patients/index/hashText.ts';
import { encode } from '../text/windows1252.ts';
import { checksNear } from './nearNumbers.ts';

const isNear = (written: string, registered: string): boolean =>
  checksNear(encode(written)).has(checkText(encode(registered)));

test('checksNear knows a number with one wrong digit or two exchanged ones, whatever separates its digits', () => {
  assert.ok(isNear('2 84 07 29 232 015', '2840729232025'));
  assert.ok(isNear('2840729232015', '2840792232015'));
  assert.ok(isNear('2840729232015', '2 84 07 29 322 015'));
  assert.ok(!isNear('2840729232015', '2840729232015'), 'an equal number has no slip');
  assert.ok(!isNear('2840729232015', '2840729233025'));
  assert.ok(!isNear('12345', '12346'), 'a short number says too little');
  assert.ok(!isNear('12345678901234567', '12345678901234568'));
});

test('checksNear finds every slip of one place', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{6,13}$/), fc.nat(12), fc.nat(9), (number, at, digit) => {
      const changed = number.slice(0, at) + String(digit) + number.slice(at + 1);
      if (at >= number.length || changed === number) return;
      assert.ok(isNear(number, changed));
    }),
  );
});
