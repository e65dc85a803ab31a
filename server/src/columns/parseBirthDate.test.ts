import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDateBytes } from '../link/parseDateBytes.ts';
import { encode } from '../text/windows1252.ts';
import {
  type DateOrder,
  dateOrderOf,
  FRENCH_DATES,
  parseBirthDate,
  type ShortOrder,
  shortOrderOf,
} from './parseBirthDate.ts';

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

test('dateOrderOf tells how a column is written by the dates that can be read in one way only', () => {
  const dates = fc.array(
    fc.record({ day: fc.integer({ min: 1, max: 28 }), month: fc.integer({ min: 1, max: 12 }) }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(dates, fc.constantFrom<DateOrder>('day_first', 'month_first'), (written, order) => {
      const cells = written.map(({ day, month }) =>
        order === 'day_first' ? `${day}/${month}/1960` : `${month}/${day}/1960`,
      );
      const shows = written.some(({ day }) => day > 12);
      assert.equal(dateOrderOf(cells), shows ? order : null);
      if (!shows) return;
      const read = written.map((_, i) => parseBirthDate(cells[i]!, { ...FRENCH_DATES, order }));
      assert.deepEqual(
        read,
        written.map(({ day, month }) => ({ year: 1960, month, day })),
      );
    }),
  );
});

test('shortOrderOf tells how dates of six digits are written, and only where the column shows it are they dates', () => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const dates = fc.array(
    fc.record({
      day: fc.integer({ min: 1, max: 31 }),
      month: fc.integer({ min: 1, max: 12 }),
      year: fc.integer({ min: 1930, max: 2015 }),
    }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(dates, fc.constantFrom<ShortOrder>('day_first', 'year_first'), (written, order) => {
      const cells = written.map(({ day, month, year }) =>
        order === 'day_first'
          ? `${two(day)}${two(month)}${two(year % 100)}`
          : `${two(year % 100)}${two(month)}${two(day)}`,
      );
      // The year of one cell cannot be a day, or its day cannot be a year.
      const shows = written.some(({ year }) => year % 100 === 0 || year % 100 > 31);
      assert.equal(shortOrderOf(cells), shows ? order : null);
      if (!shows) return;
      written.forEach((date, i) => {
        const read = parseBirthDate(cells[i]!, { ...FRENCH_DATES, short: order })!;
        assert.deepEqual([read.month, read.day, read.year % 100], [date.month, date.day, date.year % 100]);
      });
    }),
  );
  assert.equal(parseBirthDate('840714'), null);
});

test('parseBirthDate reads a date with the age behind it', () => {
  for (const text of [
    '18/10/1963\n59 ans',
    '18/10/1963 (59 ans)',
    '18.10.63 - 59 ans',
    '18 oct. 1963, 59 ans',
  ])
    assert.deepEqual(parseBirthDate(text), { year: 1963, month: 10, day: 18 }, text);
  assert.equal(parseBirthDate('59 ans'), null);
});

test('parseBirthDate reads American dates in words', () => {
  for (const text of ['February 22, 1938', 'Feb. 22, 1938', 'february 22nd 1938'])
    assert.deepEqual(parseBirthDate(text), { year: 1938, month: 2, day: 22 }, text);
  assert.equal(parseBirthDate('Ward 22, 1938'), null);
});

test('parseBirthDate reads the day numbers of spreadsheets only where its column holds them', () => {
  const serial = { ...FRENCH_DATES, serial: true };
  assert.deepEqual(parseBirthDate('30877', serial), { year: 1984, month: 7, day: 14 });
  assert.deepEqual(parseBirthDate('30877.0', serial), { year: 1984, month: 7, day: 14 });
  assert.equal(parseBirthDate('30877'), null);
  assert.equal(parseBirthDate('99999', serial), null);
});

test('parseBirthDate takes a two-digit year that would lie in the future for one of the century before', () => {
  const year = new Date().getFullYear() % 100;
  const two = (value: number): string => String(value).padStart(2, '0');
  assert.equal(parseBirthDate(`01/02/${two(year)}`)!.year, 2000 + year);
  assert.equal(parseBirthDate(`01/02/${two((year + 1) % 100)}`)!.year, 1900 + ((year + 1) % 100));
});
