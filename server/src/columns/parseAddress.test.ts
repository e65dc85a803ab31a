import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAddress, parsePostcodeAndCity } from './parseAddress.ts';

const partsOf = (text: string): string => {
  const { street, more, postcode, city, country } = parseAddress(text);
  return [street, more, postcode, city, country].join('|');
};

test('parseAddress takes a whole address apart, whatever separates its parts', () => {
  for (const [text, parts] of [
    ['12 rue du Puits 28000 CHARTRES', '12 rue du Puits||28000|CHARTRES|'],
    ['12 bis, rue du Puits - 28000 Chartres', '12 bis rue du Puits||28000|Chartres|'],
    ['12 rue du Puits, Bât. C, 28000 Chartres Cedex 9', '12 rue du Puits|Bât. C|28000|Chartres|'],
    [
      'chez Mme Valdier\n4 allée des Ormes\nBP 14\n97410 Saint-Pierre',
      '4 allée des Ormes|chez Mme Valdier, BP 14|97410|Saint-Pierre|',
    ],
    ['Le Moulin - F-01000 Bourg-en-Bresse - France', 'Le Moulin||01000|Bourg-en-Bresse|France'],
    ['3 place du Marché, Chartres (28000)', '3 place du Marché||28000|Chartres|'],
    ['17 place du 11 Novembre 1918, 28 000 Chartres', '17 place du 11 Novembre 1918||28000|Chartres|'],
    ['résidence des Tilleuls - appt 12 - 28000 Chartres', 'résidence des Tilleuls|appt 12|28000|Chartres|'],
    ['12 rue du Puits', '12 rue du Puits||||'],
    ['', '||||'],
  ] as const)
    // prettier-ignore
    assert.equal(partsOf(text), parts, text);
});

test('parsePostcodeAndCity reads both orders and nothing else', () => {
  assert.deepEqual(parsePostcodeAndCity('28000 CHARTRES'), { postcode: '28000', city: 'CHARTRES' });
  assert.deepEqual(parsePostcodeAndCity('Chartres (28000)'), { postcode: '28000', city: 'Chartres' });
  for (const text of ['28000', 'Chartres', '', '1234 Chartres'])
    assert.equal(parsePostcodeAndCity(text), null, text);
});

test('parseAddress answers any text and keeps the postcode that was written', () => {
  fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void parseAddress(text)));
  const words = fc.array(fc.constantFrom('rue', 'Jean', 'Moulin', '12', 'bis', ',', '-', 'BP 7'), {
    maxLength: 8,
  });
  const postcodes = fc.integer({ min: 1000, max: 98_999 }).map((code) => String(code).padStart(5, '0'));
  fc.assert(
    fc.property(words, postcodes, (parts, postcode) => {
      const parsed = parseAddress(`${parts.join(' ')} ${postcode} Valmont`);
      assert.deepEqual([parsed.postcode, parsed.city], [postcode, 'Valmont']);
    }),
  );
});
