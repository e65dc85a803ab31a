import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COUNTRY_CODES, hasFrenchPost } from '../../columns/countries.ts';
import { type Addressee, addressBlock, MOST_CHARACTERS, MOST_LINES } from './addressBlock.ts';
import { isCountryLine } from './foreignAddress.ts';

const JEANNE: Addressee = {
  civility: 'Madame',
  intro: '',
  givenNames: ['Jeanne'],
  surname: 'Testard',
  address: '12 rue des Lilas',
  addressMore: '',
  postcode: '91100',
  city: 'Corbeil-Essonnes',
  country: '',
};
const block = (changed: Partial<Addressee>): readonly string[] | string =>
  addressBlock({ ...JEANNE, ...changed });
const line = (address: string): string | undefined => {
  const lines = block({ address });
  return typeof lines === 'string' ? lines : lines[1];
};

test('addressBlock writes lines 1 to 6 as NF Z10-011 has them', () => {
  assert.deepEqual(
    block({
      address: '12 bis rue des Lilas',
      addressMore: 'Apt 14 Escalier A, Résidence les Lilas Bât B, lieu-dit Le Moulin',
    }),
    [
      'Madame Jeanne TESTARD',
      'Apt 14 Escalier A',
      'Résidence les Lilas Bât B',
      '12 B RUE DES LILAS',
      'LIEU DIT LE MOULIN',
      '91100 CORBEIL ESSONNES',
    ],
  );
});

test('addressBlock takes streets as people write them', () => {
  for (const [written, expected] of [
    ['12, bis rue de l’Église', '12 B RUE DE L EGLISE'],
    ["12, bis rue de l'Église", '12 B RUE DE L EGLISE'],
    ['4 à 8 av. des Fleurs', '4 AVENUE DES FLEURS'],
    ['12/14 bd Voltaire', '12 BOULEVARD VOLTAIRE'],
    ['12-14 Bd. Voltaire', '12 BOULEVARD VOLTAIRE'],
    ['12 ter, Rte de Paris', '12 T ROUTE DE PARIS'],
    ['7, place du Maréchal-Foch', '7 PLACE DU MARECHAL FOCH'],
    ['Avenue des Fleurs', 'AVENUE DES FLEURS'],
    ['3 rue du Cœur-Volant', '3 RUE DU COEUR VOLANT'],
    ['12 A rue Basse', '12 A RUE BASSE'],
  ] as const)
    assert.equal(line(written), expected, written);
});

test('addressBlock shortens a street only where it is too long, and keeps number and last word', () => {
  assert.equal(line('123 avenue du Général de Gaulle Vert'), '123 AVENUE DU GENERAL DE GAULLE VERT');
  assert.equal(line('1234 boulevard du Maréchal Lattre Tassigny'), '1234 BD DU MARECHAL LATTRE TASSIGNY');
  assert.equal(
    line('1234 boulevard du Maréchal de Lattre de Tassigny'),
    '1234 BD DU MAL DE LATTRE DE TASSIGNY',
  );
  assert.equal(line(`12 rue ${'Interminable'.repeat(4)}`), 'line_too_long');
});

test('addressBlock keeps the surname whole: civility goes first, then given names, then it is for a human', () => {
  const first = (changed: Partial<Addressee>): string => block(changed)[0]!;
  const long = 'de Montmorency-Laval-Bourbon';
  assert.equal(first({ surname: long }), 'Jeanne DE MONTMORENCY-LAVAL-BOURBON');
  assert.equal(
    first({ surname: long, givenNames: ['Marie-Antoinette'] }),
    'Marie DE MONTMORENCY-LAVAL-BOURBON',
  );
  assert.equal(block({ surname: 'X'.repeat(39) }), 'name_too_long');
  assert.equal(block({ surname: ' ' }), 'name_missing');
});

test('addressBlock addresses representatives on a line of their own', () => {
  assert.deepEqual(
    block({ intro: 'Aux représentants légaux de', civility: '', givenNames: ['LINA'] }).slice(0, 2),
    ['Aux représentants légaux de', 'Lina TESTARD'],
  );
});

test('addressBlock leaves to a human what no rule can mend', () => {
  for (const [changed, fault] of [
    [{ postcode: '1000', city: 'Bourg' }, 'postcode_wrong'],
    [{ postcode: '' }, 'postcode_wrong'],
    [{ city: '' }, 'town_missing'],
    [{ city: 'Évry Cedex' }, 'cedex'],
    [{ address: 'SANS DOMICILE FIXE' }, 'missing'],
    [{ address: '', city: '' }, 'missing'],
    [{ address: 'inconnue' }, 'missing'],
    [{ address: 'CCAS, 1 place de la Mairie' }, 'institution'],
    [{ address: 'derrière le lavoir' }, 'no_street'],
    [{ givenNames: ['Жанна'] }, 'unprintable'],
    [{ addressMore: 'Résidence des Très Grands Chênes du Parc de la Forêt Domaniale' }, 'line_too_long'],
  ] as const)
    assert.equal(block(changed), fault, JSON.stringify(changed));
});

