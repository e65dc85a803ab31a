import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oracleDate, oracleNumber } from './oracleValues.ts';

test('oracleNumber: whole, broken, small and negative numbers', () => {
  const cases: readonly (readonly [readonly number[], string | null])[] = [
    [[0x80], '0'],
    [[0xc1, 2], '1'],
    [[0xc2, 2], '100'],
    [[0xc2, 13, 35], '1234'],
    [[0xc3, 2, 24, 46], '12345'],
    [[0xc1, 2, 51], '1.5'],
    [[0xc0, 51], '0.5'],
    [[0xbf, 6], '0.0005'],
    [[0x3e, 100, 102], '-1'],
    [[0x3d, 89, 67, 102], '-1234'],
    [[], null],
    [[0xc1, 0], null],
  ];
  for (const [bytes, text] of cases) assert.equal(oracleNumber(Uint8Array.from(bytes)), text);
});

test('oracleDate: with and without a time, and what is none', () => {
  assert.equal(oracleDate(Uint8Array.of(119, 184, 7, 14, 1, 1, 1)), '1984-07-14');
  assert.equal(oracleDate(Uint8Array.of(120, 122, 5, 3, 17, 60, 1)), '2022-05-03 16:59:00');
  assert.equal(oracleDate(Uint8Array.of(1, 2, 3, 4, 5, 6, 7)), null);
});
