import type { KeyObject } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { SealError, type SealKey } from '../keys/sealKey.ts';
import type { PatientBlock } from './patientBlock.ts';

/** What the thread is started with: the key that seals, and none besides. */
export interface OpenerData {
  readonly key: KeyObject;
}

/** What the thread answers to a block: the block opened, or the place of the value that does not open. */
export type OpenerReply = { readonly block: PatientBlock } | { readonly unopened: string };

interface Waiting {
  readonly resolve: (block: PatientBlock) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that opens blocks, beside the one that uses them. It sees no database. Whoever made it closes it. */
export class BlockOpener {
  readonly #worker: Worker;
  /** In the order in which the blocks were sent, which is the order of the answers. */
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  constructor({ key }: SealKey) {
    const workerData: OpenerData = { key };
    this.#worker = new Worker(new URL('blockOpenerThread.ts', import.meta.url), { workerData });
    this.#worker.on('message', (reply: OpenerReply) => this.#answer(reply));
    this.#worker.on('error', (cause) =>
      this.#fail(new Error('the thread that opens patients failed', { cause })),
    );
    this.#worker.on('exit', () => this.#fail(new Error('the thread that opens patients has ended')));
  }

  /** Opens a block, which goes to the thread and comes back. Rejects with SealError, or with what ended the thread. */
  open(block: PatientBlock): Promise<PatientBlock> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#failure);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(block, buffersOf(block));
    });
  }

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #answer(reply: OpenerReply): void {
    const { resolve, reject } = this.#waiting.shift()!;
    if ('block' in reply) resolve(reply.block);
    else reject(new SealError(reply.unopened));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}

/** What goes to another thread with a block without being copied. */
export function buffersOf({ ids, ends, bytes }: PatientBlock): ArrayBuffer[] {
  return [ids.buffer, ends.buffer, bytes.buffer];
}
