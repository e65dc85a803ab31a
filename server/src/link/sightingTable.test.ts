import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../text/windows1252.ts';
import { NO_YEARS } from './sighting.ts';
import { SightingTable } from './sightingTable.ts';
import { linkerWith } from './testLinker.ts';

test('SightingTable keeps whom the surest passage may mean, wherever more of it stands', () => {
  const table = new SightingTable(3);
  const rival = { patient: 1, probability: 0.5, reasons: 0, rivals: 77 };
  table.add(rival, 1, NO_YEARS, 0, 3);
  // What a row that refers to his says besides is no further passage, and no other candidates.
  table.add({ patient: 1, probability: 0.5, reasons: 0 }, 3, NO_YEARS, 0, 9, 0, true);
  const { place, rivals, passages } = table.sighting(0);
  assert.deepEqual([place.position, rivals, passages], [9, 77, 1]);
  table.add(rival, 1, NO_YEARS, 0, 12);
  assert.equal(table.sighting(0).passages, 2);
  table.add({ patient: 1, probability: 0.9, reasons: 0 }, 1, NO_YEARS, 0, 15);
  assert.deepEqual([table.sighting(0).rivals, table.packed().rivals[0]], [0, 0]);
});

/** Two who are called alike, two others who are, and what texts, page by page, say of them: by patient number of passages and key of rivals. */
function rivalsIn(...pages: readonly string[]): (readonly [number, number, number])[] {
  const people = ['Quemener', 'Quemener', 'Abgrall', 'Abgrall'].map((birthName, i) => ({
    patientNumber: String(81_000_000 + i),
    birthName,
    givenNames: [birthName === 'Abgrall' ? 'Tifenn' : 'Goulven'],
    birthDate: 19_500_101 + i * 110_203,
  }));
  const linker = linkerWith(people);
  linker.clear();
  pages.forEach((text, page) => {
    linker.segment({ kind: 'part', place: 'page', name: '', number: page + 1 });
    linker.segment({ kind: 'text', bytes: encode(text), firstLine: 1 });
  });
  linker.end();
  return Array.from({ length: linker.sightings.count }, (_, row) => {
    const { patient, passages, rivals } = linker.sightings.sighting(row);
    return [patient, passages, rivals] as const;
  }).sort(([a], [b]) => a - b);
}

test('two persons of one line are two mentions, each with its own candidates', () => {
  const [first, second, third, fourth, ...others] = rivalsIn(
    'Patients : M. QUEMENER Goulven et Mme ABGRALL Tifenn',
  );
  assert.deepEqual(others, []);
  assert.deepEqual([first![0], second![0], third![0], fourth![0]], [0, 1, 2, 3]);
  assert.ok(first![2] > 0 && first![2] === second![2]);
  assert.ok(third![2] > 0 && third![2] === fourth![2] && third![2] !== first![2]);
});

test('a person of whom the next page goes on is mentioned once', () => {
  const pages = rivalsIn(
    'Patient : QUEMENER Goulven, né le 01/01/1900',
    'Diabète de type 2 traité par insuline.',
  );
  for (const [, passages] of pages) assert.equal(passages, 1);
  const alone = rivalsIn('Patient : QUEMENER Goulven', 'Diabète de type 2 traité par insuline.');
  assert.deepEqual(
    alone.map(([patient, passages]) => [patient, passages]),
    [
      [0, 1],
      [1, 1],
    ],
  );
});
