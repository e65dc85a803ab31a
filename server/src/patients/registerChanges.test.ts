import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IndexedPatient } from './index/buildPatientIndex.ts';
import { dateNumber, type Patient } from './patient.ts';
import { linkedFields } from './registerChanges.ts';

const PATIENT: Omit<Patient, 'id'> = {
  patientNumber: '84000001', nir: '2840791228999', birthName: 'FANETTI', usageName: 'GROSSOUVRE', givenNames: ['Marie'], sex: 'F',
  birthDate: { year: 1984, month: 7, day: 14 }, birthPlace: 'Chartres', address: '12 rue du Puits', addressMore: '', postcode: '28000',
  city: 'Chartres', country: '', phones: ['0612345678'], email: 'm.fanetti@exemple.test', deathDate: null, representatives: [],
}; // prettier-ignore

/** Another value for each field of which the index is made: a new one is not forgotten here, nor there. */
const OTHER: Readonly<Record<Exclude<keyof IndexedPatient, 'id'>, Partial<Patient>>> = {
  patientNumber: { patientNumber: '84000002' },
  nir: { nir: '1840791228999' },
  birthName: { birthName: 'TESTARD' },
  usageName: { usageName: '' },
  givenNames: { givenNames: ['Anne'] },
  sex: { sex: 'M' },
  birthDate: { birthDate: { year: 1984, month: 7, day: 15 } },
  phones: { phones: [] },
  email: { email: '' },
  address: { address: '14 rue du Puits' },
  postcode: { postcode: '28100' },
  city: { city: 'Dreux' },
};

const linked = (patient: Omit<Patient, 'id'>): string =>
  linkedFields(patient, patient.birthDate === null ? 0 : dateNumber(patient.birthDate));

test('linkedFields tells patients apart in everything that the index is made of, and in nothing else', () => {
  for (const [field, other] of Object.entries(OTHER))
    assert.notEqual(linked({ ...PATIENT, ...other }), linked(PATIENT), field);
  assert.equal(
    linked({
      ...PATIENT,
      representatives: [
        {
          standing: 'guardian',
          name: 'TESTARD Paul',
          address: '',
          addressMore: '',
          postcode: '',
          city: '',
          country: '',
        },
      ],
      birthPlace: 'Dreux',
    }),
    linked(PATIENT),
  );
});