const words = (list: readonly string[], most: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: most }).map((parts) => parts.join(' '));
const anyAddressee: fc.Arbitrary<Addressee> = fc.record({
  civility: fc.constantFrom('', 'Madame', 'Monsieur'),
  intro: fc.constantFrom('', 'Aux représentants légaux de'),
  givenNames: fc.array(fc.constantFrom('Anne', 'jean-éric', 'MARIE CHRISTINE', ''), { maxLength: 3 }),
  surname: words(['de', 'LE', "d'Ormesson", 'Müller', 'Vandenbossche', 'ŒUVRARD'], 5),
  address: fc.oneof(
    fc.tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('', ' bis', ', ter', ' à 8', '/14'), words(['rue', 'av.', 'du', 'Général', 'de', 'Gaulle', 'Saint-Exupéry', 'l’Église'], 7)).map(([n, more, street]) => `${n}${more} ${street}`), // prettier-ignore
    fc.string({ maxLength: 60 }),
  ),
  addressMore: fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 50 }), words(['Apt', '14', 'Rés', 'les', 'Lilas', ',', 'Bâtiment'], 9)), // prettier-ignore
  postcode: fc.oneof(fc.integer({ min: 1000, max: 98999 }).map((n) => String(n).padStart(5, '0')), fc.string({ maxLength: 6 })), // prettier-ignore
  city: words(['Saint', 'Rémy', 'sur', 'L’Haÿ', 'Villeneuve', 'en', 'Montagne'], 6),
  country: fc.constantFrom('', 'FR', 'RE'),
});

test('addressBlock never gives more than 6 lines of 38 characters, never cuts surname, number or postcode', () => {
  let made = 0;
  fc.assert(
    fc.property(anyAddressee, (addressee) => {
      const lines = addressBlock(addressee);
      if (typeof lines === 'string') return;
      made++;
      assert.ok(lines.length <= MOST_LINES);
      for (const written of lines) {
        assert.ok(written.length > 0 && Array.from(written).length <= MOST_CHARACTERS);
        assert.doesNotMatch(written, / {2}|^ | $/);
      }
      assert.match(lines.at(-1)!, /^\d{5} [A-Z0-9 ]+$/);
      assert.ok(lines.at(-1)!.startsWith(addressee.postcode));
      const name = lines[addressee.intro === '' ? 0 : 1]!;
      assert.ok(name.endsWith(addressee.surname.normalize('NFC').toLocaleUpperCase('fr')));
      const number = /^(\d{1,4})(?: bis|, ter| à 8|\/14)? \p{L}/u.exec(addressee.address)?.[1];
      if (number !== undefined)
        assert.ok(lines.some((written) => written === number || written.startsWith(`${number} `)), lines.join('|')); // prettier-ignore
    }),
    { numRuns: 5_000 },
  );
  assert.ok(made > 500, `${made} blocks`);
});

test('addressBlock writes an address abroad as it stands there, with the country in French as the last line', () => {
  for (const [changed, lines] of [
    [{ address: 'Rue de la Loi 200 bte 12', postcode: '1000', city: 'Bruxelles (Belgique)' }, ['RUE DE LA LOI 200 BTE 12', '1000 BRUXELLES', 'BELGIQUE']],
    [{ address: 'Hauptstraße 5', addressMore: 'Germany', postcode: '66119', city: 'Saarbrücken' }, ['HAUPTSTRASSE 5', '66119 SAARBRUCKEN', 'ALLEMAGNE']],
    [{ address: '10 Downing Street\nAngleterre', postcode: 'SW1A 2AA', city: 'London' }, ['10 DOWNING STREET', 'LONDON SW1A 2AA', 'ROYAUME UNI']],
    [{ address: '12, rue Didouche Mourad', postcode: '99352', city: 'Alger, ALGERIE' }, ['12 RUE DIDOUCHE MOURAD', 'ALGER', 'ALGERIE']],
    [{ address: '3 rue Notre-Dame, Luxembourg', postcode: 'L-2240', city: 'Luxembourg' }, ['3 RUE NOTRE DAME', 'L-2240 LUXEMBOURG', 'LUXEMBOURG']],
    [{ address: '5 rue Neuve', addressMore: 'Bloc B', postcode: '', city: 'Dakar, Sénégal' }, ['5 RUE NEUVE', 'BLOC B', 'DAKAR', 'SENEGAL']],
  ] as const)
    assert.deepEqual(block(changed), ['Madame Jeanne TESTARD', ...lines], JSON.stringify(changed));
}); // prettier-ignore

