import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { loadPasswords } from '../collect/passwords.ts';
import { locateContents, unreadContents } from '../collect/unreadContents.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { buildPatientIndex, type IndexedPatient } from '../patients/index/buildPatientIndex.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { loadPatients } from '../patients/loadPatients.ts';
import { dateNumber } from '../patients/patient.ts';
import { type ContentJob, ContentQueue } from './contentQueue.ts';
import { ENGINE_VERSION } from './engineVersion.ts';
import type { ContentResult } from './laneMessages.ts';
import { defaultLanes, Lane } from './lanePool.ts';
import { evidenceWithUnreadNames, linkNames } from './linkNames.ts';
import { planBatches } from './planBatches.ts';
import { writeResults } from './writeResults.ts';

export interface AssessOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  /** Threads that read and link; default: the cores of the machine. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: AssessEvent) => void;
}

/** What happens while a case is assessed; for the display. Nothing personal. */
export type AssessEvent =
  | { readonly kind: 'indexing'; readonly patients: number }
  | { readonly kind: 'planned'; readonly contents: number; readonly bytes: number }
  | { readonly kind: 'begun'; readonly lane: number; readonly format: string; readonly bytes: number }
  | { readonly kind: 'read'; readonly lane: number; readonly bytes: number };

export interface Assessment {
  /** Contents read now; 0 when everything was known. */
  readonly contents: number;
  readonly bytes: number;
}

/** Any number will do, as long as all processes use the same. */
const LOCK = 7_310_553;
/** A lane at work says so to the queue this often. */
const TOUCH_MS = 20_000;

/** Reads, detects and links everything that this version has not read yet. Interrupted at any moment, the next call goes on where it was. */
export async function assess(options: AssessOptions): Promise<Assessment> {
  const { database } = options;
  const lock = await takeLock(database);
  try {
    await requireInputs(database);
    const planned = await unreadContents(database, ENGINE_VERSION);
    const total = {
      contents: planned.length,
      bytes: planned.reduce((sum, content) => sum + content.bytes, 0),
    };
    options.onProgress?.({ kind: 'planned', ...total });
    const unnamed = await evidenceWithUnreadNames(database);
    if (planned.length === 0 && unnamed.length === 0) return total;
    const index = await buildIndex(options);
    for (const evidence of unnamed) await linkNames(database, options.keys, index, evidence, options.signal);
    if (planned.length === 0) return total;
    const queue = await ContentQueue.open(database);
    try {
      await queue.plan(planBatches(planned));
      await runLanes(options, index, queue, new Map(planned.map((content) => [content.id, content.bytes])));
    } finally {
      await queue.close();
    }
    options.signal?.throwIfAborted();
    return total;
  } finally {
    lock.release(true);
  }
}

/** One assessment of a case at a time; workers of other machines take its jobs. */
async function takeLock(database: Database): Promise<pg.PoolClient> {
  const client = await database.pool.connect();
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken',
    [LOCK, database.caseId],
  );
  if (rows[0]!.taken) return client;
  client.release();
  throw new CaseError('assess_running', database.caseId);
}

async function requireInputs(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ patients: boolean; evidence: boolean }>(
    'SELECT EXISTS (SELECT FROM patients WHERE case_id = $1) AS patients, EXISTS (SELECT FROM evidence WHERE case_id = $1) AS evidence',
    [database.caseId],
  );
  if (!rows[0]!.patients) throw new CaseError('no_register', database.caseId);
  if (!rows[0]!.evidence) throw new CaseError('no_evidence', database.caseId);
}

async function buildIndex({ database, keys, signal, onProgress }: AssessOptions): Promise<PatientIndex> {
  return await buildPatientIndex(indexedPatients());

  async function* indexedPatients(): AsyncGenerator<IndexedPatient> {
    let count = 0;
    for await (const patient of loadPatients(database, keys)) {
      if (++count % 20_000 === 0) {
        signal?.throwIfAborted();
        onProgress?.({ kind: 'indexing', patients: count });
      }
      const birthDate = patient.birthDate === null ? 0 : dateNumber(patient.birthDate);
      yield { ...patient, birthDate, nir: patient.nir === '' ? null : patient.nir };
    }
  }
}

async function runLanes(
  options: AssessOptions,
  index: PatientIndex,
  queue: ContentQueue,
  sizes: ReadonlyMap<number, number>,
): Promise<void> {
  const count = options.workers ?? defaultLanes();
  const passwords = await loadPasswords(options.database, options.keys);
  const lanes = Array.from({ length: count }, () => new Lane({ index, passwords }));
  const stopAll = (): Promise<unknown> => Promise.all(lanes.map((lane) => lane.stop()));
  try {
    await Promise.all(lanes.map((lane, number) => runLane(options, index, queue, sizes, lane, number)));
  } finally {
    await stopAll();
  }
}

/** Takes jobs until there are none. */
async function runLane(
  options: AssessOptions,
  index: PatientIndex,
  queue: ContentQueue,
  sizes: ReadonlyMap<number, number>,
  lane: Lane,
  number: number,
): Promise<void> {
  for (let job = await queue.fetch(); job !== null; job = await queue.fetch()) {
    if (options.signal?.aborted === true) return;
    const results = await readJob(options, queue, job, lane, number, sizes);
    if (results === null) return;
    await commit(options, index, queue, job, results);
  }
}

/** The results of a job; null when the run was stopped. */
async function readJob(
  options: AssessOptions,
  queue: ContentQueue,
  job: ContentJob,
  lane: Lane,
  number: number,
  sizes: ReadonlyMap<number, number>,
): Promise<ContentResult[] | null> {
  const contents = await locateContents(options.database, options.keys, job.contentIds);
  const results: ContentResult[] = [];
  const heartbeat = setInterval(() => void queue.touch(job).catch(() => undefined), TOUCH_MS);
  const aborted = new Promise<'aborted'>((resolve) =>
    options.signal?.addEventListener('abort', () => resolve('aborted'), { once: true }),
  );
  try {
    const reading = lane.read(
      contents,
      ({ format, bytes }) => options.onProgress?.({ kind: 'begun', lane: number, format, bytes }),
      (result) => {
        results.push(result);
        options.onProgress?.({ kind: 'read', lane: number, bytes: sizes.get(result.contentId) ?? 0 });
      },
    );
    return (await Promise.race([reading, aborted])) === 'aborted' ? null : results;
  } finally {
    clearInterval(heartbeat);
  }
}

/** Results and the end of the job are one transaction; whoever lost the job writes nothing. */
async function commit(
  options: AssessOptions,
  index: PatientIndex,
  queue: ContentQueue,
  job: ContentJob,
  results: readonly ContentResult[],
): Promise<void> {
  await options.database
    .transaction(async (client) => {
      await writeResults(client, options.database.caseId, options.keys, index, results);
      if (!(await queue.complete(client, job))) throw new LostJob();
    })
    .catch((error: unknown) => {
      if (!(error instanceof LostJob)) throw error;
    });
}

/** Another worker holds the job now. */
class LostJob extends Error {}
