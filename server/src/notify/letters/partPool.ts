import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PartAnswer, PartRequest, RenderedPart } from './renderPart.ts';

/** Threads that set parts of batches. */
export class PartPool {
  readonly #size: number;
  readonly #idle: Worker[] = [];
  #busy = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(size = Math.max(1, availableParallelism())) {
    this.#size = size;
  }

  /** How many parts may be under way at once. */
  get size(): number {
    return this.#size;
  }

  /** Sets a part. Rejects with what the thread met. */
  async render(request: PartRequest): Promise<RenderedPart> {
    while (this.#busy >= this.#size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy++;
    const thread = this.#idle.pop() ?? new Worker(new URL('partWorker.ts', import.meta.url));
    try {
      const part = await answerOf(thread, request);
      this.#idle.push(thread);
      return part;
    } catch (error) {
      await thread.terminate();
      throw error;
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  } // prettier-ignore

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }
}

/** The answer of a thread to one request; rejects where it fails, or ends without one. */
async function answerOf(worker: Worker, request: PartRequest): Promise<RenderedPart> {
  const listening = new AbortController();
  const { signal } = listening;
  const ended = once(worker, 'exit', { signal }).then((): [PartAnswer] => {
    throw new Error('a thread that sets letters has ended');
  });
  const answered = once(worker, 'message', { signal }) as Promise<[PartAnswer]>;
  worker.postMessage(request);
  try {
    const [answer] = await Promise.race([answered, ended]);
    if ('part' in answer) return answer.part;
    throw new Error('a part of a batch could not be set', { cause: answer.error });
  } finally {
    listening.abort();
    // What was only listened for ends with the signal.
    await Promise.allSettled([answered, ended]);
  }
}
