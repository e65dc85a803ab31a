import type { LineBuilder } from '../emitLines.ts';
import type { Sink } from '../format.ts';
import type { MarkupHandler } from '../parseMarkup.ts';
import { Asides } from './asides.ts';
import { type TextChange, TrackedLines } from './trackedLines.ts';

/** Text that stands apart from the lines where it is anchored. */
type Aside = 'comments' | 'footnotes' | 'text boxes' | 'shapes' | 'variables' | 'forms' | 'deleted text';

/** What was set aside when a note or box began. */
interface Outer {
  readonly lines: TrackedLines;
  readonly paragraphs: number;
  readonly cells: number;
}

/** Elements that are a paragraph. */
const PARAGRAPHS = new Set(['text:p', 'text:h']);
const CELLS = new Set(['table:table-cell', 'table:covered-table-cell']);
/** Elements inside paragraphs whose text is none of the document. */
const NO_TEXT = new Set([
  'office:binary-data',
  'text:note-citation',
  'office:change-info',
  'office:script',
  'office:event-listeners',
]);
/** Elements whose own text is shown though they are no paragraph. */
const DECLARED = new Set([
  'presentation:header-decl',
  'presentation:footer-decl',
  'presentation:date-time-decl',
]);
/** Attributes of form controls that hold what was typed or is shown. */
const FORM_VALUES = ['form:current-value', 'form:value', 'form:label'];
const BLANK_LIMIT = 200;
const DELETION_LIMIT = 100_000;

/**
 * Reads the markup of OpenDocument texts, presentations and drawings: paragraphs and rows as lines, changed text before and after, pages where they were
 * broken (or one for each slide). Notes, comments and boxes that hang on a paragraph come after the rest.
 */
export class OpenDocumentMarkup implements MarkupHandler {
  readonly #builder: LineBuilder;
  readonly #asides: Asides<Aside>;
  readonly #outer: Outer[] = [];
  #lines: TrackedLines;
  #paragraphs = 0;
  #cells = 0;
  #noText = 0;
  #value: { element: string; text: string } | null = null;
  #pageIsDue = false;
  /** Deletions by their ids, until the place where they were. */
  readonly #deletions = new Map<string, string>();
  #deletion: { id: string; text: string } | null = null;
  #isInDeletion = false;
  #inserted = 0;
  /** Whether comments are being read that hang on no paragraph. */
  #inAnnotation = 0;

