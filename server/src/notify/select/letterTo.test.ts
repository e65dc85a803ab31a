import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Patient, Representative } from '../../patients/patient.ts';
import { MOST_CHARACTERS, MOST_LINES } from './addressBlock.ts';
import { hasSecondHolder, letterTo, placeOf } from './letterTo.ts';
import { patientOf } from './noticeOf.ts';
import { SEATS } from './recipients.ts';

const HERE = {
  address: '12 rue des Lilas',
  addressMore: '',
  postcode: '91100',
  city: 'Corbeil-Essonnes',
  country: '',
};
const THERE = { ...HERE, address: '3 place du Puits', postcode: '28000', city: 'Chartres' };
const ABROAD = { ...HERE, address: 'Rue de la Loi 200', postcode: '1000', city: 'Bruxelles', country: 'BE' };
const NOWHERE = { address: '', addressMore: '', postcode: '', city: '', country: '' };
const patient = (...representatives: Representative[]): Patient => ({
  id: 1,
  patientNumber: '84000001',
  nir: '',
  birthName: 'TESTARD',
  usageName: '',
  givenNames: ['Léa'],
  sex: 'F',
  birthDate: null,
  birthPlace: '',
  ...HERE,
  phones: [],
  email: '',
  deathDate: null,
  representatives,
});
const one = (standing: Representative['standing'], name: string, place: Omit<Representative, 'standing' | 'name'> = NOWHERE): Representative => ({ standing, name, ...place }); // prettier-ignore
const HOME = ['12 RUE DES LILAS', '91100 CORBEIL ESSONNES'];
const PUITS = ['3 PLACE DU PUITS', '28000 CHARTRES'];
const JOINT = ['Aux représentants légaux de', 'Léa TESTARD', ...HOME];

test('letterTo writes to the guardian in his name at his own address, else at the patient’s for his attention', () => {
  const to = (...who: Representative[]): unknown => letterTo(patient(...who), 'guardian');
  assert.deepEqual(to(one('guardian', 'Paul FANETTI', THERE)), ['PAUL FANETTI', ...PUITS]);
  assert.deepEqual(to(one('guardian', 'UDAF', ABROAD)), [
    'UDAF',
    'RUE DE LA LOI 200',
    '1000 BRUXELLES',
    'BELGIQUE',
  ]);
  assert.deepEqual(to(one('guardian', 'Paul FANETTI')), [
    'À l’attention de Paul FANETTI',
    'Chez Léa TESTARD',
    ...HOME,
  ]);
  assert.deepEqual(to(one('guardian', 'Association tutélaire du Centre')), [
    'Au représentant légal de',
    'Léa TESTARD',
    ...HOME,
  ]);
  assert.deepEqual(to(one('guardian', '')), ['Au représentant légal de', 'Léa TESTARD', ...HOME]);
  assert.deepEqual(to(one('guardian', '', THERE)), ['Au représentant légal de', 'Léa TESTARD', ...PUITS]);
  assert.equal(to(), 'missing');
  assert.equal(to(one('guardian', 'UDAF', { ...THERE, postcode: '2800' })), 'postcode_wrong');
});

test('letterTo writes to both parents together under one roof, and to each by name where they live apart', () => {
  const apart = patient(one('parent1', 'Anne TESTARD', HERE), one('parent2', 'Yann QUERNEC', THERE));
  assert.deepEqual(letterTo(apart, 'first'), ['ANNE TESTARD', ...HOME]);
  assert.deepEqual(letterTo(apart, 'second'), ['YANN QUERNEC', ...PUITS]);
  for (const together of [
    patient(),
    patient(one('parent1', 'Anne TESTARD')),
    patient(one('parent1', 'Anne TESTARD', HERE)),
    patient(one('parent1', 'Anne TESTARD'), one('parent2', 'Yann QUERNEC')),
    patient(
      one('parent1', 'Anne TESTARD', { ...HERE, address: '12, RUE DES LILAS' }),
      one('parent2', 'Yann', HERE),
    ),
  ]) {
    assert.deepEqual(letterTo(together, 'first'), JOINT);
    assert.equal(letterTo(together, 'second'), 'missing');
    assert.equal(hasSecondHolder(together), false);
  }
  // A parent without an address of his own lives with the child; one without a name is addressed for the child.
  const half = patient(one('parent1', 'Anne TESTARD'), one('parent2', '', ABROAD));
  assert.deepEqual(letterTo(half, 'first'), ['ANNE TESTARD', ...HOME]);
  assert.deepEqual(letterTo(half, 'second'), [
    'Représentant légal de',
    'Léa TESTARD',
    'RUE DE LA LOI 200',
    '1000 BRUXELLES',
    'BELGIQUE',
  ]);
  assert.deepEqual(letterTo(patient(one('parent1', 'Anne TESTARD', THERE)), 'first'), [
    'ANNE TESTARD',
    ...PUITS,
  ]);
});

