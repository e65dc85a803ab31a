import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellFormats, dateFromSerial, numberText } from './cellFormats.ts';

async function shown(code: string, value: number): Promise<string> {
  const formats = new CellFormats();
  formats.define(200, code);
  formats.add(200);
  await formats.prepare();
  return formats.show(0, value);
}

test('CellFormats shows dates, times and masks as a person sees them', async () => {
  assert.equal(await shown('d-mmm-yy', 30877), '14/07/1984');
  assert.equal(await shown('dd/mm/yyyy hh:mm', 30877.5), '14/07/1984 12:00');
  assert.equal(await shown('[$-40C]d mmmm yyyy;@', 30877), '14/07/1984');
  assert.equal(await shown('h:mm', 0.75), '18:00');
  assert.equal(await shown('0#" "##" "##" "##" "##', 199001234), '01 99 00 12 34');
  assert.equal(await shown('00000', 1000), '01000');
  const nir = '[>=3000000000000]#" "##" "##" "##" "###" "###" | "##;#" "##" "##" "##" "###" "###';
  assert.equal(await shown(nir, 2840791228999), '2 84 07 91 228 999');
  assert.equal(await shown(nir, 284079122899953), '2 84 07 91 228 999 | 53');
});

test('CellFormats shows other numbers as a person sees them', async () => {
  assert.equal(await shown('#,##0.00', -1234599.987), '-1,234,599.99');
  assert.equal(await shown('0.00', 12.7), '12.70');
  assert.equal(await shown('0.00%', 0.025), '2.50%');
  assert.equal(await shown('# ?/?', 2.5), '2 1/2');
  assert.equal(await shown('[h]:mm', 1.5), '36:00');
});

test('CellFormats shows a whole number with all its digits where its format rounds, scales, groups by thousands or hides', async () => {
  for (const code of [
    '0.00E+00',
    '#,##0',
    '0.00',
    '0',
    'General',
    '#,##0.00 "€"',
    ';;;',
    '0,',
    '@',
    '0%',
    '"caché"',
  ])
    assert.equal(await shown(code, 284079122899953), '284079122899953', code);
});

test('numberText keeps all digits of whole numbers and drops what binary fractions add', () => {
  assert.equal(numberText(0.1 + 0.2), '0.3');
  assert.equal(numberText(284079122899953), '284079122899953');
  assert.equal(numberText(-84512), '-84512');
});

test('dateFromSerial knows the day that never was and the calendar of old Macs, and never says 24:00', () => {
  assert.equal(dateFromSerial(59, false), '28/02/1900');
  assert.equal(dateFromSerial(61, false), '01/03/1900');
  assert.equal(dateFromSerial(40358, true), '30/06/2014');
  assert.equal(dateFromSerial(30877.99999, false), '15/07/1984');
  assert.equal(dateFromSerial(0.5, false), null);
});
