import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import { loadPasswords } from '../collect/passwords.ts';
import { locateContents, unreadContents, unreadScans } from '../collect/unreadContents.ts';
import type { PlannedScan } from '../collect/item.ts';
import { CASE_LOCKS } from '../database/caseLock.ts';
import type { Database } from '../database/database.ts';
import { refreshStatistics } from '../database/refreshStatistics.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { consolidateOutsiders } from '../exposure/outsiders/consolidateOutsiders.ts';
import { applyDecisions } from '../exposure/duplicates/duplicateDecisions.ts';
import { type Made, type RecordedState, recordState } from '../exposure/states/recordState.ts';
import { LIKELY } from '../link/sighting.ts';
import type { CaseWeights } from '../link/weights.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { buildIndex } from './buildIndex.ts';
import { settleWeights } from './caseWeights.ts';
import { type ContentJob, ContentQueue, type PlannedJob } from './contentQueue.ts';
import { ENGINE_VERSION, requiredEngine, SCAN_VERSION } from './engineVersion.ts';
import { JobFeed } from './jobFeed.ts';
import type { ContentResult, LaneContent } from './laneMessages.ts';
import { defaultLanes, Lane } from './lanePool.ts';
import { evidenceWithUnreadNames, linkNames } from './linkNames.ts';
import { planBatches, planScanBatches, readingOrder } from './planBatches.ts';
import { keepScanText, loadScanTexts } from './scanTexts.ts';
import { writeResults } from './writeResults.ts';

export interface AssessOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  /** Threads that read and link; default: the cores of the machine. */
  readonly workers?: number;
  /** False: pages that can only be read by recognition are left for a later run. */
  readonly recognise?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: AssessEvent) => void;
}

/** What happens while a case is assessed; for the display. Nothing personal. `scans` tells the slow jobs that recognise from the fast ones. */
export type AssessEvent =
  | { readonly kind: 'indexing'; readonly patients: number }
  | { readonly kind: 'planned'; readonly contents: number; readonly bytes: number }
  | { readonly kind: 'scans_planned'; readonly pages: number }
  | {
      readonly kind: 'begun';
      readonly lane: number;
      readonly format: string;
      readonly bytes: number;
      readonly scans: boolean;
    }
  | { readonly kind: 'page_read'; readonly lane: number }
  /** So many patients are concerned, at least probably, by what this run has read so far. */
  | { readonly kind: 'found'; readonly patients: number }
  | { readonly kind: 'read'; readonly lane: number; readonly bytes: number; readonly scans: boolean };

export interface Assessment {
  /** Contents read now; 0 when everything was known. */
  readonly contents: number;
  readonly bytes: number;
  /** Pages recognised now, and pages that still wait to be. */
  readonly pages: number;
  readonly pagesWaiting: number;
  /** The state that this assessment has come to; null when it says nothing else than the one before. */
  readonly state: RecordedState | null;
}

/** A lane at work says so to the queue this often. */
const TOUCH_MS = 20_000;

/** Reads, detects and links everything that this version has not read yet; scans after all that reads fast. Interrupted at any moment, the next call goes on where it was. */
export async function assess(options: AssessOptions): Promise<Assessment> {
  const { database } = options;
  const lock = await takeLock(database);
  try {
    await requireInputs(database);
    await refreshStatistics(database, 'patients', 'items', 'contents');
    const planned = await unreadContents(database, requiredEngine());
    const bytes = planned.reduce((sum, content) => sum + content.bytes, 0);
    options.onProgress?.({ kind: 'planned', contents: planned.length, bytes });
    const waiting = options.recognise === false ? [] : await waitingScans(database, null);
    const unnamed = await evidenceWithUnreadNames(database);
    let pages = 0;
    if (planned.length + waiting.length + unnamed.length > 0) {
      const index = await buildIndex(database, options.keys, options.signal, (patients) =>
        options.onProgress?.({ kind: 'indexing', patients }),
      );
      const weights = await settleWeights(database, options.keys, index, options.signal);
      for (const evidence of unnamed)
        await linkNames(database, options.keys, index, weights, evidence, options.signal);
      const queue = await ContentQueue.open(database);
      try {
        const batches = readingOrder(planBatches(planned), planned);
        const fast = batches.map((contentIds) => ({ contentIds, recognise: false }));
        await queue.plan([...fast, ...scanJobs(waiting, options)]);
        const sizes = new Map(planned.map((content) => [content.id, content.bytes]));
        pages = await new Run(options, index, weights, queue, sizes).run();
      } finally {
        await queue.close();
      }
      options.signal?.throwIfAborted();
    }
    await refreshStatistics(database, 'contents', 'sightings', 'name_sightings', 'outsiders');
    const made = { engine: ENGINE_VERSION, scans: SCAN_VERSION, contents: planned.length, pages };
    const state = await concludeState(database, options.keys, made);
    const left = await waitingScans(database, null);
    return { contents: planned.length, bytes, pages, pagesWaiting: pagesOf(left), state };
  } finally {
    lock.release(true);
  }
}

