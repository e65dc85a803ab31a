import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldText, hashWord } from '../../text/fold.ts';
import { encode } from '../../text/windows1252.ts';
import { addressKey } from './addressKey.ts';
import { type IndexedPatient, IndexBuilder } from './buildPatientIndex.ts';
import { emailKeys } from './emailKeys.ts';
import { hashText } from './hashText.ts';
import type { Multimap } from './multimap.ts';
import { hashName, isParticle } from './nameParts.ts';
import {
  BIRTH_NAME,
  birthKey,
  FIRST_GIVEN_NAME,
  GIVEN_NAME,
  namePartOf,
  pairKey,
  PART_ID,
  type PatientIndex,
  USAGE_NAME,
} from './patientIndex.ts';
import { placeKey, postcodeKey, townKey } from './placeKeys.ts';

const surname = fc.constantFrom('', 'Martin', 'de La Tour', 'Martin-Dupont', 'DE LA', 'Noël', 'Lemaître');
const givenName = fc.constantFrom(
  'Marie',
  'Jean-Pierre',
  'Lætitia, Anne',
  'Jean Pierre Marie',
  '',
  'Martin',
  'Noël;Luc',
);

const patients = fc.array(
  fc.record({
    patientNumber: fc.constantFrom('0084001', '84001', 'Q 10', ''),
    nir: fc.constantFrom(null, '2840791228999'),
    birthName: surname,
    usageName: surname,
    givenNames: fc.array(givenName, { maxLength: 3 }),
    sex: fc.constantFrom('M', 'F', null),
    birthDate: fc.constantFrom(0, 19840714, 19840700),
    phones: fc.array(fc.constantFrom('06 12 34 56 78', '+33612345678', '0712345678', '12'), { maxLength: 3 }),
    email: fc.constantFrom('', 'm.fanetti@exemple.test', 'M.Fanetti@autre.test', 'ab@c.test'),
    address: fc.constantFrom('', '12 rue du Puits', '12, r. du Puits 28100 Dreux'),
    postcode: fc.constantFrom('', '28000', 'SW1A 1AA'),
    city: fc.constantFrom('', 'Dreux', 'St-Denis'),
  }),
  { minLength: 1, maxLength: 8 },
).map((list) => list.map((patient, i): IndexedPatient => ({ ...patient, id: i + 1 }))); // prettier-ignore

/** All key-value pairs of a multimap, in an order of their own. */
const pairsOf = ({ entries }: Multimap): string[] =>
  Array.from({ length: entries.length / 2 }, (_, i) => `${entries[2 * i]} ${entries[2 * i + 1]}`).sort();

const nameHash = (name: string): number => hashName(encode(name), 0, encode(name).length);
const givenOf = (patient: IndexedPatient): string[] =>
  patient.givenNames.flatMap((names) => names.split(/[ ,;]+/)).filter((name) => name !== '');

/** The parts of a patient's names with their roles, as they are met. */
function rolesOf(patient: IndexedPatient): Map<string, number> {
  const roles = new Map<string, number>();
  const collect = (name: string, role: number): void => {
    const words = foldText(encode(name.replaceAll('æ', 'ae'))).split(' ');
    for (const word of words) if (word.length > 1) roles.set(word, ((roles.get(word) ?? 0) | role) >>> 0);
  };
  collect(patient.birthName, BIRTH_NAME);
  collect(patient.usageName, USAGE_NAME);
  givenOf(patient).forEach((name, i) => collect(name, i === 0 ? GIVEN_NAME | FIRST_GIVEN_NAME : GIVEN_NAME));
  return roles;
}

/** Parts by which a patient is looked for in a role: particles only where there is nothing else. */
function strongest(index: PatientIndex, patient: IndexedPatient, role: number): number[] {
  const all = [...rolesOf(patient)].filter(([, roles]) => (roles & role) !== 0).map(([word]) => word);
  const strong = all.filter((word) => !isParticle(word));
  return (strong.length > 0 ? strong : all).map((word) => namePartOf(index, hashWord(word)));
}

test('IndexBuilder keeps of each patient the parts and hashes of his names, and nothing of the one before him', () => {
  fc.assert(
    fc.property(patients, (register) => {
      const index = build(register);
      for (const [p, patient] of register.entries()) {
        const own = index.nameParts.subarray(index.nameStarts[p], index.nameStarts[p + 1]);
        const expected = [...rolesOf(patient)].map(([word, role]) => [namePartOf(index, hashWord(word)), role]);
        assert.deepEqual([...own].map((part) => [part & PART_ID, (part & ~PART_ID) >>> 0]), expected);
        const given = givenOf(patient);
        const names = [patient.birthName, patient.usageName, given[0] ?? '', given.join(' ')];
        assert.deepEqual([...index.nameHashes.subarray(4 * p, 4 * p + 4)], names.map(nameHash));
      }
      const bearers = (word: string, role: number): number =>
        register.filter((patient) => ((rolesOf(patient).get(word) ?? 0) & role) !== 0).length;
      for (const word of register.flatMap((patient) => [...rolesOf(patient).keys()])) {
        const part = namePartOf(index, hashWord(word));
        assert.equal(index.surnameCounts[part], bearers(word, BIRTH_NAME | USAGE_NAME));
        assert.equal(index.givenCounts[part], bearers(word, GIVEN_NAME));
      }
    }),
  );
}); // prettier-ignore

test('IndexBuilder enters each patient under the keys by which he is looked for, and under no others', () => {
  fc.assert(
    fc.property(patients, (register) => {
      const index = build(register);
      const expected = { byPair: [], bySurname: [], byBirth: [], byPlace: [], byPhone: [], byEmail: [] } as Record<string, string[]>;
      register.forEach((patient, p) => {
        const add = (map: string, key: number): void => {
          if (key !== 0) expected[map]!.push(`${key >>> 0} ${p}`);
        };
        for (const part of strongest(index, patient, BIRTH_NAME | USAGE_NAME)) {
          add('bySurname', part);
          if (patient.birthDate !== 0) add('byBirth', birthKey(part, patient.birthDate));
          for (const given of strongest(index, patient, GIVEN_NAME)) add('byPair', pairKey(part, given));
        }
        add('byPlace', addressKey(encode(patient.address)));
        const postcode = postcodeKey(patient.postcode) || Number(/\d{5}/.exec(patient.address)?.[0] ?? 0);
        for (const part of strongest(index, patient, BIRTH_NAME | USAGE_NAME | FIRST_GIVEN_NAME))
          for (const place of [postcode, townKey(encode(patient.city ?? ''))]) if (place !== 0) add('byPlace', placeKey(place, part));
        const digits = patient.phones.map((phone) => phone.replace(/\D/g, '')).filter((phone) => phone.length > 8);
        for (const key of new Set(digits.map((phone) => Number(phone.slice(-9))))) add('byPhone', key);
        const { name, domain } = emailKeys(encode(patient.email));
        add('byEmail', hashText(encode(patient.email)));
        add('byEmail', name);
        assert.deepEqual([index.emailNames[p], index.emailDomains[p]], [name, domain]);
      });
      for (const [map, pairs] of Object.entries(expected)) assert.deepEqual(pairsOf(index[map as 'byPair']), pairs.sort(), map);
    }),
  );
}); // prettier-ignore

function build(register: readonly IndexedPatient[]): PatientIndex {
  const builder = new IndexBuilder();
  for (const patient of register) builder.add(patient);
  return builder.build();
}
