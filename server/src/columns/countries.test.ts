import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COUNTRY_CODES, countryByName, countryName, hasFrenchPost, parseCountry } from './countries.ts';

test('parseCountry understands codes of two and three letters, codes of the INSEE, and names in French and English', () => {
  for (const [code, ...written] of [
    ['BE', 'BE', 'be', 'BEL', '99131', 'Belgique', 'BELGIUM', ' belgique '],
    ['DZ', 'DZ', 'DZA', '99352', 'Algérie', 'ALGERIE', 'Algeria'],
    ['GB', 'GBR', '99132', 'Royaume-Uni', 'United Kingdom', 'Angleterre'],
    ['CI', 'CIV', '99326', 'Côte d’Ivoire', "COTE D'IVOIRE", 'Ivory Coast'],
    ['US', 'USA', '99404', 'États-Unis', 'ETATS UNIS', 'United States'],
    ['FR', 'FR', 'FRA', '99100', 'France', 'FRANCE'],
    ['RE', 'REU', 'La Réunion'],
  ] as const)
    for (const text of written) assert.equal(parseCountry(text), code, text);
  for (const nothing of ['', '-', 'inconnu', 'ZZ', 'UE', '99', '99999', '75013', 'Wonderland', 'XYZ'])
    assert.equal(parseCountry(nothing), null, nothing);
});

test('parseCountry takes every name that countryName gives back for its country, in any case and without accents', () => {
  assert.ok(COUNTRY_CODES.length > 240);
  for (const code of COUNTRY_CODES) {
    const name = countryName(code);
    const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
    assert.deepEqual([parseCountry(name), parseCountry(plain), parseCountry(code)], [code, code, code], name);
  }
});

test('parseCountry gives a known country or null for any text, and countryByName takes no code for a name', () => {
  const known = new Set(COUNTRY_CODES);
  fc.assert(
    fc.property(fc.oneof(fc.string({ maxLength: 30 }), fc.stringMatching(/^99\d{3}$/), fc.stringMatching(/^[A-Z]{3}$/)), (text) => {
      const code = parseCountry(text);
      assert.ok(code === null || known.has(code), `${text} ${code}`);
    }),
    { numRuns: 3_000 },
  );
  assert.deepEqual(['BE', 'BEL', '99131'].map(countryByName), [null, null, null]);
}); // prettier-ignore

test('hasFrenchPost knows France, its territories and Monaco', () => {
  for (const code of ['FR', 'RE', 'MC', 'NC']) assert.equal(hasFrenchPost(code), true, code);
  for (const code of ['BE', 'CH', 'LU', '']) assert.equal(hasFrenchPost(code), false, code);
});
