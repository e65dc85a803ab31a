import { closeSync, ftruncateSync } from 'node:fs';
import { howItEnded, memoryKills } from '../sandbox/howItEnded.ts';
import type { ChildLimits } from '../sandbox/limits.ts';
import { closeNamedFile, forgetName, makeNamedFile } from '../sandbox/namedFile.ts';
import { openHandedFile, openScratchFile, scratchLimit } from '../sandbox/scratchFile.ts';
import { type Child, type ChildProgram, endChild, startChild } from '../sandbox/startChild.ts';
import type { Wall } from '../sandbox/wall.ts';
import { WallError } from '../sandbox/wallError.ts';
import { AnswerLimitError } from './answerCheck.ts';
import { ChildClocks, type ClockLimits } from './childClocks.ts';
import { copyInput, type OpenInput } from './inputFile.ts';
import { type Mishap, mishapOfAnswer, mishapOfClock, mishapOfEnd } from './mishap.ts';
import { encodeRequest, type Frame, FrameParser, ProtocolError, type Request } from './protocol.ts';

/** The module that a child runs, with or without Node's own limits. */
export type ReadingProgram = Pick<ChildProgram, 'main' | 'withSeatBelts'>;

/** What comes in answer: frames, and a mishap as the last thing when the child is gone. */
export type Answer = Frame | { readonly kind: 'mishap'; readonly mishap: Mishap };

/** Accepts the frames of an answer one by one; throws ProtocolError or AnswerLimitError. */
export type Accept = (frame: Frame) => void;

export interface Question {
  readonly request: Request;
  /** Contents of the volumes that have no descriptor. */
  readonly contents: readonly Uint8Array[];
  readonly clocks: ClockLimits;
  readonly accept: Accept;
}

/** A child prints nothing on standard error unless something is wrong with it. */
const ERRORS_LIMIT = 1 << 20;
const LAST_WORDS = 2_000;
/** The kernel ends a killed child at once; whoever still holds its pipes is waited for so long. */
const EXIT_MS = 1_000;
/** So long a child may take to come to life, on a machine that is busy. */
const START_MS = 60_000;
/** A child whose memory was this large once is not asked again. */
const PEAK_LIMIT = 1 << 30;
/** Nor one that has lived so long. */
const AGE_LIMIT_MS = 30 * 60_000;

/** With these begins another item, or another page of one. */
const STEPS: ReadonlySet<Frame['kind']> = new Set(['begin', 'trying', 'listed', 'scanned']);

/** One child process behind the wall and what comes out of it. */
export class ReadingChild {
  readonly #child: Child;
  readonly #scratch = openScratchFile();
  /** Copies of what it is to read. */
  readonly #copy = openHandedFile();
  readonly #named = makeNamedFile();
  readonly #parser = new FrameParser();
  readonly #closed: Promise<void>;
  readonly #killsBefore = memoryKills();
  readonly #born = performance.now();
  #exit: { code: number | null; signal: NodeJS.Signals | null } = { code: null, signal: null };
  #lastWords = '';
  #errorBytes = 0;
  readonly #hasWall: boolean;
  #isReady = false;
  #isGone = false;
  #peakBytes = 0;