  constructor(builder: LineBuilder, sink: Sink) {
    this.#builder = builder;
    this.#asides = new Asides(sink);
    this.#lines = new TrackedLines(builder);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (NO_TEXT.has(name)) this.#noText++;
    if (PARAGRAPHS.has(name)) this.#paragraphs++;
    else if (CELLS.has(name)) this.#cells++;
    else if (name === 'draw:page') this.#openPage();
    else if (name === 'text:note-body') this.#openAside('footnotes');
    else if (name === 'draw:text-box') this.#openBox();
    else if (name === 'office:annotation') this.#openAnnotation();
    else if (name.startsWith('form:'))
      for (const key of FORM_VALUES) this.#write('forms', attributes[key] ?? '');
    else if (!this.#openInline(name, attributes)) this.#openNamed(name, attributes);
  }

  text(text: string): void {
    if (this.#value !== null) this.#value.text += text;
    else if (this.#noText > 0) return;
    else if (this.#isInDeletion) this.#addDeleted(text);
    else if (this.#paragraphs > 0) this.#lines.text(text, this.#inserted > 0 ? 'inserted' : 'none');
  }

  close(name: string): void {
    if (NO_TEXT.has(name)) this.#noText = Math.max(0, this.#noText - 1);
    if (PARAGRAPHS.has(name)) this.#endParagraph();
    else if (CELLS.has(name)) this.#endCell();
    else if (name === 'table:table-row') this.#endRow();
    else if (name === 'text:note-body') this.#closeAside();
    else if (name === 'draw:text-box') this.#closeAside();
    else if (name === 'office:annotation') {
      this.#inAnnotation = Math.max(0, this.#inAnnotation - 1);
      this.#closeAside();
    } else if (name === 'text:deletion') this.#endDeletion();
    else if (this.#value?.element === name) this.#takeValue(name, this.#value.text);
  }

  /** Sends what hangs on paragraphs and was met so far. */
  async writeAsides(): Promise<void> {
    for (const text of this.#deletions.values()) this.#write('deleted text', text);
    this.#deletions.clear();
    await this.#builder.end();
    await this.#asides.end();
  }

  /** Elements that stand for a character or a break; false for any other. */
  #openInline(name: string, attributes: Readonly<Record<string, string>>): boolean {
    if (name === 'text:tab') this.#tab();
    else if (name === 'text:line-break') this.#breakLine();
    else if (name === 'text:s')
      this.text(' '.repeat(Math.min(BLANK_LIMIT, Number(attributes['text:c'] ?? 1) || 1)));
    else if (name === 'text:soft-page-break') this.#pageIsDue = true;
    else if (name === 'text:change') this.#deletedHere(attributes['text:change-id'] ?? '');
    else if (name === 'text:change-start') this.#inserted++;
    else if (name === 'text:change-end') this.#inserted = Math.max(0, this.#inserted - 1);
    else if (name === 'text:deletion') this.#isInDeletion = true;
    else return false;
    return true;
  }

  /** Elements whose attributes or own text say something. */
  #openNamed(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'text:changed-region')
      this.#deletion = { id: attributes['text:id'] ?? attributes['xml:id'] ?? '', text: '' };
    else if (name === 'svg:title' || name === 'svg:desc' || DECLARED.has(name))
      this.#value = { element: name, text: '' };
    else if (name === 'dc:creator' && this.#inAnnotation > 0) this.#value = { element: name, text: '' };
    else if (name === 'text:user-field-decl' || name === 'text:variable-set')
      this.#write('variables', variableText(attributes));
    else if (name === 'text:hidden-text' || name === 'text:hidden-paragraph')
      this.#write('variables', attributes['text:string-value'] ?? '');
    else if (/\.[a-z]{3,4}$/i.test(attributes['draw:name'] ?? ''))
      this.#write('shapes', attributes['draw:name']!);
  }

  #takeValue(name: string, text: string): void {
    this.#value = null;
    if (name === 'dc:creator') {
      this.#lines.text(`Auteur : ${text}`, 'none');
      this.#lines.newline();
    } else if (DECLARED.has(name)) this.#write('variables', text);
    else this.#write('shapes', text);
  }

  #openPage(): void {
    this.#lines.endLine();
    this.#lines.nextPage();
  }

  /** A box in a paragraph of a text stands apart; on a slide it is the text itself. */
  #openBox(): void {
    if (this.#paragraphs > 0) this.#openAside('text boxes');
    else this.#outer.push({ lines: this.#lines, paragraphs: 0, cells: this.#cells });
  }

  #openAnnotation(): void {
    this.#inAnnotation++;
    if (this.#paragraphs > 0 || this.#cells > 0) this.#openAside('comments');
    else this.#outer.push({ lines: this.#lines, paragraphs: 0, cells: this.#cells });
  }

  #openAside(aside: Aside): void {
    this.#outer.push({ lines: this.#lines, paragraphs: this.#paragraphs, cells: this.#cells });
    this.#lines = this.#asides.lines(aside);
    this.#paragraphs = 0;
    this.#cells = 0;
  }

  #closeAside(): void {
    const outer = this.#outer.pop();
    if (outer === undefined) return;
    this.#lines.endLine();
    this.#lines = outer.lines;
    this.#paragraphs = outer.paragraphs;
    this.#cells = outer.cells;
  }

  #write(aside: Aside, text: string): void {
    if (text.trim() === '') return;
    const lines = this.#asides.lines(aside);
    lines.text(text, 'none');
    lines.newline();
  }

  #endParagraph(): void {
    this.#paragraphs = Math.max(0, this.#paragraphs - 1);
    if (this.#isInDeletion) this.#addDeleted(' ');
    else if (this.#paragraphs === 0) this.#breakLine();
    this.#turnPage();
  }

  #endCell(): void {
    this.#cells = Math.max(0, this.#cells - 1);
    if (this.#cells > 0) this.#lines.blank();
    else this.#lines.tab();
  }

  #endRow(): void {
    if (this.#cells > 0) this.#lines.blank();
    else this.#lines.endLine();
    this.#turnPage();
  }

  /** A paragraph or row is put whole on the page where it begins. */
  #turnPage(): void {
    if (!this.#pageIsDue || this.#paragraphs > 0 || this.#cells > 0 || this.#outer.length > 0) return;
    this.#pageIsDue = false;
    this.#lines.nextPage();
  }

  #tab(): void {
    if (this.#isInDeletion) this.#addDeleted(' ');
    else this.#lines.tab();
  }

  #breakLine(): void {
    if (this.#cells > 0) this.#lines.blank();
    else this.#lines.newline();
  }

  #addDeleted(text: string): void {
    if (this.#deletion !== null && this.#deletion.text.length < DELETION_LIMIT) this.#deletion.text += text;
  }

  #endDeletion(): void {
    this.#isInDeletion = false;
    if (this.#deletion !== null) this.#deletions.set(this.#deletion.id, this.#deletion.text.trim());
    this.#deletion = null;
  }

  #deletedHere(id: string): void {
    const text = this.#deletions.get(id);
    if (text === undefined) return;
    this.#deletions.delete(id);
    this.#lines.text(text, 'deleted' satisfies TextChange);
  }
}

function variableText(attributes: Readonly<Record<string, string>>): string {
  const value =
    attributes['office:string-value'] ?? attributes['office:value'] ?? attributes['office:date-value'] ?? '';
  return value === '' ? '' : `${attributes['text:name'] ?? ''} : ${value}`;
}
