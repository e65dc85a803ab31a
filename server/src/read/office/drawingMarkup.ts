import type { LineBuilder } from '../emitLines.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { ShapeNames } from './shapeNames.ts';

/** Blocks of a chart whose points stand on one line: names, categories, values. */
const POINTS = new Set(['tx', 'cat', 'val', 'xVal', 'yVal']);

/** Reads drawings, charts, diagrams and slides (DrawingML): paragraphs and rows of tables as lines, the data that a chart keeps as a line a series. */
export class DrawingMarkup implements MarkupHandler {
  readonly #lines: LineBuilder;
  readonly names = new ShapeNames();
  #isReading = false;
  #points = 0;
  #cells = 0;
  #fallback = 0;

  constructor(lines: LineBuilder) {
    this.#lines = lines;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (local === 'Fallback') this.#fallback++;
    if (this.#fallback > 0) return;
    if (local === 't' || (local === 'v' && this.#points > 0)) this.#isReading = true;
    else if (local === 'pt') this.#points++;
    else if (local === 'tc') this.#cells++;
    else if (local === 'br') this.#breakLine();
    else this.names.open(local, attributes);
  }

  text(text: string): void {
    if (this.#isReading) this.#lines.text(text);
  }

  close(name: string): void {
    const local = localName(name);
    if (local === 'Fallback') this.#fallback = Math.max(0, this.#fallback - 1);
    if (this.#fallback > 0) return;
    if (local === 't' || local === 'v') this.#isReading = false;
    else if (local === 'pt') {
      this.#points = Math.max(0, this.#points - 1);
      this.#lines.tab();
    } else if (local === 'p') this.#breakLine();
    else if (local === 'tc') {
      this.#cells = Math.max(0, this.#cells - 1);
      this.#lines.tab();
    } else if (local === 'tr' || POINTS.has(local)) this.#lines.endLine();
  }

  /** Paragraphs of a cell stay on the line of its row. */
  #breakLine(): void {
    if (this.#cells > 0) this.#lines.blank();
    else this.#lines.endLine();
  }
}
