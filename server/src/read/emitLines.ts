import { encode } from '../text/windows1252.ts';
import { TextEmitter } from './emitText.ts';
import { trimEndOf, trimOf } from '../text/trimEndOf.ts';
import type { Sink } from './format.ts';

/** Builds lines from the text of a document with structure: blanks collapse, cells are cut by \t, lines by \n, pages by parts. */
export class LineBuilder {
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
    await this.flush();
    await this.#emitter.end();
    this.#page++;
    await this.#sink.segment({ kind: 'part', place: 'page', name: '', number: this.#page });
  }

  text(text: string): void {
    this.#line += text.replace(/[\s\u00a0]+/g, ' ');
  }

  /** A blank between two paragraphs of one cell. */
  blank(): void {
    if (this.#line !== '' && !/[\s]$/.test(this.#line)) this.#line += ' ';
  }

  tab(): void {
    this.#line = `${this.#line.trimEnd()}\t`;
  }

  newline(): void {
    this.#lines += `${trimEndOf(trimOf(this.#line, ' '), '\t')}\n`;
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
    if (this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    await this.#emitter.write(encode(lines));
  }

  async end(): Promise<void> {
    await this.flush();
    await this.#emitter.end();
  }
}
