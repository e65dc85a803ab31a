import type { LineBuilder } from '../emitLines.ts';
import { type TextChange, TrackedLines } from './trackedLines.ts';

/** Characters with a meaning of their own ([MS-DOC] 2.4.1 and 2.8.25). */
const CELL_END = 0x07;
const TAB = 0x09;
const LINE_BREAK = 0x0b;
const PAGE_BREAK = 0x0c;
const PARAGRAPH_END = 0x0d;
const COLUMN_BREAK = 0x0e;
const FIELD_BEGIN = 0x13;
const FIELD_SEPARATOR = 0x14;
const FIELD_END = 0x15;
const HYPHEN = 0x1e;

/** A field whose instruction is longer, or spans paragraphs, is none: its text is shown. */
const INSTRUCTION_LIMIT = 4_000;
const FIELD_DEPTH = 64;
/** Fields without a result whose instruction is text of the document: index and contents entries, buttons, variables. */
const TEXT_FIELD = /^ *(?:XE|TC|MACROBUTTON|QUOTE|SET|COMMENTS) (.*)/is;

/** What is known of paragraphs, by the place of a character in them. */
export interface ParagraphMarks {
  isInTable(index: number): boolean;
  isRowEnd(index: number): boolean;
  /** The number of a paragraph in a list, '' when it has none; asked once a paragraph, in order. */
  label(index: number): string;
}

/** Turns the characters of a Word document before 2007 into lines: cells are cut by tabs, of fields the result is shown. */
export class WordLines {
  readonly #builder: LineBuilder;
  readonly #lines: TrackedLines;
  #change: TextChange = 'none';
  /** Whether a paragraph is about to begin. */
  #isAtStart = true;
  /** Per open field: whether its instruction is being read. */
  #fields: boolean[] = [];
  #instructions = 0;
  #instruction = '';

  constructor(lines: LineBuilder) {
    this.#builder = lines;
    this.#lines = new TrackedLines(lines);
  }

  /** Adds characters that tracked changes did `change` to; `marks` are asked with positions in `text`. */
  add(text: string, change: TextChange, marks: ParagraphMarks): void {
    this.#change = change;
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (this.#isAtStart) this.#begin(i, marks);
      if (code >= 0x20) continue;
      if (i > from) this.#text(text.slice(from, i));
      from = i + 1;
      this.#control(code, i, marks);
    }
    if (from < text.length) this.#text(text.slice(from));
  }

  /** A story ends: a field that was never closed is shown after all. */
  async end(): Promise<void> {
    this.#giveUpFields();
    this.#lines.endLine();
    await this.#builder.flush();
  }

  #begin(index: number, marks: ParagraphMarks): void {
    this.#isAtStart = false;
    const label = marks.label(index);
    if (label !== '') this.#lines.text(`${label} `, this.#change);
  }

  #text(text: string): void {
    if (this.#instructions === 0) this.#lines.text(text, this.#change);
    else this.#instruction += text;
    if (this.#instruction.length > INSTRUCTION_LIMIT) this.#giveUpFields();
  }

  #control(code: number, index: number, marks: ParagraphMarks): void {
    if (code === FIELD_BEGIN) this.#openField();
    else if (code === FIELD_SEPARATOR) this.#beginResult();
    else if (code === FIELD_END) this.#closeField();
    else if (code === TAB) this.#tab();
    else if (code === HYPHEN) this.#text('-');
    else if (code === LINE_BREAK || code === COLUMN_BREAK) this.#breakLine(marks.isInTable(index));
    else if (code === PARAGRAPH_END || code === CELL_END || code === PAGE_BREAK) {
      this.#giveUpFields();
      this.#endParagraph(code, index, marks);
      this.#isAtStart = true;
    }
  }

  #endParagraph(code: number, index: number, marks: ParagraphMarks): void {
    if (code === PAGE_BREAK) this.#lines.nextPage();
    else if (code === PARAGRAPH_END) this.#breakLine(marks.isInTable(index));
    else if (marks.isRowEnd(index)) this.#lines.endLine();
    else this.#lines.tab();
  }

  #tab(): void {
    if (this.#instructions === 0) this.#lines.tab();
  }

  #breakLine(isInTable: boolean): void {
    if (isInTable) this.#lines.blank();
    else this.#lines.newline();
  }

  #openField(): void {
    if (this.#fields.length >= FIELD_DEPTH) this.#giveUpFields();
    this.#fields.push(true);
    this.#instructions++;
  }

  #beginResult(): void {
    if (this.#fields.at(-1) !== true) return;
    this.#fields[this.#fields.length - 1] = false;
    if (--this.#instructions === 0) this.#instruction = '';
  }

  #closeField(): void {
    if (this.#fields.pop() !== true || --this.#instructions > 0) return;
    const hidden = TEXT_FIELD.exec(this.#instruction);
    if (hidden !== null) this.#lines.text(` ${hidden[1]!} `, this.#change);
    this.#instruction = '';
  }

  /** What was taken for an instruction is text. */
  #giveUpFields(): void {
    if (this.#instructions === 0) return;
    this.#lines.text(this.#instruction, this.#change);
    this.#instruction = '';
    this.#fields = [];
    this.#instructions = 0;
  }
}
