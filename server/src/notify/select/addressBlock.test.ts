import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Addressee, addressBlock, MOST_CHARACTERS, MOST_LINES } from './addressBlock.ts';

const JEANNE: Addressee = {
  civility: 'Madame',
  intro: '',
  givenNames: ['Jeanne'],
  surname: 'Testard',
  address: '12 rue des Lilas',
  addressMore: '',
  postcode: '91100',
  city: 'Corbeil-Essonnes',
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
