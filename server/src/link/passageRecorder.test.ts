import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScanner } from '../detect/scanner.ts';
import { type IndexedPatient, IndexBuilder } from '../patients/index/buildPatientIndex.ts';
import { encode } from '../text/windows1252.ts';
import { ContentLinker } from './contentLinker.ts';
import { PassageRecorder } from './passageRecorder.ts';
import { registerWords } from './registerWords.ts';
import { STARTING_CASE_WEIGHTS } from './weights.ts';

const PERSON = {
  nir: null,
  usageName: '',
  sex: 'F',
  phones: [],
  email: '',
  address: '',
  postcode: '',
} as const;

/** What is recorded of a text with a register of these people and a thousand others. */
function record(
  text: string,
  people: readonly Partial<IndexedPatient>[],
): { recorder: PassageRecorder; linker: ContentLinker } {
  const builder = new IndexBuilder();
  people.forEach((person, i) =>
    builder.add({
      ...PERSON,
      id: i + 1,
      patientNumber: `8800${i}`,
      birthName: '',
      givenNames: [],
      birthDate: 0,
      ...person,
    }),
  );
  for (let i = 0; i < 1_000; i++)
    builder.add({
      ...PERSON,
      id: 100 + i,
      patientNumber: String(70_000 + i),
      birthName: 'Autre',
      givenNames: ['Luc'],
      birthDate: 19000102,
    });
  const index = builder.build();
  const recorder = new PassageRecorder(index.size, { patient: null, limit: 100 });
  const linker = new ContentLinker(
    index,
    createScanner(registerWords(index)),
    STARTING_CASE_WEIGHTS,
    recorder,
  );
  linker.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  linker.segment({ kind: 'text', bytes: encode(text), firstLine: 1 });
  linker.end();
  return { recorder, linker };
}

const ZORAWSKI = { birthName: 'Zorawski', givenNames: ['Odile'], birthDate: 19520314 };

test('PassageRecorder tells where a patient is seen, and the evidence adds up to the weight', () => {
  const { recorder, linker } = record('Objet : Mme ZORAWSKI Odile, née le 14/03/1952\nDiabète.\n', [
    ZORAWSKI,
  ]);
  const [passage] = recorder.passages;
  assert.deepEqual(passage?.place, { part: 0, position: 1 });
  assert.deepEqual(
    passage.seen.map(({ patient }) => patient),
    [0],
  );
  const [candidate] = passage.candidates;
  const sum = candidate!.evidence.reduce((total, { bits }) => total + bits, 0);
  assert.ok(Math.abs(sum - candidate!.weight) < 1e-6);
  assert.ok(candidate!.evidence.some(({ kind, bits }) => kind === 'birth_date_equal' && bits > 5));
  assert.equal(linker.sightings.sighting(0).probability, Math.fround(candidate!.probability));
});

test('PassageRecorder tells who came near and why it is not him', () => {
  const { recorder } = record('Objet : Mme ZORAWSKI Odile, née le 02/11/1987\n', [ZORAWSKI]);
  const [passage] = recorder.passages;
  assert.equal(passage?.seen.length, 0);
  const near = passage.candidates.find(({ patient }) => patient === 0);
  assert.ok(near !== undefined && near.probability < 0.05);
  assert.ok(near.evidence.some(({ kind, bits }) => kind === 'birth_date_differs' && bits < 0));
  assert.equal(passage.outsider?.name, 'ZORAWSKI Odile');
});

test('PassageRecorder changes nothing of what is found', () => {
  const text = 'Mme ZORAWSKI Odile (14/03/1952), IPP 88000\nM. Autre Luc\n';
  const { linker } = record(text, [ZORAWSKI]);
  const plain = new ContentLinker(linker.index, createScanner(registerWords(linker.index)));
  plain.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  plain.segment({ kind: 'text', bytes: encode(text), firstLine: 1 });
  plain.end();
  assert.equal(plain.sightings.count, linker.sightings.count);
  for (let row = 0; row < plain.sightings.count; row++)
    assert.deepEqual(plain.sightings.sighting(row), linker.sightings.sighting(row));
});
