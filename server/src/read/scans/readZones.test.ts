import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkDigit, readZones } from './readZones.ts';

const BOX = { left: 0, right: 0, top: 0, bottom: 0 };
const read = (...texts: string[]): string[] =>
  readZones(texts.map((text) => ({ text, ...BOX }))).map(({ text }) => text);

/** Specimens of ICAO 9303 and identifiers.md 13. */
test('checkDigit agrees with the specimens of the standard', () => {
  assert.equal(checkDigit('L898902C3'), 6);
  assert.equal(checkDigit('740812'), 2);
  assert.equal(checkDigit('120415'), 9);
});

test('readZones puts the lines of an old French identity card into words', () => {
  const zone = ['IDFRAVERNELLI<<<<<<<<<<<<<<<<<91<212', '1809915312805ZOE<<MARIE<<<<8407144F8'];
  assert.deepEqual(read('NOM', ...zone), [
    'NOM',
    ...zone,
    'Nom : VERNELLI',
    'Prénoms : ZOE MARIE',
    'Né(e) le : 14/07/84',
    "Carte nationale d'identité n° 180991531280",
  ]);
});

test('readZones reads passports and new cards, with letters and digits read for each other', () => {
  assert.deepEqual(
    read('P<FRAVERNELLI<<ZOE<MARIE«<<<<<<<<<<<<<<<<<<', '12AB345673FRA84O7144F3001019<<<<<<<<<<<<<<<2').slice(
      2,
    ),
    ['Nom : VERNELLI', 'Prénoms : ZOE MARIE', 'Né(e) le : 14/07/84', 'Passeport n° 12AB34567'],
  );
  assert.deepEqual(
    read(
      'IDFRAX4RTBPFW46<<<<<<<<<<<<<<<',
      '8407144F3001019FRA<<<<<<<<<<<4',
      'VERNE11I<<Z0E<<<<<<<<<<<<<<<<<',
    ).slice(3),
    ['Nom : VERNEIII', 'Prénoms : ZOE', 'Né(e) le : 14/07/84', "Carte nationale d'identité n° X4RTBPFW4"],
  );
});

test('readZones believes no birth date whose check digit is wrong', () => {
  const [, , ...words] = read('IDFRAVERNELLI<<<<<<<<<<<<<<<<<91<212', '1809915312805ZOE<<MARIE<<<<8407145F8');
  assert.ok(!words.some((line) => line.includes('Né(e)')));
});

test('readZones leaves any other text as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 50 }), { maxLength: 6 }), (texts) => {
      assert.deepEqual(read(...texts).slice(0, texts.length).length, texts.length);
    }),
  );
  assert.deepEqual(read('Nom : VERNELLI', 'a < b << c'), ['Nom : VERNELLI', 'a < b << c']);
});
