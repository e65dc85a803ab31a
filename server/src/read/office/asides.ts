import { LineBuilder } from '../emitLines.ts';
import type { Sink } from '../format.ts';
import { TrackedLines } from './trackedLines.ts';

/** What hangs on the paragraphs of a document (notes, comments, boxes): each kind gathers in a part of its own until the text before it has gone out. */
export class Asides<Name extends string> {
  readonly #sink: Sink;
  readonly #open = new Map<Name, { readonly builder: LineBuilder; readonly lines: TrackedLines }>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** The lines of one kind; its part begins with the first of them. */
  lines(name: Name): TrackedLines {
    const known = this.#open.get(name);
    if (known !== undefined) return known.lines;
    const builder = new LineBuilder(this.#sink);
    builder.nextPart(name);
    const lines = new TrackedLines(builder);
    this.#open.set(name, { builder, lines });
    return lines;
  }

  /** Sends what was gathered, in the order in which the kinds were met first. */
  async end(): Promise<void> {
    for (const { builder, lines } of this.#open.values()) {
      lines.endLine();
      await builder.end();
    }
    this.#open.clear();
  }
}
