import { type ChildLimits, DEFAULT_LIMITS } from '../sandbox/limits.ts';
import { settledWall } from '../sandbox/settleWall.ts';
import type { Wall } from '../sandbox/wall.ts';
import { answerLimits, ReadAnswerCheck } from './answerCheck.ts';
import { clockLimits } from './childClocks.ts';
import {
  closeInput,
  COPY_LIMIT,
  type Handover,
  hashInput,
  type OpenInput,
  openInput,
  requestedInput,
} from './inputFile.ts';
import { listWithChildren, NOTHING } from './listWithChildren.ts';
import type { Mishap } from './mishap.ts';
import type { Order } from './protocol.ts';
import type { ListedItem, MemberChain, Reader, ReadEvent, ReadOptions, ScanRequest } from './reader.ts';
import { type Accept, type Answer, ReadingChild, type ReadingProgram } from './readingChild.ts';

export interface ReaderOptions {
  /** A child that gives no sign of life for so long is ended. Milliseconds. */
  readonly stallMs?: number;
  /** A child is replaced after so many requests. */
  readonly requestsPerChild?: number;
  /** Passwords tried on whatever is encrypted. */
  readonly passwords?: readonly string[];
  /** The wall in front of the children; without it the one that was settled for this process. */
  readonly wall?: Wall;
  /** What the kernel allows a child, where it differs from the default. */
  readonly limits?: Partial<ChildLimits>;
  /** What a child runs: tests start one with formats of their own, and without seat belts. */
  readonly program?: ReadingProgram;
}

const PROGRAM: ReadingProgram = { main: new URL('child/main.ts', import.meta.url), withSeatBelts: true };
const STALL_MS = 120_000;
const REQUESTS_PER_CHILD = 2_000;
/** A file is given up when so many children died of it, one after the other, without having begun an item. */
const DEATHS_WITHOUT_BEGIN = 2;
const UNREADABLE: Mishap = { fate: 'corrupt', reason: 'unreadable_file' };

/** A reader that keeps one child for all files but the largest, each of which gets one of its own. */
export function createReader(options: ReaderOptions = {}): Reader {
  return new ChildReader(options);
}

class ChildReader implements Reader {
  readonly #wall: Wall;
  readonly #program: ReadingProgram;
  readonly #limits: ChildLimits;
  readonly #stallMs: number;
  readonly #requestsPerChild: number;
  readonly #passwords: readonly string[];
  #child: ReadingChild | null = null;
  #requests = 0;

  constructor(options: ReaderOptions) {
    this.#wall = options.wall ?? settledWall();
    this.#program = options.program ?? PROGRAM;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#stallMs = options.stallMs ?? STALL_MS;
    this.#requestsPerChild = options.requestsPerChild ?? REQUESTS_PER_CHILD;
    this.#passwords = options.passwords ?? [];
  }

