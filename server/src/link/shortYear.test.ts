import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../text/windows1252.ts';
import { hasShortYear } from './shortYear.ts';

test('hasShortYear knows years of two digits, in words too, from days and minutes', () => {
  const isShort = (text: string): boolean => hasShortYear(encode(`le ${text} à`), 3, 3 + text.length);
  for (const text of ['14/07/84', '1.2.68', '16-août-68', '26 août 19', '14-7-84'])
    assert.ok(isShort(text), text);
  for (const text of [
    '14/07/1984',
    '1984-07-14',
    '19840714',
    '140784',
    '1984',
    '14/07/1984 10:22',
    '15/05/198\n9',
  ])
    assert.ok(!isShort(text), text);
});
