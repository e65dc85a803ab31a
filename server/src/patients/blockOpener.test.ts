import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { CaseKeys } from '../keys/caseKeys.ts';
import { SealError, SealKey } from '../keys/sealKey.ts';
import { BlockOpener } from './blockOpener.ts';
import { encodePatient, type Patient, patientPlace } from './patient.ts';
import { openBlock, packBlock, type PatientBlock, patientsOf } from './patientBlock.ts';

const keys = new CaseKeys(new Uint8Array(32).fill(7));

/** Invented patients whose texts are of all lengths, the empty one included. */
const PATIENTS = Array.from({ length: 60 }, (_, i): Patient => ({
  id: i * i + 1, patientNumber: String(84_000_000 + i), nir: '', birthName: 'É'.repeat(i % 7), usageName: 'FANETTI'.repeat(i % 3),
  givenNames: Array.from({ length: i % 4 }, () => 'Lætitia'), sex: 'F', birthDate: { year: 1984, month: 7, day: 14 }, birthPlace: '',
  address: '', addressMore: '', postcode: '', city: '', phones: [], email: '', deathDate: null, country: '', representatives: [],
})); // prettier-ignore

function sealedBlock(patients: readonly Patient[] = PATIENTS): PatientBlock {
  return packBlock(
    patients.map((patient) => ({
      id: patient.id,
      sealed: keys.seal(encodePatient(patient), patientPlace(patient.id)),
    })),
  );
}

/** The third patient lies where the second one belongs. */
function swappedBlock(): PatientBlock {
  const [first, second, third] = PATIENTS;
  return packBlock(
    [first!, second!].map(({ id }, i) => ({
      id,
      sealed: keys.seal(encodePatient(third!), patientPlace(i === 0 ? id : third!.id)),
    })),
  );
}

test('openBlock gives back the patients that were sealed, in their order; an empty block has none', () => {
  const block = sealedBlock();
  openBlock(block, keys.sealKey);
  assert.deepEqual([...patientsOf(block)], PATIENTS);
  const empty = packBlock([]);
  openBlock(empty, keys.sealKey);
  assert.deepEqual([...patientsOf(empty)], []);
});

test('BlockOpener opens blocks in its thread as openBlock does here, and answers each with its own', async () => {
  const opener = new BlockOpener(keys.sealKey);
  try {
    const halves = [PATIENTS.slice(0, 30), PATIENTS.slice(30), PATIENTS];
    const opened = await Promise.all(halves.map((patients) => opener.open(sealedBlock(patients))));
    assert.deepEqual(
      opened.map((block) => [...patientsOf(block)]),
      halves,
    );
  } finally {
    await opener.close();
  }
});

test('BlockOpener says of a value that does not open which it is, as openBlock does, and opens what follows', async () => {
  const expected = new SealError(patientPlace(PATIENTS[1]!.id));
  assert.throws(() => openBlock(swappedBlock(), keys.sealKey), expected);
  const opener = new BlockOpener(keys.sealKey);
  try {
    const [broken, whole] = await Promise.allSettled([
      opener.open(swappedBlock()),
      opener.open(sealedBlock()),
    ]);
    assert.deepEqual(broken, { status: 'rejected', reason: expected });
    assert.ok(broken.status === 'rejected' && broken.reason instanceof SealError);
    assert.equal(whole.status, 'fulfilled');
  } finally {
    await opener.close();
  }
});

test('BlockOpener leaves nobody waiting: a thread that fails or ends rejects what is under way and what comes later', async (t) => {
  // A key of another length opens nothing: a fault of our own, and no value that does not open.
  const failing = new BlockOpener(new SealKey(createSecretKey(new Uint8Array(16))));
  t.after(() => failing.close());
  await assert.rejects(failing.open(sealedBlock()), /the thread that opens patients failed/);
  await assert.rejects(failing.open(sealedBlock()), /the thread that opens patients failed/);

  const ending = new BlockOpener(keys.sealKey);
  t.after(() => ending.close());
  const underWay = ending.open(sealedBlock());
  await Promise.all([ending.close(), assert.rejects(underWay, /the thread that opens patients has ended/)]);
  await assert.rejects(ending.open(sealedBlock()), /the thread that opens patients has ended/);
});
