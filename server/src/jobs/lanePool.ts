import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { LaneContent, LaneData, LaneReply, LaneRequest } from './laneMessages.ts';

/**
 * What is gathered of a text lives as long as the text: with the usual 16 MB for new objects a lane spent a quarter of its time on copying them, and on clearing
 * up what the engine, having seen them survive, put among the old ones. The heap of a thread is laid out when it starts: what is set here counts for lanes.
 */
function makeRoomForNewObjects(): void {
  for (const flag of ['min-semi-space-size=128', 'max-semi-space-size=128', 'no-allocation-site-pretenuring'])
    setFlagsFromString(`--${flag}`);
}

/** A thread that reads, detects and links one batch at a time. */
export class Lane {
  readonly #worker: Worker;
  #onReply: ((reply: LaneReply) => void) | null = null;
  #onFailure: ((error: Error) => void) | null = null;

  constructor(workerData: LaneData) {
    makeRoomForNewObjects();
    this.#worker = new Worker(new URL('lane.ts', import.meta.url), { workerData });
    this.#worker.on('message', (reply: LaneReply) => this.#onReply?.(reply));
    this.#worker.on('error', (error) =>
      this.#onFailure?.(error instanceof Error ? error : new Error('a lane failed', { cause: error })),
    );
  }

  /** Reads the contents of a batch; `onReply` is told what happens until it is done. */
  read(
    contents: readonly LaneContent[],
    recognise: boolean,
    onReply: (reply: Exclude<LaneReply, { kind: 'done' }>) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onFailure = reject;
      this.#onReply = (reply) => {
        if (reply.kind === 'done') resolve();
        else onReply(reply);
      };
      this.#post({ kind: 'batch', contents, recognise });
    });
  }

  #post(request: LaneRequest): void {
    this.#worker.postMessage(request);
  }

  /** Ends the thread and its reading child. */
  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#post({ kind: 'stop' });
    await ended;
  }
}

/** Lanes when nobody says how many: as many as cores. */
export function defaultLanes(): number {
  return Math.max(1, availableParallelism());
}
