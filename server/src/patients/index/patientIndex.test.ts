import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encode } from '../../text/windows1252.ts';
import { type IndexedPatient, IndexBuilder } from './buildPatientIndex.ts';
import { buildMultimap, firstValue, valuesOf } from './multimap.ts';
import { hashWord } from '../../text/fold.ts';
import { NumberLookUps } from './numberLookUps.ts';
import {
  FIRST_GIVEN_NAME,
  hasNir,
  namePartOf,
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  rolesOfPart,
} from './patientIndex.ts';

test('a multimap gives back the values of each key in their order, and nothing for other keys', () => {
  const entries = fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 0xffff_ffff, 77, 78), fc.nat(1e6)), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(entries, (pairs) => {
      const map = buildMultimap(
        Uint32Array.from(pairs, ([key]) => key),
        Uint32Array.from(pairs, ([, value]) => value),
        pairs.length,
        (length) => new Uint32Array(length),
      );
      for (const key of [1, 2, 3, 77, 78, 0xffff_ffff, 5]) {
        const expected = pairs.filter(([k]) => k === key).map(([, value]) => value);
        assert.deepEqual(valuesOf(map, key), expected);
        assert.equal(firstValue(map, key), expected[0] ?? -1);
        assert.deepEqual(valuesOf(map, key, 2), expected.slice(0, 2));
      }
    }),
  );
});

const patient = (id: number, more: Partial<IndexedPatient> = {}): IndexedPatient => ({
  id,
  patientNumber: `00${84000 + id}`,
  nir: null,
  birthName: 'Martin',
  usageName: '',
  givenNames: ['Marie'],
  sex: 'F',
  birthDate: 19840714,
  phones: [],
  email: '',
  address: '',
  postcode: '',
  ...more,
});

test('patients are found by number, NIR and e-mail in any spelling, and only by their own', () => {
  const builder = new IndexBuilder();
  for (let id = 1; id <= 500; id++)
    builder.add(
      patient(id, {
        nir: id % 2 === 0 ? `28407912280${10 + (id % 90)}`.padEnd(13, '9').slice(0, 13) : null,
        email: `marie.${id}@courriel.example`,
      }),
    );
  const index = builder.build();
  const find = (text: string): number => patientByNumber(index, encode(text));
  for (let p = 0; p < 500; p++) assert.equal(find(`00 ${84001 + p}`), p);
  assert.equal(find('0084501'), -1);
  assert.equal(find(''), -1);
  assert.equal(find('-- '), -1);
  assert.deepEqual(patientsByEmail(index, encode('Marie.17@Courriel.example')), [16]);
  assert.deepEqual(patientsByEmail(index, encode('marie17@autre.example')), []);
  const body = encode('2 84 07 91 228 01 299'.slice(0, 21));
  for (const p of patientsByNir(index, body)) assert.ok(hasNir(index, p, body, 0, body.length));
});

test('numbers looked up together are found as they are one by one', () => {
  const builder = new IndexBuilder();
  for (let id = 1; id <= 300; id++) builder.add(patient(id));
  const index = builder.build();
  const lookUps = new NumberLookUps();
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('0084001', '84 001', '0084299', '', '0084300', 'x', '0084150'), {
        maxLength: 9,
      }),
      (texts) => {
        const bytes = encode(texts.join(';'));
        lookUps.clear();
        let start = 0;
        for (const [t, text] of texts.entries()) {
          lookUps.add(t, start, start + text.length);
          start += text.length + 1;
        }
        lookUps.find(index, bytes);
        assert.deepEqual(
          [...lookUps.found.subarray(0, lookUps.count)],
          texts.map((text) => patientByNumber(index, encode(text))),
        );
      },
    ),
  );
});

test('name parts keep their roles; particles are kept but marked', () => {
  const builder = new IndexBuilder();
  builder.add(
    patient(1, { birthName: 'de La Tour', usageName: 'Martin-Dupont', givenNames: ['Marie-Noëlle', 'Anne'] }),
  );
  const index = builder.build();
  const part = (word: string): number => namePartOf(index, hashWord(word));
  for (const word of ['DE', 'LA', 'TOUR', 'MARTIN', 'DUPONT', 'MARIE', 'NOELLE', 'ANNE'])
    assert.notEqual(part(word), 0, word);
  assert.equal(part('PETIT'), 0);
  assert.equal(index.particles[part('DE')], 1);
  assert.equal(index.particles[part('TOUR')], 0);
  assert.notEqual(rolesOfPart(index, 0, part('TOUR')), rolesOfPart(index, 0, part('DUPONT')));
  assert.notEqual(rolesOfPart(index, 0, part('MARIE')), 0);
  assert.equal(index.surnameCounts[part('MARIE')], 0);
});

test('a number is found without its leading zeros and with more of them', () => {
  const builder = new IndexBuilder();
  builder.add(patient(1));
  const index = builder.build();
  for (const number of ['0084001', '84001', '84 001', '00084001'])
    assert.equal(patientByNumber(index, encode(number)), 0, number);
  assert.equal(patientByNumber(index, encode('840010')), -1);
  assert.ok(index.numberLengths.includes(5) && index.numberLengths.includes(7));
});

test('a ligature in a name is its two letters', () => {
  const builder = new IndexBuilder();
  builder.add(patient(1, { birthName: 'Lebœuf', givenNames: ['Lætitia'] }));
  const index = builder.build();
  for (const word of ['LEBOEUF', 'LAETITIA']) assert.notEqual(namePartOf(index, hashWord(word)), 0, word);
});

test('the first given name is the one in use, further ones may stand behind commas or blanks', () => {
  const builder = new IndexBuilder();
  builder.add(patient(1, { givenNames: ['Suzanne, Antoinette'] }));
  builder.add(patient(2, { givenNames: ['Jean-Pierre Marie'] }));
  const index = builder.build();
  const isFirst = (p: number, word: string): boolean =>
    (rolesOfPart(index, p, namePartOf(index, hashWord(word))) & FIRST_GIVEN_NAME) !== 0;
  assert.deepEqual(
    [
      isFirst(0, 'SUZANNE'),
      isFirst(0, 'ANTOINETTE'),
      isFirst(1, 'JEAN'),
      isFirst(1, 'PIERRE'),
      isFirst(1, 'MARIE'),
    ],
    [true, false, true, true, false],
  );
});

test('a postcode that stands in the address is the patient’s', () => {
  const builder = new IndexBuilder();
  builder.add(patient(1, { address: '12 rue du Puits - 28000 Chartres' }));
  assert.equal(builder.build().postcodes[0], 28000);
});