/** What follows from all sightings: who is one person, and the state that the case has come to. The server works on the one while this process does on the other. */
async function concludeState(database: Database, keys: CaseKeys, made: Made): Promise<RecordedState | null> {
  const consolidated = consolidateOutsiders(database, keys);
  // Awaited in any case: the lock is held until both have ended.
  consolidated.catch(() => undefined);
  try {
    await applyDecisions(database, keys);
    return await recordState(database, made);
  } finally {
    await consolidated;
  }
}

function waitingScans(database: Database, among: readonly number[] | null): Promise<PlannedScan[]> {
  return unreadScans(database, { engine: requiredEngine(), scans: SCAN_VERSION }, among);
}

function pagesOf(scans: readonly PlannedScan[]): number {
  return scans.reduce((sum, { pages }) => sum + pages, 0);
}

function scanJobs(scans: readonly PlannedScan[], { onProgress }: AssessOptions): PlannedJob[] {
  if (scans.length > 0) onProgress?.({ kind: 'scans_planned', pages: pagesOf(scans) });
  return planScanBatches(scans).map((contentIds) => ({ contentIds, recognise: true }));
}

/** The server takes a moment to see that a killed assessment is gone: for so long its lock is waited for. */
const LOCK_MS = 5_000;

/** One assessment of a case at a time; workers of other machines take its jobs. */
async function takeLock(database: Database): Promise<pg.PoolClient> {
  const client = await database.pool.connect();
  const deadline = Date.now() + LOCK_MS;
  while (Date.now() < deadline) {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken',
      [CASE_LOCKS.assess, database.caseId],
    );
    if (rows[0]!.taken) return client;
    await wait(50);
  }
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

/** One run over the queue: the lanes take jobs until none is left and none can come. */
class Run {
  readonly #options: AssessOptions;
  readonly #index: PatientIndex;
  readonly #weights: CaseWeights;
  readonly #queue: ContentQueue;
  readonly #feed: JobFeed;
  readonly #sizes: ReadonlyMap<number, number>;
  /** 1 for each patient who is found. */
  readonly #found: Uint8Array;
  #patients = 0;
  #pages = 0;
  #jobs = 0;

  constructor(
    options: AssessOptions,
    index: PatientIndex,
    weights: CaseWeights,
    queue: ContentQueue,
    sizes: ReadonlyMap<number, number>,
  ) {
    this.#options = options;
    this.#index = index;
    this.#weights = weights;
    this.#queue = queue;
    this.#feed = new JobFeed(queue, options.signal);
    this.#sizes = sizes;
    this.#found = new Uint8Array(index.size);
  }