  /** `descriptors` are those of a large input, which this child alone is to read. */
  constructor(wall: Wall, program: ReadingProgram, limits: ChildLimits, descriptors: readonly number[]) {
    this.#hasWall = wall.kind !== 'none';
    this.#child = startChild(wall, {
      ...program,
      limits: {
        ...limits,
        scratchBytes: scratchLimit(limits.scratchBytes),
        descriptors: limits.descriptors + descriptors.length,
      },
      namedFile: this.#named.path,
      descriptors: [this.#scratch, this.#copy.reader, ...descriptors],
    });
    closeSync(this.#copy.reader);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.on('data', (chunk: Buffer) => this.#hear(chunk));
    this.#closed = new Promise((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('close', (code, signal) => {
        this.#exit = { code, signal };
        resolve();
      });
    });
  }

  /** Whether another request may be put to it. */
  get isFit(): boolean {
    const age = performance.now() - this.#born;
    const isSilent = this.#parser.isEmpty && this.#child.stdout.readableLength === 0;
    return !this.#isGone && isSilent && this.#peakBytes < PEAK_LIMIT && age < AGE_LIMIT_MS;
  }

  /** Puts a request and gives the frames of its answer; a mishap is the last. Throws WallError when the child never came to life. */
  async *ask(question: Question): AsyncGenerator<Answer> {
    const clocks = new ChildClocks(question.clocks);
    let isDone = false;
    try {
      this.#child.stdin.write(encodeRequest(question.request));
      for (const content of question.contents) this.#child.stdin.write(content);
      for (;;) {
        const frame = await this.#nextFrame(clocks, question.accept);
        if (frame.kind === 'ready') continue;
        isDone = frame.kind === 'done';
        yield frame;
        if (isDone || frame.kind === 'mishap') return;
      }
    } finally {
      // Whoever stops listening early leaves no child at work behind.
      if (isDone) this.#emptyFiles();
      else await this.end();
    }
  }

  /** Ends the child, with everything that it may have started. */
  async end(): Promise<void> {
    if (this.#isGone) return;
    this.#isGone = true;
    endChild(this.#child);
    // What it still had to say is of no interest; unread it would keep the pipes open.
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    await this.#waitForExit();
    closeSync(this.#scratch);
    closeSync(this.#copy.writer);
    closeNamedFile(this.#named);
  }

  /** Copies an input to where the child reads it; false when that cannot be done. */
  takeCopy(input: OpenInput): boolean {
    const isWhole = copyInput(input, this.#copy.writer);
    if (!isWhole) ftruncateSync(this.#copy.writer, 0);
    return isWhole;
  }

  /** What a child kept of one file is gone before it gets the next. */
  #emptyFiles(): void {
    ftruncateSync(this.#scratch, 0);
    ftruncateSync(this.#copy.writer, 0);
    ftruncateSync(this.#named.descriptor, 0);
  }

  async #nextFrame(clocks: ChildClocks, accept: Accept): Promise<Answer> {
    try {
      for (;;) {
        const frame = this.#parser.next();
        if (frame !== null) return this.#take(frame, clocks, accept);
        const chunk = await this.#nextChunk(clocks);
        if (chunk === null) return await this.#mishap(clocks);
        this.#parser.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof AnswerLimitError)) throw error;
      return { kind: 'mishap', mishap: mishapOfAnswer(error) };
    }
  }

  #take(frame: Frame, clocks: ChildClocks, accept: Accept): Frame {
    clocks.signOfLife();
    if (frame.kind === 'ready' && !this.#isReady) {
      this.#isReady = true;
      if (this.#hasWall) forgetName(this.#named);
      return frame;
    }
    if (!this.#isReady) throw new ProtocolError('something before it was ready');
    accept(frame);
    if (STEPS.has(frame.kind)) clocks.nextItem();
    if (frame.kind === 'done') this.#peakBytes = frame.peakBytes;
    return frame;
  }

  /** The next bytes; null when the child has ended or a clock has struck. */
  async #nextChunk(clocks: ChildClocks): Promise<Uint8Array | null> {
    const { stdout } = this.#child;
    for (;;) {
      const chunk = stdout.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (stdout.readableEnded || stdout.destroyed || this.#errorBytes > ERRORS_LIMIT) return null;
      await this.#wait(clocks);
      if (clocks.struck !== null && stdout.readableLength === 0) return null;
    }
  }

  /** Waits for output, by the clocks; they begin when the child has come to life. */
  async #wait(clocks: ChildClocks): Promise<void> {
    const start = performance.now();
    await this.#waitForOutput(this.#isReady ? clocks.leftMs : START_MS);
    const waited = performance.now() - start;
    if (this.#isReady) clocks.waited(waited);
    else if (waited >= START_MS) throw new WallError('no_child', 'no answer');
  }

  /** Until there is something to read, the end, or so many milliseconds have gone by. */
  #waitForOutput(ms: number): Promise<void> {
    const { stdout } = this.#child;
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        stdout.off('readable', wake).off('end', wake).off('close', wake);
        resolve();
      };
      // The clock must not keep a process alive whose caller has stopped asking. (Timers strike early by less than a millisecond.)
      const timer = setTimeout(wake, Math.min(ms + 1, 0x7fff_ffff)).unref();
      stdout.once('readable', wake).once('end', wake).once('close', wake);
    });
  }

  async #mishap(clocks: ChildClocks): Promise<Answer> {
    const { struck } = clocks;
    const mishap = struck === null ? await this.#mishapOfExit() : mishapOfClock(struck);
    if (!this.#isReady) throw new WallError('no_child', this.#lastWords.trim().split('\n')[0] ?? '');
    return { kind: 'mishap', mishap };
  }

  async #mishapOfExit(): Promise<Mishap> {
    await this.#waitForExit();
    return mishapOfEnd(howItEnded(this.#exit, this.#lastWords, this.#killsBefore));
  }

  async #waitForExit(): Promise<void> {
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), EXIT_MS);
    await Promise.race([this.#closed, late.promise]);
    clearTimeout(timer);
  }

  #hear(chunk: Buffer): void {
    this.#errorBytes += chunk.length;
    this.#lastWords = (this.#lastWords + chunk.toString('latin1')).slice(-LAST_WORDS);
    if (this.#errorBytes > ERRORS_LIMIT) endChild(this.#child);
  }
}
