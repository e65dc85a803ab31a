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
  asked: number | null = null,
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
  const recorder = new PassageRecorder(index.size, { patient: asked, isPair: asked !== null, limit: 2 });
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

const MOREL = { birthName: 'Morel', givenNames: ['Jean'], birthDate: 19520314 };

test('PassageRecorder compares the patient asked about with every passage, and keeps those where something is his, the nearest first', () => {
  const text =
    'M. MOREL Jean, né le 02/11/1987\n\nM. Autre Paul, né le 05/06/1933\n\nMme ZORAWSKI Odile, née le 14/03/1952\n';
  const { recorder } = record(text, [ZORAWSKI, MOREL], 1);
  assert.equal(recorder.persons, 3);
  const [first, second, ...more] = recorder.passages.map(({ asked }) => asked!);
  assert.equal(more.length, 0);
  assert.deepEqual([first!.place.position, second!.place.position], [1, 5]);
  assert.ok(first!.isPossible && first!.search === 'found' && first!.probability > second!.probability);
  assert.ok(first!.evidence.some(({ kind, bits }) => kind === 'birth_date_differs' && bits < 0));
  // Born on the same day, of another name: nobody looks for him where Zorawski stands as she is registered.
  assert.equal(second!.search, 'not_sought');
  assert.equal(second!.isPossible, false);
  assert.equal(second!.probability, 0);
  assert.ok(second!.weight < second!.needed);
  assert.ok(second!.evidence.some(({ kind, bits }) => kind === 'birth_date_equal' && bits > 5));
  const sum = second!.evidence.reduce((total, { bits }) => total + bits, 0);
  assert.ok(Math.abs(sum - second!.weight) < 1e-6);
  assert.equal(recorder.passages[1]!.candidates[0]?.patient, 0);
});

test('PassageRecorder keeps no passage for somebody with whom nothing agrees, and changes nothing of what is found', () => {
  const text = 'Mme ZORAWSKI Odile (14/03/1952), IPP 88000\n';
  const stranger = { birthName: 'Grossouvre', givenNames: ['Paul'], birthDate: 19701211 };
  const { recorder, linker } = record(text, [ZORAWSKI, stranger], 1);
  assert.deepEqual(recorder.passages, []);
  assert.equal(recorder.persons, 1);
  assert.deepEqual(
    linker.sightings.sighting(0),
    record(text, [ZORAWSKI, stranger]).linker.sightings.sighting(0),
  );
});
