import type { LineBuilder } from '../emitLines.ts';

/** What tracked changes did to a piece of text. */
export type TextChange = 'none' | 'inserted' | 'deleted';

/**
 * Lines of a document whose changes are tracked: first a line as it is shown now, then, where anything of it was changed, as it was before.
 * Put together instead, a deleted and an inserted date would give neither.
 */
export class TrackedLines {
  readonly #lines: LineBuilder;
  #before = '';
  #isChanged = false;
  #isShown = false;

  constructor(lines: LineBuilder) {
    this.#lines = lines;
  }

  text(text: string, change: TextChange): void {
    if (change !== 'none') this.#isChanged = true;
    if (change !== 'inserted') this.#before += text;
    if (change === 'deleted') return;
    this.#lines.text(text);
    this.#isShown = true;
  }

  /** A blank between two paragraphs of one cell. */
  blank(): void {
    this.#lines.blank();
    this.#before += ' ';
  }

  tab(): void {
    this.#lines.tab();
    this.#before += '\t';
  }

  newline(): void {
    if (this.#isShown || !this.#isChanged) this.#lines.newline();
    this.#writeBefore();
  }

  /** Ends a line that has something on it. */
  endLine(): void {
    this.#lines.endLine();
    this.#writeBefore();
  }

  nextPage(): void {
    this.endLine();
    this.#lines.nextPage();
  }

  #writeBefore(): void {
    if (this.#isChanged) {
      for (const [i, cell] of this.#before.split('\t').entries()) {
        if (i > 0) this.#lines.tab();
        this.#lines.text(cell);
      }
      this.#lines.endLine();
    }
    this.#before = '';
    this.#isChanged = false;
    this.#isShown = false;
  }
}
