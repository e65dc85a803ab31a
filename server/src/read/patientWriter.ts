import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';
import { DeclaredRows } from './declaredRows.ts';
import type { Sink } from './format.ts';
import type { PlaceKind } from './segment.ts';

/** One cell of a row: the field it stands in, what it is, whose it is. */
export interface DeclaredCell {
  readonly name: string;
  readonly role: ColumnRole;
  readonly text: string;
  readonly subject: ColumnSubject;
}

/** A cell; its subject is the row's person where nothing else is said. */
export function declaredCell(
  name: string,
  role: ColumnRole,
  text: string,
  subject: ColumnSubject = 'person',
): DeclaredCell {
  return { name, role, text: text.trim(), subject };
}

/** A person's cells and texts are held up to these numbers before they go out. */
const CELL_LIMIT = 2_000;
const TEXT_LIMIT = 1 << 18;

/**
 * Gathers what a file of messages says of one patient after the other: a row with what the fields say, then the texts about that patient.
 * What exceeds the limits goes out early; what comes behind it gets another row with the same identity.
 */
export class PatientWriter {
  readonly #rows: DeclaredRows;
  #identity: DeclaredCell[] = [];
  #cells: DeclaredCell[] = [];
  #texts: { text: string; line: number }[] = [];
  #textLength = 0;
  #line = 0;
  #isNobody = true;

  constructor(sink: Sink) {
    this.#rows = new DeclaredRows(sink, true);
  }

  /** Begins a part; the patient before ends. */
  async part(place: PlaceKind, name: string): Promise<void> {
    await this.#endPatient();
    await this.#rows.part(place, name);
  }

  /** Begins a patient at a line; the one before ends. */
  async patient(identity: readonly DeclaredCell[], line: number): Promise<void> {
    await this.#begin(identity, line);
    this.#isNobody = false;
  }

  /** Begins a message of which no patient is known yet: texts that follow are about nobody. Without any there is no row. */
  async nobody(head: readonly DeclaredCell[], line: number): Promise<void> {
    await this.#begin(head, line);
    this.#isNobody = true;
  }

  async #begin(identity: readonly DeclaredCell[], line: number): Promise<void> {
    await this.#endPatient();
    this.#identity = identity.filter(({ text }) => text !== '');
    this.#line = line;
  }

  /** More of what identifies the patient: it stands before the rest, which therefore counts where the two differ. */
  identifyFirst(cells: readonly DeclaredCell[]): void {
    this.#identity.unshift(...cells.filter(({ text }) => text !== ''));
  }

  /** Further data of the patient. */
  async add(cells: readonly DeclaredCell[]): Promise<void> {
    for (const cell of cells) if (cell.text !== '') this.#cells.push(cell);
    if (this.#cells.length >= CELL_LIMIT) await this.#write();
  }

  /** Text about the patient, perhaps of several lines, at a line of the file. */
  async text(text: string, line: number): Promise<void> {
    if (text.trim() === '') return;
    this.#texts.push({ text: `${text}\n`, line });
    this.#textLength += text.length;
    if (this.#textLength >= TEXT_LIMIT) await this.#write();
  }

  async end(): Promise<void> {
    await this.#endPatient();
    await this.#rows.flush();
  }

  async #endPatient(): Promise<void> {
    if (this.#line === 0) return;
    const saysMore = this.#cells.length > 0 || this.#texts.length > 0;
    if (saysMore || (!this.#isNobody && this.#identity.length > 0)) await this.#write();
    this.#line = 0;
  }

  async #write(): Promise<void> {
    for (const { name, role, text, subject } of [...this.#identity, ...this.#cells])
      this.#rows.cell(name, role, text, subject);
    await this.#rows.endRow(Math.max(1, this.#line));
    for (const { text, line } of joined(this.#texts)) await this.#rows.text(text, line);
    this.#cells = [];
    this.#texts = [];
    this.#textLength = 0;
  }
}

/** Texts of lines that follow one another become one text. */
function joined(texts: readonly { text: string; line: number }[]): { text: string; line: number }[] {
  const out: { parts: string[]; line: number; next: number }[] = [];
  for (const { text, line } of texts) {
    const last = out.at(-1);
    const lines = text.split('\n').length - 1;
    if (last?.next === line) {
      last.parts.push(text);
      last.next += lines;
    } else out.push({ parts: [text], line, next: line + lines });
  }
  return out.map(({ parts, line }) => ({ text: parts.join(''), line }));
}
