import { encode } from '../text/windows1252.ts';
import { TextEmitter } from './emitText.ts';
import { trimEndOf, trimOf } from '../text/trimEndOf.ts';
import type { Sink } from './format.ts';
import type { PartSegment } from './segment.ts';

/** Blanks other than a single space. */
const UNEVEN = /[^\S ]| {2}/;

/** Builds lines from the text of a document with structure: blanks collapse, cells are cut by \t, lines by \n, pages by parts. */
export class LineBuilder {
  /** Finished lines and the beginnings of parts, in order, until they are handed on. */
  #queue: (string | PartSegment)[] = [];
  #lines = '';
  #line = '';
  readonly #emitter: TextEmitter;
  readonly #sink: Sink;
  #page = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#emitter = new TextEmitter(sink);
  }

  /** Begins the first or the next page. */
  async page(): Promise<void> {
    this.nextPage();
    await this.flushLines();
  }

  /** Begins a part that has lines and no pages: the comments, the headers. */
  async part(name: string): Promise<void> {
    this.nextPart(name);
    await this.flushLines();
  }

  /** The same, for handlers that do not wait. */
  nextPart(name: string): void {
    this.#begin({ kind: 'part', place: 'line', name, number: 0 });
  }

  /** Begins the next page, which is handed on with the lines: for handlers that do not wait. */
  nextPage(): void {
    this.#begin({ kind: 'part', place: 'page', name: '', number: ++this.#page });
  }

  #begin(part: PartSegment): void {
    this.endLine();
    if (this.#lines !== '') this.#queue.push(this.#lines);
    this.#lines = '';
    this.#queue.push(part);
  }

  /** A part of these texts, a line each; nothing when there is none. */
  async list(name: string, texts: Iterable<string>): Promise<void> {
    let isBegun = false;
    for (const text of texts) {
      if (text.trim() === '') continue;
      if (!isBegun) this.nextPart(name);
      isBegun = true;
      this.text(text);
      this.newline();
    }
    await this.flush();
  }

  text(text: string): void {
    this.#line += UNEVEN.test(text) ? text.replace(/\s+/g, ' ') : text;
  }

  /** A blank between two paragraphs of one cell. */
  blank(): void {
    if (this.#line !== '' && !/[\s]$/.test(this.#line)) this.#line += ' ';
  }

  tab(): void {
    this.#line = `${trimEndOf(this.#line, ' ')}\t`;
  }

  newline(): void {
    this.#lines += `${trimEndOf(trimOf(this.#line, ' '), ' \t')}\n`;
    this.#line = '';
  }

  /** Ends a line that has something on it. */
  endLine(): void {
    if (this.#line.trim() !== '') this.newline();
    else this.#line = '';
  }

  /** Hands the finished lines on. */
  async flush(): Promise<void> {
    this.endLine();
    await this.flushLines();
  }

  /** Hands the finished lines on, the open one stays. */
  async flushLines(): Promise<void> {
    for (const waiting of this.#queue) await this.#handOn(waiting);
    this.#queue = [];
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    await this.#handOn(lines);
  }

  async #handOn(waiting: string | PartSegment): Promise<void> {
    if (typeof waiting === 'string') await this.#emitter.write(encode(waiting));
    else {
      await this.#emitter.end();
      await this.#sink.segment(waiting);
    }
  }

  async end(): Promise<void> {
    await this.flush();
    await this.#emitter.end();
  }
}
