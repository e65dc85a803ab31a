import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { insertRows } from '../database/insertRows.ts';
import { Random } from '../demo/random.ts';
import { inventPatient } from '../demo/inventPatient.ts';
import { SealError } from '../keys/sealKey.ts';
import { IndexBuilder } from '../patients/index/buildPatientIndex.ts';
import { indexedPatient } from '../patients/index/indexedPatient.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { loadPatients } from '../patients/loadPatients.ts';
import { decodePatient, encodePatient, type Patient, patientPlace } from '../patients/patient.ts';
import { openTestCase } from '../testCase.ts';
import { buildIndex } from './buildIndex.ts';

/** More than are opened in the thread that asks for them. */
const PATIENTS = 26_000;
/** Ids have gaps: what left the register, and other cases on the same server. */
const idOf = (i: number): number => 3 * i + (i < 9_000 ? 17 : 5_000_000);

let open: Awaited<ReturnType<typeof openTestCase>>;
/** Threads that were started while a test ran. */
let threads: Worker[] = [];
const noteThread = (worker: Worker): void => void threads.push(worker);

before(async () => {
  open = await openTestCase();
  process.on('worker', noteThread);
});
after(async () => {
  process.off('worker', noteThread);
  await open.dispose();
});

function registeredPatient(random: Random, i: number): Patient {
  const p = inventPatient(random, i);
  return {
    id: idOf(i), patientNumber: p.number, nir: i % 5 === 0 ? '' : p.nir.slice(0, 13), birthName: p.birthName, usageName: p.usageName,
    givenNames: i % 7 === 0 ? [p.givenName, 'Marie Lætitia'] : [p.givenName], sex: p.sex, birthDate: i % 11 === 0 ? null : p,
    birthPlace: '', address: p.street, addressMore: '', postcode: p.postcode, city: p.town, phones: [p.phone, p.phone], email: p.email,
    deathDate: null, country: '', representatives: [],
  }; // prettier-ignore
}

/** Puts patients [from, to) into the register. */
async function register(from: number, to: number): Promise<void> {
  const random = new Random(from);
  const { keys } = open.opened;
  const rows = Array.from({ length: to - from }, (_, i) => {
    const patient = registeredPatient(random, from + i);
    const number = keys.blindIndex('index patient number', `${patient.id}`);
    const sealed = keys.seal(encodePatient(patient), patientPlace(patient.id));
    return [open.database.caseId, patient.id, number, [], sealed];
  });
  await open.database.transaction((client) =>
    insertRows(client, 'patients', ['case_id', 'id', 'number_index', 'phone_indexes', 'sealed'], rows),
  );
}

/** The index as it follows from the table, in one thread and without blocks. */
async function plainIndex(): Promise<PatientIndex> {
  const { rows } = await open.database.pool.query<{ id: number; sealed: Buffer }>(
    'SELECT id, sealed FROM patients ORDER BY id',
  );
  const builder = new IndexBuilder();
  for (const { id, sealed } of rows)
    builder.add(indexedPatient(decodePatient(id, open.opened.keys.open(sealed, patientPlace(id)))));
  return builder.build();
}

const build = (
  ...more: [signal?: AbortSignal, onProgress?: (patients: number) => void]
): Promise<PatientIndex> => buildIndex(open.database, open.opened.keys, ...more);

test('buildIndex of an empty register is empty, of a small one whole, and neither starts a thread', async () => {
  threads = [];
  assert.equal((await build()).size, 0);
  await register(0, 500);
  const index = await build();
  assert.equal(index.size, 500);
  assert.deepEqual(index, await plainIndex());
  assert.deepEqual(threads, []);
});

test('buildIndex of a large register uses a second thread and makes the same index, array by array; the thread has ended then', async () => {
  await register(500, PATIENTS);
  threads = [];
  const told: number[] = [];
  const index = await build(undefined, (patients) => told.push(patients));
  assert.deepEqual(threads.map(({ threadId }) => threadId), [-1]);
  const plain = await plainIndex();
  assert.equal(index.size, PATIENTS);
  assert.deepEqual(Object.keys(index), Object.keys(plain));
  for (const key of Object.keys(plain) as (keyof PatientIndex)[]) assert.deepEqual(index[key], plain[key], key);
  assert.deepEqual(told, [...new Set(told)].sort((a, b) => a - b));
  assert.equal(told.at(-1), PATIENTS);
  assert.ok(told.length > 6, 'progress is told block by block');
}); // prettier-ignore

test('buildIndex names the patient who does not open, in whichever thread, and ends', async () => {
  const { pool } = open.database;
  for (const at of [3, PATIENTS - 3]) {
    threads = [];
    const id = idOf(at);
    const swap = async (): Promise<unknown> =>
      await pool.query(
        `UPDATE patients SET sealed = other.sealed FROM patients other
         WHERE patients.id IN ($1, $1::bigint + 3) AND other.id IN ($1, $1::bigint + 3) AND patients.id <> other.id`,
        [id],
      );
    await swap();
    await assert.rejects(build(), new SealError(patientPlace(id)));
    assert.deepEqual(threads.map(({ threadId }) => threadId), at === 3 ? [] : [-1]);
    await swap();
  }
  assert.equal((await build()).size, PATIENTS);
}); // prettier-ignore

test('buildIndex stops when the signal says so, and whoever leaves loadPatients before its end leaves no thread', async () => {
  threads = [];
  const stopping = new AbortController();
  const told: number[] = [];
  const stopped = build(stopping.signal, (patients) => {
    told.push(patients);
    if (patients > 5_000) stopping.abort();
  });
  await assert.rejects(stopped, { name: 'AbortError' });
  assert.ok(told.at(-1)! < PATIENTS / 2);
  let count = 0;
  for await (const { id } of loadPatients(open.database, open.opened.keys)) {
    assert.equal(id, idOf(count));
    if (++count === 22_000) break;
  }
  assert.ok(threads.length > 0);
  assert.ok(threads.every(({ threadId }) => threadId === -1));
});