test('addressBlock follows the column of countries: its name is the last line, no postcode is refused there, nothing of a French address changes', () => {
  for (const [changed, lines] of [
    [{ address: 'Rue de la Loi 200 bte 12', postcode: '1000', city: 'Bruxelles', country: 'BE' }, ['RUE DE LA LOI 200 BTE 12', '1000 BRUXELLES', 'BELGIQUE']],
    [{ address: 'Hauptstraße 5', postcode: '66119', city: 'Saarbrücken (Allemagne)', country: 'DE' }, ['HAUPTSTRASSE 5', '66119 SAARBRUCKEN', 'ALLEMAGNE']],
    [{ address: '221B Baker Street', postcode: 'NW1 6XE', city: 'London', country: 'GB' }, ['221B BAKER STREET', 'LONDON NW1 6XE', 'ROYAUME UNI']],
    [{ address: '3 rue Notre-Dame', postcode: 'L-2240', city: 'Luxembourg', country: 'LU' }, ['3 RUE NOTRE DAME', 'L-2240 LUXEMBOURG', 'LUXEMBOURG']],
    [{ address: '7 rue Didouche Mourad', postcode: '', city: 'Alger', country: 'DZ' }, ['7 RUE DIDOUCHE MOURAD', 'ALGER', 'ALGERIE']],
    [{ country: 'FR' }, ['12 RUE DES LILAS', '91100 CORBEIL ESSONNES']],
    [{ postcode: '97400', city: 'Saint-Denis', country: 'RE' }, ['12 RUE DES LILAS', '97400 SAINT DENIS']],
    [{ postcode: '98000', city: 'Monaco', country: 'MC' }, ['12 RUE DES LILAS', '98000 MONACO']],
    [{ postcode: '75013', city: 'Paris, Italie', country: 'FR' }, ['12 RUE DES LILAS', '75013 PARIS ITALIE']],
  ] as const)
    assert.deepEqual(block(changed), ['Madame Jeanne TESTARD', ...lines], JSON.stringify(changed));
  assert.equal(block({ postcode: '1000', city: '', country: 'BE' }), 'town_missing');
  assert.equal(block({ postcode: '1000', city: 'Bruxelles', country: 'FR' }), 'postcode_wrong');
}); // prettier-ignore

test('addressBlock ends every address abroad with its country in French capitals, whatever the cells say', () => {
  const foreign = COUNTRY_CODES.filter((code) => !hasFrenchPost(code));
  fc.assert(
    fc.property(anyAddressee, fc.constantFrom(...foreign), fc.string({ maxLength: 9 }), (addressee, country, postcode) => {
      const lines = addressBlock({ ...addressee, country, postcode });
      if (typeof lines === 'string') {
        assert.ok(lines !== 'postcode_wrong' && lines !== 'cedex', lines);
        return;
      }
      assert.ok(isCountryLine(lines.at(-1)!), lines.join('|'));
      assert.ok(lines.length <= MOST_LINES && lines.every((written) => Array.from(written).length <= MOST_CHARACTERS));
    }),
    { numRuns: 3_000 },
  );
}); // prettier-ignore

test('addressBlock takes nothing for abroad that only sounds like it', () => {
  assert.deepEqual(block({ address: '12 rue de Belgique' }), ['Madame Jeanne TESTARD', '12 RUE DE BELGIQUE', '91100 CORBEIL ESSONNES']); // prettier-ignore
  assert.deepEqual(block({ addressMore: 'Résidence Italie' })[1], 'Résidence Italie');
  assert.equal(block({ address: '1 rue Neuve', postcode: '97400', city: 'Saint-Denis, La Réunion' }).at(-1), '97400 SAINT DENIS LA REUNION'); // prettier-ignore
  assert.equal(
    block({ address: '12 avenue, Italie', postcode: '75013', city: 'Paris' }).at(-1),
    '75013 PARIS',
  );
  assert.equal(block({ postcode: '98000', city: 'Monaco' }).at(-1), '98000 MONACO');
  assert.equal(block({ postcode: '27400', city: 'Jersey' }).at(-1), '27400 JERSEY');
  assert.equal(block({ postcode: '1000', city: 'Bruxelles' }), 'postcode_wrong');
  assert.equal(block({ postcode: '99131', city: 'Belgique' }), 'town_missing');
  assert.equal(block({ address: 'Belgique', postcode: '1000', city: 'Bruxelles' }), 'no_street');
  assert.equal(block({ address: `${'Rue de la Loi '.repeat(4)} 1`, city: 'Bruxelles, Belgique' }), 'line_too_long'); // prettier-ignore
});
