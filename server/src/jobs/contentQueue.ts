import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { CONTENT_QUEUE as QUEUE } from '../database/queueTables.ts';
import { queueSchema } from '../database/roles.ts';

/** What pg-boss answers to complete(); its types leave it open. */
const completionSchema = z.object({ affected: z.number() });

/** One batch of contents in the hands of this worker: ids only. `attempt` is the fence: an effect counts only while this attempt holds the job. */
export interface ContentJob {
  readonly id: string;
  readonly attempt: number;
  readonly contentIds: readonly number[];
  /** Whether its scans are recognised; else they are counted. */
  readonly recognise: boolean;
}

/** The priority of jobs that recognise scans: those that read fast come before them. */
const SCANS = 0;

/** A job before it has an attempt: contents, and whether their scans are recognised. */
export interface PlannedJob {
  readonly contentIds: readonly number[];
  readonly recognise: boolean;
}

/** The queue of contents to be read, in the case's PostgreSQL: workers on any number of machines may take from it, as the case's role `worker`. */
export class ContentQueue {
  readonly #boss: PgBoss;
  readonly #database: Database;

  private constructor(boss: PgBoss, database: Database) {
    this.#boss = boss;
    this.#database = database;
  }

  static async open(database: Database): Promise<ContentQueue> {
    const boss = new PgBoss({
      ...database.connection,
      application_name: 'constat',
      max: 4,
      schema: queueSchema(database.caseId),
      migrate: false,
      schedule: false,
    });
    // Faults of the queue's own upkeep are met again by whoever uses it next.
    boss.on('error', () => undefined);
    await boss.start();
    return new ContentQueue(boss, database);
  }

  /** Replaces all jobs by these, to be taken in this order, scans last. What a worker still does for a former job loses its fence and is not written. */
  async plan(jobs: Iterable<PlannedJob>): Promise<void> {
    await this.#boss.deleteAllJobs(QUEUE);
    await this.add(jobs);
  }

  /** Adds jobs to those that are planned. */
  async add(jobs: Iterable<PlannedJob>): Promise<void> {
    const planned = [...jobs];
    const rows = planned.map(({ contentIds, recognise }, i) => ({
      data: { case: this.#database.caseId, contents: contentIds, recognise },
      // The queue gives out the highest first and knows no other order among jobs that are planned at once.
      priority: recognise ? SCANS : planned.length - i,
    }));
    for (let at = 0; at < rows.length; at += 1000) await this.#boss.insert(QUEUE, rows.slice(at, at + 1000));
  }

  /** The next job, or null when none waits. */
  async fetch(): Promise<ContentJob | null> {
    const [job] = await this.#boss.fetch<{ contents: number[]; recognise: boolean }>(QUEUE, {
      batchSize: 1,
      includeMetadata: true,
    });
    if (job === undefined) return null;
    const { contents, recognise } = job.data;
    return { id: job.id, attempt: job.retryCount, contentIds: contents, recognise };
  }

  /** Tells the queue that the worker still lives. */
  async touch(job: ContentJob): Promise<void> {
    await this.#boss.touch(QUEUE, job.id);
  }

  /**
   * Completes the job inside the caller's transaction, together with its effect. False when the attempt no longer holds the job:
   * then the caller must roll back.
   */
  async complete(client: pg.PoolClient, job: ContentJob): Promise<boolean> {
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const outcome = await this.#boss.complete(QUEUE, { id: job.id, retryCount: job.attempt }, null, { db });
    return completionSchema.parse(outcome).affected === 1;
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: true });
  }
}
