import { randomUUID } from 'node:crypto';
import type { Work, WorkKind, WorkResult } from '@constat/contract/work.ts';
import { problemOf, ProblemError } from './problemOf.ts';
import { errorName, type Log } from './requestLog.ts';

/** So many are remembered. */
const MOST_KEPT = 100;

/** What a work is given: tells how far it is, and hears when it is to stop. */
export interface WorkControl {
  readonly onProgress: (done: number, of: number | null) => void;
  readonly signal: AbortSignal;
}

interface Running {
  readonly id: string;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Long work of the server, one at a time, behind the backs of its requests: whoever begins it is given an id at once and asks how far it is. Kept in memory: every
 * work is either done whole or goes on where it was when it is begun again, so that nothing is lost with the process but what was said of it.
 */
export class Works {
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #works = new Map<string, Work>();
  #running: Running | null = null;

  constructor(log: Log, now: () => Date) {
    this.#log = log;
    this.#now = now;
  }

  /** All that are remembered, the newest first. */
  get list(): Work[] {
    return [...this.#works.values()].reverse();
  }

  /** Throws ProblemError('work_unknown'). */
  find(id: string): Work {
    const work = this.#works.get(id);
    if (work === undefined) throw new ProblemError('work_unknown');
    return work;
  }

  /** Throws ProblemError('work_running') while something is under way. */
  refuseWhileRunning(): void {
    if (this.isRunning) throw new ProblemError('work_running');
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Begins a work, and does not wait for it. @returns its id. Throws ProblemError('work_running'). */
  start(kind: WorkKind, run: (control: WorkControl) => Promise<WorkResult>): string {
    this.refuseWhileRunning();
    const id = randomUUID();
    const begun = this.#now().toISOString();
    this.#keep({
      id,
      kind,
      state: 'running',
      begun,
      ended: null,
      progress: null,
      result: null,
      problem: null,
    });
    const stopping = new AbortController();
    const onProgress = (done: number, of: number | null): void =>
      this.#change(id, { progress: { done, of } });
    const ended = this.#follow(id, stopping.signal, () => run({ onProgress, signal: stopping.signal }));
    this.#running = { id, stopping, ended };
    return id;
  }

  /** Stops a work where it may be stopped; one that has ended stays as it is. Throws ProblemError('work_unknown'). */
  stop(id: string): Work {
    const work = this.find(id);
    if (this.#running?.id === id) this.#running.stopping.abort();
    return work;
  }

  /** When nothing is under way any more. */
  get ended(): Promise<void> {
    return this.#running?.ended ?? Promise.resolve();
  }

  /** Stops what is under way and waits for its end. */
  async close(): Promise<void> {
    this.#running?.stopping.abort();
    await this.ended;
  }

  async #follow(id: string, signal: AbortSignal, run: () => Promise<WorkResult>): Promise<void> {
    try {
      this.#change(id, { state: 'done', result: await run() });
    } catch (error) {
      if (signal.aborted) this.#change(id, { state: 'stopped' });
      else {
        const problem = problemOf(error);
        if (problem.problem === 'failed') this.#log({ event: 'failed', error: errorName(error) });
        this.#change(id, { state: 'failed', problem });
      }
    } finally {
      this.#change(id, { ended: this.#now().toISOString() });
      this.#running = null;
    }
  }

  #change(id: string, changes: Partial<Work>): void {
    const work = this.#works.get(id);
    if (work !== undefined) this.#works.set(id, { ...work, ...changes });
  }

  #keep(work: Work): void {
    this.#works.set(work.id, work);
    const [oldest] = this.#works.keys();
    if (this.#works.size > MOST_KEPT && oldest !== undefined) this.#works.delete(oldest);
  }
}
