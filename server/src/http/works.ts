import { randomUUID } from 'node:crypto';
import type { Work, WorkKind, WorkResult, WorkTrouble } from '@constat/contract/work.ts';
import { problemOf, ProblemError } from './problemOf.ts';
import { errorName, type Log } from './requestLog.ts';

/** So many are remembered. */
const MOST_KEPT = 100;

/**
 * Works of one lane wait for each other, lanes do not: what makes notices is one at a time; sending goes on for hours or days beside it, and reports are taken
 * in meanwhile.
 */
const LANES = {
  plan: 'notices',
  build: 'notices',
  approve: 'notices',
  hand_over: 'notices',
  queue: 'notices',
  send: 'sending',
  bounces: 'reports',
} as const satisfies Record<WorkKind, string>;
type WorkLane = (typeof LANES)[WorkKind];

/** What a work is given: tells how far it is, and hears when it is to stop. */
export interface WorkControl {
  readonly onProgress: (done: number, of: number | null) => void;
  /** It waits for something and goes on by itself; null: it does go on. */
  readonly onTrouble: (trouble: WorkTrouble | null) => void;
  readonly signal: AbortSignal;
}

interface Running {
  readonly id: string;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Long work of the server, one of a lane at a time, behind the backs of its requests: whoever begins it is given an id at once and asks how far it is. Kept in
 * memory: every work is either done whole or goes on where it was when it is begun again, so that nothing is lost with the process but what was said of it.
 */
export class Works {
  readonly #log: Log;
  readonly #now: () => Date;
  readonly #works = new Map<string, Work>();
  readonly #running = new Map<WorkLane, Running>();
  #isClosed = false;

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

  /** Throws ProblemError('work_running') while something of the kind's lane is under way; left out: of those that make notices. */
  refuseWhileRunning(kind: WorkKind = 'plan'): void {
    if (this.#running.has(LANES[kind])) throw new ProblemError('work_running');
  }

  /** The id of the work of the kind's lane that is under way; null: none. */
  running(kind: WorkKind): string | null {
    return this.#running.get(LANES[kind])?.id ?? null;
  }

  get isRunning(): boolean {
    return this.#running.size > 0;
  }

  /** Begins a work, and does not wait for it. @returns its id. Throws ProblemError: 'work_running', 'stopping' (the server ends). */
  start(kind: WorkKind, run: (control: WorkControl) => Promise<WorkResult>): string {
    this.refuseWhileRunning(kind);
    if (this.#isClosed) throw new ProblemError('stopping');
    const id = randomUUID();
    const begun = this.#now().toISOString();
    this.#keep({
      id,
      kind,
      state: 'running',
      begun,
      ended: null,
      progress: null,
      trouble: null,
      result: null,
      problem: null,
    });
    const stopping = new AbortController();
    const onProgress = (done: number, of: number | null): void =>
      this.#change(id, { progress: { done, of } });
    const onTrouble = (trouble: WorkTrouble | null): void => this.#change(id, { trouble });
    const ended = this.#follow({ id, kind }, stopping.signal, () =>
      run({ onProgress, onTrouble, signal: stopping.signal }),
    );
    this.#running.set(LANES[kind], { id, stopping, ended });
    return id;
  }

  /** Stops a work where it may be stopped; one that has ended stays as it is. Throws ProblemError('work_unknown'). */
  stop(id: string): Work {
    const work = this.find(id);
    for (const running of this.#running.values()) if (running.id === id) running.stopping.abort();
    return work;
  }

  /** When nothing of what is under way now is so any more. */
  get ended(): Promise<void> {
    return Promise.all([...this.#running.values()].map(({ ended }) => ended)).then(() => undefined);
  }

  /** When what is under way in the kind's lane has ended. */
  endOf(kind: WorkKind): Promise<void> {
    return this.#running.get(LANES[kind])?.ended ?? Promise.resolve();
  }

  /** Begins nothing more, stops what is under way and waits for its end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { stopping } of this.#running.values()) stopping.abort();
    await this.ended;
  }

  async #follow(
    { id, kind }: Pick<Work, 'id' | 'kind'>,
    signal: AbortSignal,
    run: () => Promise<WorkResult>,
  ): Promise<void> {
    try {
      const result = await run();
      const isStopped = result.kind === 'sent' && result.ended === 'stopped';
      this.#change(id, { state: isStopped ? 'stopped' : 'done', result });
    } catch (error) {
      if (signal.aborted) this.#change(id, { state: 'stopped' });
      else {
        const problem = problemOf(error);
        if (problem.problem === 'failed') this.#log({ event: 'failed', error: errorName(error) });
        this.#change(id, { state: 'failed', problem });
      }
    } finally {
      this.#change(id, { ended: this.#now().toISOString(), trouble: null });
      this.#running.delete(LANES[kind]);
    }
  }

  #change(id: string, changes: Partial<Work>): void {
    const work = this.#works.get(id);
    if (work !== undefined) this.#works.set(id, { ...work, ...changes });
  }

  #keep(work: Work): void {
    this.#works.set(work.id, work);
    if (this.#works.size <= MOST_KEPT) return;
    const oldest = [...this.#works.values()].find(({ state }) => state !== 'running');
    if (oldest !== undefined) this.#works.delete(oldest.id);
  }
}