  async *list(path: Uint8Array, volumes: readonly Uint8Array[] = []): AsyncGenerator<ListedItem> {
    const opened = openInput(path, volumes);
    if (opened === null) {
      yield { ...NOTHING, ...UNREADABLE };
      return;
    }
    try {
      yield* listWithChildren(opened, (order, accept) => this.#ask(opened, order, accept));
    } finally {
      closeInput(opened);
    }
  }

  async *hash(path: Uint8Array): AsyncGenerator<ListedItem> {
    const opened = openInput(path, []);
    const sha256 = opened === null ? null : await hashInput(opened);
    if (opened !== null) closeInput(opened);
    if (opened === null || sha256 === null) yield { ...NOTHING, ...UNREADABLE };
    else yield { ...NOTHING, bytes: opened.bytes, sha256, fate: null, reason: '' };
  }

  async *read(
    path: Uint8Array,
    wanted: readonly MemberChain[],
    { volumes = [], scans }: ReadOptions = {},
  ): AsyncGenerator<ReadEvent> {
    const all = wanted.map((chain, index) => ({ chain, index }));
    const opened = openInput(path, volumes);
    if (opened === null) {
      yield* endAll(all, UNREADABLE);
      return;
    }
    try {
      yield* this.#readWith(opened, all, scans);
    } finally {
      closeInput(opened);
    }
  }

  /** Asks children until every wanted item has its end. The item at which a child dies gets its fate, the rest is asked of another child. */
  async *#readWith(
    opened: OpenInput,
    wanted: readonly Wanted[],
    scans: ScanRequest | undefined,
  ): AsyncGenerator<ReadEvent> {
    let left = wanted;
    let deaths = 0;
    while (left.length > 0) {
      const asked = left;
      const check = new ReadAnswerCheck(asked.length, answerLimits(opened.bytes));
      const order: Order = { op: 'read', wanted: asked.map(({ chain }) => chain), scans };
      let begun: Wanted | null = null;
      for await (const frame of this.#ask(opened, order, (answer) => check.take(answer))) {
        switch (frame.kind) {
          case 'begin':
            begun = asked[frame.wanted]!;
            deaths = 0;
            yield { kind: 'begin', wanted: begun.index };
            break;
          case 'end':
            left = left.filter((item) => item !== begun);
            yield { ...frame, wanted: begun!.index };
            begun = null;
            break;
          case 'part':
          case 'text':
          case 'columns':
          case 'rows':
          case 'scanning':
          case 'scanned':
          case 'scans':
            yield frame;
            break;
          case 'mishap':
            if (begun !== null) {
              left = left.filter((item) => item !== begun);
              yield { kind: 'end', wanted: begun.index, format: 'unknown', ...frame.mishap };
            } else {
              const doomed = ++deaths < DEATHS_WITHOUT_BEGIN ? left.slice(0, 1) : left;
              left = left.slice(doomed.length);
              yield* endAll(doomed, frame.mishap);
            }
            break;
          case 'listed':
          case 'trying':
          case 'ready':
          case 'alive':
          case 'done':
        }
      }
    }
  }

  async *#ask(opened: OpenInput, order: Order, accept: Accept): AsyncGenerator<Answer> {
    const { child, handover } = await this.#childFor(opened);
    try {
      yield* child.ask({
        request: { ...requestedInput(opened, handover), passwords: this.#passwords, ...order },
        contents: handover === 'contents' ? opened.contents! : [],
        clocks: clockLimits(opened.bytes, this.#stallMs),
        accept,
      });
    } finally {
      if (handover === 'descriptors') await child.end();
    }
  }

  /** The child that stays, where it can be handed the file; else one for this file alone. */
  async #childFor(opened: OpenInput): Promise<{ child: ReadingChild; handover: Handover }> {
    if (opened.contents !== null) return { child: await this.#kept(), handover: 'contents' };
    if (opened.bytes <= COPY_LIMIT) {
      const child = await this.#kept();
      if (child.takeCopy(opened)) return { child, handover: 'copy' };
    }
    const descriptors = opened.volumes.map(({ descriptor }) => descriptor);
    return { child: this.#start(descriptors), handover: 'descriptors' };
  }

  /** The child that stays: the last one, as long as it is fit. */
  async #kept(): Promise<ReadingChild> {
    if (this.#child?.isFit === false || this.#requests >= this.#requestsPerChild) await this.close();
    this.#requests++;
    return (this.#child ??= this.#start([]));
  }

  #start(descriptors: readonly number[]): ReadingChild {
    return new ReadingChild(this.#wall, this.#program, this.#limits, descriptors);
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    this.#requests = 0;
    await child?.end();
  }
}

interface Wanted {
  readonly chain: MemberChain;
  /** Its place in what the caller asked for. */
  readonly index: number;
}

function* endAll(items: readonly Wanted[], mishap: Mishap): Generator<ReadEvent> {
  for (const { index } of items) {
    yield { kind: 'begin', wanted: index };
    yield { kind: 'end', wanted: index, format: 'unknown', ...mishap };
  }
}
