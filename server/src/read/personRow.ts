import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';
import { encode } from '../text/windows1252.ts';
import { RowEmitter } from './emitRows.ts';
import type { Sink } from './format.ts';

/** A column of an address book: its name as shown, and what it holds. */
export interface PersonColumn {
  readonly name: string;
  readonly role: ColumnRole;
  readonly subject?: ColumnSubject;
}

/** Writes cards of persons as rows whose columns say what they hold. A column may occur several times in a row. */
export class PersonRows {
  readonly #columns: readonly PersonColumn[];
  readonly #sink: Sink;
  readonly #rows: RowEmitter;
  readonly #subject: boolean;
  #announced = false;

  /** @param subject whether the text behind a row is about its person. */
  constructor(sink: Sink, columns: readonly PersonColumn[], subject = false) {
    this.#sink = sink;
    this.#columns = columns;
    this.#rows = new RowEmitter(sink);
    this.#subject = subject;
  }

  /** Writes a row; cells are positions of columns with their texts, empty ones are left out. */
  async write(cells: readonly (readonly [column: number, text: string])[], number: number): Promise<void> {
    const filled = cells.filter(([, text]) => text !== '');
    if (filled.length === 0) return;
    await this.#announce();
    for (const [column, text] of filled) {
      this.#rows.append(encode(text));
      this.#rows.endCell(column);
    }
    if (this.#rows.endRow(number)) await this.#rows.flush();
  }

  async end(): Promise<void> {
    await this.#rows.flush();
  }

  async #announce(): Promise<void> {
    if (this.#announced) return;
    this.#announced = true;
    await this.#sink.segment({
      kind: 'columns',
      names: this.#columns.map(({ name }) => name),
      declared: this.#columns.map(({ role, subject }) => ({ role, subject })),
      subject: this.#subject,
    });
  }
}
