import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IndexedPatient } from '../patients/index/buildPatientIndex.ts';
import { RowEmitter } from '../read/emitRows.ts';
import type { Segment } from '../read/segment.ts';
import { encode } from '../text/windows1252.ts';
import type { ContentLinker } from './contentLinker.ts';
import { linkerWith } from './testLinker.ts';

/** Sixty women and thirty men of one surname, each born in a year of their own pair; two who bear a double name. */
const PEOPLE: readonly Partial<IndexedPatient>[] = [
  ...Array.from({ length: 90 }, (_, i) => ({
    birthName: 'Fanetti',
    givenNames: [i < 60 ? 'Marie' : 'Luc'],
    sex: i < 60 ? ('F' as const) : ('M' as const),
    birthDate: (1930 + (i % 60)) * 10_000 + 714,
  })),
  { birthName: 'Le Quernec-Lorquet', givenNames: ['Anne'], sex: 'F', birthDate: 19700202 },
];

const linker = linkerWith(PEOPLE);

function read(rows: readonly string[], year = 0): ContentLinker {
  linker.clear(year);
  const segments: Segment[] = [{ kind: 'part', place: 'row', name: '', number: 0 }];
  const emitter = new RowEmitter({ segment: (segment) => void segments.push(segment) });
  ['Chambre;Patient;Âge;Régime', ...rows].forEach((line, r) => {
    line.split(';').forEach((cell, column) => {
      emitter.append(encode(cell));
      emitter.endCell(column);
    });
    emitter.endRow(r + 1);
  });
  void emitter.flush();
  for (const segment of segments) linker.segment(segment);
  linker.end();
  return linker;
}

/** Filled rows, so that the table is understood as one of patients. */
const OTHERS = ['101;AUTREA Luc;;normal', '102;AUTREB Luc;;normal', '103;AUTREC Luc;;sans sel'];

const seen = ({ sightings }: ContentLinker): [number, number][] =>
  Array.from({ length: sightings.count }, (_, row) => sightings.sighting(row))
    .map(({ patient, probability }): [number, number] => [patient, probability])
    .filter(([patient]) => patient < PEOPLE.length);

test('findCommonSurname: a common surname alone means one of its bearers of that sex, none of them probable, and hardly an outsider', () => {
  const outsiders = [...read([...OTHERS, '104;Mme FANETTI;;normal']).outsiders];
  assert.deepEqual(seen(linker), []);
  const one = outsiders.find(({ name }) => name.includes('FANETTI'))!;
  assert.equal(one.oneOfMany?.bearers, 60);
  assert.ok(one.oneOfMany.probability > 0.8, String(one.oneOfMany.probability));
  assert.ok(Math.abs(one.probability + one.oneOfMany.probability - 1) < 1e-9);
});

test('findCommonSurname: an age leaves few bearers, who are then weighed one by one; the year may be that of the file name', () => {
  read([...OTHERS, '104;Mme FANETTI;50;normal'], 2012);
  const found = seen(linker);
  // Born in 1962, one year before or after it.
  assert.deepEqual(
    found
      .filter(([, p]) => p > 0.2)
      .map(([patient]) => patient)
      .sort((a, b) => a - b),
    [31, 32, 33],
  );
  read([...OTHERS, '104;Mme FANETTI;50;normal']);
  assert.deepEqual(seen(linker), [], 'without any year the age says nothing');
});

test('findCommonSurname: a double name behind a civility is a surname and no given name beside one', () => {
  read([...OTHERS, '104;Mme LE QUERNEC-LORQUET;;normal']);
  const [[patient, probability]] = seen(linker) as [[number, number]];
  assert.equal(patient, 90);
  assert.ok(probability > 0.8, String(probability));
});

test('findCommonSurname: nobody is one of many where a given name says more', () => {
  const outsiders = [...read([...OTHERS, '104;FANETTI Hildegarde;;normal']).outsiders];
  assert.equal(outsiders.find(({ name }) => name.includes('Hildegarde'))?.oneOfMany ?? null, null);
  assert.equal(seen(linker).length, 0);
});
