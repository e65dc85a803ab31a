import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDateBytes } from '../link/parseDateBytes.ts';
import { encode } from '../text/windows1252.ts';
import { parseBirthDate } from './parseBirthDate.ts';

const asNumber = (text: string): number => {
  const date = parseBirthDate(text);
  return date === null ? 0 : date.year * 10_000 + date.month * 100 + date.day;
};

test('parseBirthDate reads every French spelling of one date', () => {
  for (const text of [
    '14/07/1984',
    '14-07-1984',
    '14.07.1984',
    '14 07 1984',
    '14/7/84',
    '14.07.84',
    '14 juillet 1984',
    '14 JUIL. 1984',
    '14-JUL-1984',
    '14-JUIL-1984',
    '1984-07-14',
    '1984/07/14',
    '19840714',
    '14071984',
    '19840714000000',
    ' 14/07/1984 00:00:00 ',
    '1984-07-14T00:00:00',
  ])
    // prettier-ignore
    assert.equal(asNumber(text), 19840714, text);
});

test('parseBirthDate keeps unknown parts unknown and impossible days as written', () => {
  assert.equal(asNumber('juillet 1984'), 19840700);
  assert.equal(asNumber('1984'), 19840000);
  assert.equal(asNumber('00/00/1938'), 19380000);
  assert.equal(asNumber('31/02/1941'), 19410231);
  assert.equal(asNumber('1er mars 1954'), 19540301);
  assert.equal(asNumber('15 août 1931'), 19310815);
  assert.equal(asNumber('3 févr. 2001'), 20010203);
  assert.equal(asNumber('12/38/1931'), 19313812);
});

test('parseBirthDate takes dates that stand for nothing, and other text, for none', () => {
  for (const text of [
    '',
    '01/01/1900',
    '11/11/1111',
    '31/12/9999',
    'inconnue',
    '14/07',
    '1 janvier',
    '123456',
    '99999999',
  ])
    assert.equal(parseBirthDate(text), null, text);
});

test('parseDateBytes reads from bytes what parseBirthDate reads from text', () => {
  const part = (max: number): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'));
  const spelled = fc
    .tuple(part(35), part(14), fc.integer({ min: 1840, max: 2110 }), fc.constantFrom('/', '-', '.', ' '))
    .chain(([day, month, year, sign]) =>
      fc.constantFrom(
        `${day}${sign}${month}${sign}${year}`,
        `${year}-${month}-${day}`,
        `${day}/${month}/${year} 10:30`,
        `${year}${month}${day}`,
        `${Number(day)}/${Number(month)}/${year % 100}`,
      ),
    );
  fc.assert(
    fc.property(fc.oneof(spelled, fc.constantFrom('01/01/1900', '1900-01-01', '31/12/9999')), (text) => {
      const bytes = encode(`x${text}y`);
      assert.equal(parseDateBytes(bytes, 1, bytes.length - 1), asNumber(text), text);
    }),
    { numRuns: 500 },
  );
});
