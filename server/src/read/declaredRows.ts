import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';
import { encode } from '../text/windows1252.ts';
import { RowEmitter } from './emitRows.ts';
import type { Sink } from './format.ts';
import type { DeclaredColumn, PlaceKind } from './segment.ts';

/** So many fields are called by their names (a file may invent paths without end); further ones only by their roles. */
const NAME_LIMIT = 4_000;

/**
 * Writes the rows of formats whose fields say themselves what they hold: a cell is given with the name of its field, its role and whose datum it is.
 * Columns are announced as they come up; a column may occur twice in a row.
 */
export class DeclaredRows {
  readonly #sink: Sink;
  readonly #subject: boolean;
  readonly #rows: RowEmitter;
  readonly #ids = new Map<string, number>();
  #names: string[] = [];
  #declared: DeclaredColumn[] = [];
  /** Whether the columns of the rows that wait are known to the receiver. */
  #announced = false;

  /** @param subject whether a row says whom the text behind it is about (see ColumnsSegment). */
  constructor(sink: Sink, subject = false) {
    this.#sink = sink;
    this.#subject = subject;
    this.#rows = new RowEmitter(sink);
  }

  /** Begins a part; rows that wait go out before it. */
  async part(place: PlaceKind, name: string, number = 0): Promise<void> {
    await this.flush();
    await this.#sink.segment({ kind: 'part', place, name, number });
    this.#announced = false;
  }

  /** Adds a cell to the row that is open; an empty one is left out. */
  cell(name: string, role: ColumnRole, text: string, subject: ColumnSubject = 'person'): void {
    if (text === '') return;
    this.#rows.append(encode(text.includes('\n') ? inOneLine(text) : text));
    this.#rows.endCell(this.#columnOf(name, role, subject));
  }

  #columnOf(name: string, role: ColumnRole, subject: ColumnSubject): number {
    const known = this.#ids.get(`${name}\t${role}\t${subject}`);
    if (known !== undefined) return known;
    if (name !== '' && this.#names.length >= NAME_LIMIT) return this.#columnOf('', role, subject);
    const id = this.#names.length;
    this.#ids.set(`${name}\t${role}\t${subject}`, id);
    this.#names.push(name);
    this.#declared.push({ role, subject });
    this.#announced = false;
    return id;
  }

  /** Whether the row that is open has no cell yet. */
  get rowIsEmpty(): boolean {
    return this.#rows.rowIsEmpty;
  }

  /** Ends the row that is open, if it has cells; a full segment goes out. */
  async endRow(number: number): Promise<void> {
    if (this.#rows.rowIsEmpty) return;
    if (this.#rows.endRow(number)) await this.flush();
  }

  /** Hands on the rows that have ended. */
  async flush(): Promise<void> {
    if (this.#names.length === 0) return;
    if (!this.#announced) {
      this.#announced = true;
      await this.#sink.segment({
        kind: 'columns',
        names: [...this.#names],
        declared: [...this.#declared],
        subject: this.#subject,
      });
    }
    await this.#rows.flush();
  }

  /** Text behind the rows (Windows-1252, \n line ends): it is about the person of the last row where rows are subjects. */
  async text(text: string, firstLine: number): Promise<void> {
    if (text.trim() === '') return;
    await this.flush();
    await this.#sink.segment({ kind: 'text', bytes: encode(text), firstLine });
    this.#announced = false;
  }
}

function inOneLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join(' ');
}