test('letterTo takes the guardian of a minor for the only holder of parental authority', () => {
  const ward = patient(
    one('guardian', 'Paul FANETTI', THERE),
    one('parent1', 'Anne', HERE),
    one('parent2', 'Yann', ABROAD),
  );
  assert.deepEqual(letterTo(ward, 'first'), ['PAUL FANETTI', ...PUITS]);
  assert.equal(hasSecondHolder(ward), false);
});

test('letterTo writes to a curator at his own address only', () => {
  assert.deepEqual(letterTo(patient(one('curator', 'UDAF 28', THERE)), 'curator'), ['UDAF 28', ...PUITS]);
  assert.deepEqual(letterTo(patient(one('curator', '', THERE)), 'curator'), [
    'Au curateur ou à la curatrice de',
    'Léa TESTARD',
    ...PUITS,
  ]);
  assert.equal(letterTo(patient(one('curator', 'UDAF 28')), 'curator'), 'missing');
});

test('patientOf knows who stands for a person under any of his numbers', () => {
  const under = (...patients: Patient[]): unknown =>
    patientOf({ id: 1, patients, probability: 1, exposed: [], notFound: [] })?.representatives.map(({ standing, name }) => `${standing} ${name}`);
  assert.deepEqual(under(patient(), patient(one('guardian', 'Paul FANETTI', THERE))), ['guardian Paul FANETTI']);
  assert.deepEqual(under(patient(one('parent1', 'Anne')), patient(one('parent1', 'Eve'), one('parent2', 'Yann'))), ['parent1 Anne', 'parent2 Yann']);
  assert.deepEqual(under(patient()), []);
  assert.equal(under(), undefined);
}); // prettier-ignore

test('letterTo gives blocks that fit under the window for any representative, and placeOf the same place whoever is named', () => {
  const cells = fc.record({ address: fc.constantFrom('', '3 place du Puits', '12 rue des Lilas', 'lavoir', 'SDF'), addressMore: fc.constantFrom('', 'Bât B'), postcode: fc.constantFrom('', '28000', '1000'), city: fc.constantFrom('', 'Chartres', 'Bruxelles'), country: fc.constantFrom('', 'BE', 'FR') });
  const anyone = fc.tuple(fc.constantFrom('guardian', 'curator', 'parent1', 'parent2'), fc.oneof(fc.constantFrom('', 'Anne TESTARD'), fc.string({ maxLength: 45 })), cells);
  fc.assert(
    fc.property(fc.uniqueArray(anyone, { maxLength: 4, selector: ([standing]) => standing }), (found) => {
      const known = patient(...found.map(([standing, name, place]) => one(standing, name, place)));
      for (const seat of SEATS) {
        const block = letterTo(known, seat);
        if (typeof block === 'string') continue;
        assert.ok(block.length >= 3 && block.length <= MOST_LINES, block.join('|'));
        assert.ok(block.every((line) => line !== '' && Array.from(line).length <= MOST_CHARACTERS), block.join('|'));
        assert.ok(placeOf(block).split('\n').length >= 2, block.join('|'));
      }
      if (!hasSecondHolder(known)) assert.equal(letterTo(known, 'second'), 'missing');
    }),
    { numRuns: 3_000 },
  );
}); // prettier-ignore