  /** Gives the number of pages recognised. */
  async run(): Promise<number> {
    const passwords = await loadPasswords(this.#options.database, this.#options.keys);
    const lanes = Array.from(
      { length: this.#options.workers ?? defaultLanes() },
      () => new Lane({ index: this.#index, passwords, weights: this.#weights }),
    );
    try {
      await Promise.all(lanes.map((lane, number) => this.#runLane(lane, number)));
    } finally {
      await Promise.all(lanes.map((lane) => lane.stop()));
    }
    return this.#pages;
  }

  async #runLane(lane: Lane, number: number): Promise<void> {
    for (let job = await this.#feed.next(); job !== null; job = await this.#feed.next()) {
      try {
        const results = await this.#read(job, lane, number);
        if (results === null) return;
        await this.#commit(job, results);
        this.#count(results);
        await this.#refreshStatistics();
        if (!job.recognise) await this.#planScansOf(job);
      } finally {
        this.#feed.done();
      }
    }
  }

  /** The results of a job; null when the run was stopped. */
  async #read(job: ContentJob, lane: Lane, number: number): Promise<ContentResult[] | null> {
    const { signal, onProgress, database, keys } = this.#options;
    const scans = job.recognise;
    const contents = await this.#contentsOf(job);
    const results: ContentResult[] = [];
    const kept: Promise<void>[] = [];
    const heartbeat = setInterval(() => void this.#queue.touch(job).catch(() => undefined), TOUCH_MS);
    const aborted = new Promise<'aborted'>((resolve) =>
      signal?.addEventListener('abort', () => resolve('aborted'), { once: true }),
    );
    try {
      const reading = lane.read(contents, job.recognise, (reply) => {
        switch (reply.kind) {
          case 'begun':
            onProgress?.({ kind: 'begun', lane: number, format: reply.format, bytes: reply.bytes, scans });
            return;
          case 'scanned':
            this.#pages++;
            kept.push(keepScanText(database, keys, reply.contentId, reply.page));
            onProgress?.({ kind: 'page_read', lane: number });
            return;
          case 'content': {
            results.push(reply.result);
            const bytes = this.#sizes.get(reply.result.contentId) ?? 0;
            onProgress?.({ kind: 'read', lane: number, bytes, scans });
          }
        }
      });
      if ((await Promise.race([reading, aborted])) === 'aborted') return null;
      await Promise.all(kept);
      return results;
    } finally {
      clearInterval(heartbeat);
      await Promise.allSettled(kept);
    }
  }

  async #contentsOf({ contentIds }: ContentJob): Promise<LaneContent[]> {
    const { database, keys } = this.#options;
    const contents = await locateContents(database, keys, contentIds);
    const known = await loadScanTexts(database, keys, contentIds);
    return contents.map((content) => ({ ...content, known: known.get(content.contentId) ?? [] }));
  }

  /** Results and the end of the job are one transaction; whoever lost the job writes nothing. */
  async #commit(job: ContentJob, results: readonly ContentResult[]): Promise<void> {
    const { database, keys } = this.#options;
    await database
      .transaction(async (client) => {
        await writeResults(client, database.caseId, keys, this.#index, results);
        if (!(await this.#queue.complete(client, job))) throw new LostJob();
      })
      .catch((error: unknown) => {
        if (!(error instanceof LostJob)) throw error;
      });
  }

  /** The first number that anybody hears: it grows while the summary has to wait. */
  #count(results: readonly ContentResult[]): void {
    for (const { sightings } of results)
      for (const [row, patient] of sightings.patients.entries()) {
        if (sightings.probabilities[row]! < LIKELY || this.#found[patient] === 1) continue;
        this.#found[patient] = 1;
        this.#patients++;
      }
    this.#options.onProgress?.({ kind: 'found', patients: this.#patients });
  }

  /** Whoever asks for the first counts meets tables that were empty a minute ago: the planner is told each time that twice as many jobs are done. */
  async #refreshStatistics(): Promise<void> {
    this.#jobs++;
    if ((this.#jobs & (this.#jobs - 1)) === 0)
      await refreshStatistics(this.#options.database, 'sightings', 'outsiders');
  }

  /** What a fast job left for later becomes jobs of its own; after a crash before this the next run plans them. */
  async #planScansOf({ contentIds }: ContentJob): Promise<void> {
    if (this.#options.recognise === false) return;
    const waiting = await waitingScans(this.#options.database, contentIds);
    await this.#queue.add(scanJobs(waiting, this.#options));
  }
}

/** Another worker holds the job now. */
class LostJob extends Error {}
