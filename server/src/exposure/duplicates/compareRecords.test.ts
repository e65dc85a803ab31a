import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patient } from '../../patients/patient.ts';
import { compareEntries, entryOf, type NameCounts } from './compareRecords.ts';

/** A register of 750,000 in which MARTIN and MARIE are frequent. */
const NAMES: NameCounts = {
  patients: 750_000,
  surname: (name) => (name === 'MARTIN' ? 3000 : 3),
  givenName: (name) => (name === 'MARIE' ? 12_000 : 800),
};

function patient(over: Partial<Patient>): Patient {
  return {
    id: 1, patientNumber: '84000001', nir: '', birthName: 'FANETTI', usageName: '', givenNames: ['Marie'], sex: 'F',
    birthDate: { year: 1984, month: 7, day: 14 }, birthPlace: '', address: '', addressMore: '', postcode: '', city: '', country: '',
    phones: [], email: '', deathDate: null, representatives: [], ...over,
  }; // prettier-ignore
}

function compare(a: Partial<Patient>, b: Partial<Patient>): { score: number; reasons: readonly string[] } {
  return compareEntries(entryOf(patient(a)), entryOf(patient(b)), NAMES);
}

test('compareEntries takes the same NIR, name and birth date for one person', () => {
  const nir = '2840791228999';
  const { score, reasons } = compare({ nir }, { nir });
  assert.ok(score > 0.9999);
  assert.deepEqual(reasons, ['given_name_equal', 'name_equal', 'birth_date_equal', 'social_security_equal']);
});

test('compareEntries is less sure of a frequent name than of a rare one', () => {
  const rare = compare({}, {}).score;
  const frequent = compare({ birthName: 'MARTIN' }, { birthName: 'MARTIN' }).score;
  assert.ok(rare > 0.999 && frequent < rare);
  const elsewhere = { address: '3 rue des Lilas', postcode: '29000', phones: ['0611111111'] };
  const here = { address: '12 quai des Brumes', postcode: '06000', phones: ['0622222222'] };
  const apart = compare(
    { birthName: 'MARTIN', nir: '2840791228999', ...elsewhere },
    { birthName: 'MARTIN', nir: '2840706088998', ...here },
  );
  assert.ok(apart.score < 0.1, String(apart.score));
});

test('compareEntries knows a married name by either name of either entry', () => {
  const { score, reasons } = compare({}, { birthName: 'QUERNEC', usageName: 'FANETTI' });
  assert.ok(reasons.includes('married_name'));
  assert.ok(score > 0.9);
});

test('compareEntries takes typing errors in the name and slips in the date when a contact agrees', () => {
  const contact = { phones: ['06 39 98 12 34'] };
  const { score, reasons } = compare(contact, {
    birthName: 'FANETI',
    birthDate: { year: 1984, month: 7, day: 15 },
    phones: ['+33 6 39 98 12 34'],
  });
  assert.ok(score > 0.5, String(score));
  assert.ok(
    ['name_similar', 'birth_date_similar', 'phone_equal'].every((reason) => reasons.includes(reason)),
  );
});

test('compareEntries never takes twins, or a child under the number of a parent, for one person', () => {
  const household = {
    address: '3 rue des Lilas',
    postcode: '29000',
    phones: ['0611111111'],
    nir: '2840791228999',
  };
  assert.equal(compare(household, { ...household, givenNames: ['Marion'] }).score, 0);
  assert.equal(compare(household, { ...household, birthDate: { year: 2012, month: 3, day: 2 } }).score, 0);
});

test('compareEntries takes similar given names with two numbers of their own for twins, whatever they share', () => {
  const household = { address: '3 rue des Lilas', postcode: '29000', phones: ['0611111111'] };
  const first = { ...household, givenNames: ['Marilouna'], nir: '2840791228999' };
  const twin = { ...household, givenNames: ['Marylouna'], nir: '2840791228998' };
  assert.equal(compare(first, twin).score, 0);
  // The same with a parent's number in one entry: a typing error is more likely.
  assert.ok(compare(first, { ...twin, nir: '1550791228998' }).score > 0.9);
});

test('compareEntries knows names that stand in each other’s column', () => {
  const { score, reasons } = compare(
    { birthName: 'QUERNEC', givenNames: ['Yann'] },
    { birthName: 'YANN', givenNames: ['Quernec'] },
  );
  assert.ok(score > 0.9);
  assert.deepEqual(reasons, ['names_exchanged', 'birth_date_equal']);
});
