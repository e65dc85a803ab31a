import type { ContentJob, ContentQueue } from './contentQueue.ts';

/** Hands the jobs of a queue to the lanes. A lane that finds none waits while another is at work: what that one reads may bring scans. */
export class JobFeed {
  readonly #queue: Pick<ContentQueue, 'fetch'>;
  readonly #signal: AbortSignal | undefined;
  #atWork = 0;
  /** Jobs that have ended so far. */
  #ended = 0;
  #wake: (() => void)[] = [];

  constructor(queue: Pick<ContentQueue, 'fetch'>, signal: AbortSignal | undefined) {
    this.#queue = queue;
    this.#signal = signal;
    signal?.addEventListener('abort', () => this.#wakeAll(), { once: true });
  }

  /** The next job; {@link done} must follow. Null when there is none and none can come, or the run is stopped. */
  async next(): Promise<ContentJob | null> {
    for (;;) {
      if (this.#isStopped()) return null;
      const seen = this.#ended;
      // Counted before the queue answers: a lane that asks meanwhile must not take itself for the last.
      this.#atWork++;
      const job = await this.#queue.fetch().catch((error: unknown) => {
        this.done();
        throw error;
      });
      if (job !== null) return job;
      this.#atWork--;
      // What a lane brought while the queue was asked stands in it now; and the run may have been stopped meanwhile.
      if (seen !== this.#ended || this.#isStopped()) continue;
      if (this.#atWork === 0) {
        this.#wakeAll();
        return null;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** A job is done, and whatever follows from it stands in the queue. */
  done(): void {
    this.#atWork--;
    this.#ended++;
    this.#wakeAll();
  }

  #isStopped(): boolean {
    return this.#signal?.aborted === true;
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
