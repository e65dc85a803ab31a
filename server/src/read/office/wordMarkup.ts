import type { LineBuilder } from '../emitLines.ts';
import type { Sink } from '../format.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { ShapeNames } from './shapeNames.ts';
import { Asides } from './asides.ts';
import { type TextChange, TrackedLines } from './trackedLines.ts';
import type { WordNumbering } from './wordNumbering.ts';

/** Elements whose text is shown, or was (delText: deleted but still in the file). */
const TEXT = new Set(['t', 'delText']);
/** Elements around inserted and around deleted text; in Word 2003 both are annotations that say which. */
const INSERTED = new Set(['ins', 'moveTo', 'Word.Insertion']);
const DELETED = new Set(['del', 'moveFrom', 'Word.Deletion']);

/** Text that stands apart from the lines where it is anchored. */
type Aside = 'text boxes' | 'comments' | 'footnotes' | 'headers';

/** Elements of Word 2003 that stand inside paragraphs or sections; later versions have them in parts of their own. */
const ASIDES: Record<string, Aside> = {
  txbxContent: 'text boxes',
  footnote: 'footnotes',
  endnote: 'footnotes',
  hdr: 'headers',
  ftr: 'headers',
};

/** What was set aside when a box or note began. */
interface Outer {
  readonly element: string;
  readonly lines: TrackedLines;
  readonly cells: number;
  readonly hasText: boolean;
}

/**
 * Reads the markup of Word (2007 and later; 2003 as XML): paragraphs and rows of tables as lines, changed text before and after,
 * pages where Word broke them. Text boxes and names of pictures come after the rest.
 */
export class WordMarkup implements MarkupHandler {
  readonly #asides: Asides<Aside>;
  readonly #names = new ShapeNames();
  #lines: TrackedLines;
  readonly #outer: Outer[] = [];
  /** Whether the part has pages: the body has, a header has none. */
  isPaged = false;
  /** Puts their numbers before the paragraphs of lists, where the document has any. */
  numbering: WordNumbering | null = null;
  /** The style and the place in a list of the paragraph that is open. */
  #style = '';
  #list: string | undefined;
  #level: number | undefined;
  #cells = 0;
  #inserted = 0;
  #deleted = 0;
  /** Annotations of Word 2003 that are open. */
  readonly #annotations: string[] = [];
  #fallback = 0;
  #isReading = false;
  #inTabs = false;
  /** Whether there is text in this paragraph, and on this page. */
  #hasText = false;
  #pageHasText = false;
  #pageIsDue = false;
  #sectionBreaks = false;

  constructor(lines: LineBuilder, sink: Sink) {
    this.#asides = new Asides(sink);
    this.#lines = new TrackedLines(lines);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (local === 'Fallback') this.#fallback++;
    if (this.#fallback > 0) return;
    if (TEXT.has(local)) this.#isReading = true;
    else if (INSERTED.has(local)) this.#inserted++;
    else if (DELETED.has(local)) this.#deleted++;
    else if (local === 'annotation') this.#openAnnotation(attributes);
    else if (local === 'comment') this.#author(attributes);
    else if (local === 'tc') this.#cells++;
    else if (local === 'tabs') this.#inTabs = true;
    else if (this.#isAside(local)) this.#openAside(local, ASIDES[local]!);
    else if (!this.#openBreak(local, attributes) && !this.#openList(local, attributes))
      this.#names.open(local, attributes);
  }

  text(text: string): void {
    if (!this.#isReading) return;
    this.#hasText = true;
    if (this.#outer.length === 0) this.#pageHasText = true;
    this.#lines.text(text, this.#change);
  }

  close(name: string): void {
    const local = localName(name);
    if (local === 'Fallback') this.#fallback = Math.max(0, this.#fallback - 1);
    if (this.#fallback > 0) return;
    if (TEXT.has(local)) this.#isReading = false;
    else if (INSERTED.has(local)) this.#inserted = Math.max(0, this.#inserted - 1);
    else if (DELETED.has(local)) this.#deleted = Math.max(0, this.#deleted - 1);
    else if (local === 'annotation') this.#closeAnnotation();
    else if (local === 'p') this.#endParagraph();
    else if (local === 'tc') this.#endCell();
    else if (local === 'tr') this.#endRow();
    else if (local === 'tabs') this.#inTabs = false;
    else if (local === 'pPr') this.#writeNumber();
    else if (this.#outer.at(-1)?.element === local) this.#closeAside();
    else if (local === 'sectPr') this.#pageIsDue ||= this.#sectionBreaks;
  }

  /** Sends what hangs on paragraphs, and the names of pictures, that were met since the last call. */
  async writeAside(lines: LineBuilder): Promise<void> {
    await lines.end();
    await this.#asides.end();
    await this.#names.write(lines);
  }

  get #change(): TextChange {
    return this.#deleted > 0 ? 'deleted' : this.#inserted > 0 ? 'inserted' : 'none';
  }

  #openBreak(local: string, attributes: Readonly<Record<string, string>>): boolean {
    if (local === 'br' || local === 'cr') this.#breakLine(attributes['w:type'] ?? attributes['type']);
    else if (local === 'tab' || local === 'ptab') {
      if (!this.#inTabs) this.#lines.tab();
    } else if (local === 'noBreakHyphen') this.#lines.text('-', this.#change);
    else if (local === 'lastRenderedPageBreak') this.#breakPage();
    else if (local === 'sectPr') this.#sectionBreaks = true;
    else if (local === 'type' && attributes['w:val'] === 'continuous') this.#sectionBreaks = false;
    else return false;
    return true;
  }

  /** What says which number a paragraph bears. */
  #openList(local: string, attributes: Readonly<Record<string, string>>): boolean {
    if (this.numbering === null) return false;
    if (local === 'pStyle') this.#style = attributes['w:val'] ?? '';
    else if (local === 'numId') this.#list = attributes['w:val'];
    else if (local === 'ilvl') this.#level = Number(attributes['w:val']);
    else return false;
    return true;
  }

  #writeNumber(): void {
    const label = this.numbering?.next({ list: this.#list, level: this.#level }, this.#style) ?? '';
    this.#style = '';
    this.#list = this.#level = undefined;
    if (label !== '') this.#lines.text(`${label} `, this.#change);
  }

  #breakLine(type: string | undefined): void {
    if (type === 'page') this.#breakPage();
    else if (this.#cells > 0) this.#lines.blank();
    else this.#lines.newline();
  }

  /** A page may end inside a paragraph or a row: it is put whole on the page where it begins. */
  #breakPage(): void {
    if (!this.#pageHasText || this.#outer.length > 0) return;
    this.#pageIsDue = true;
    if (!this.#hasText) this.#turnPage();
  }

  #turnPage(): void {
    if (!this.#pageIsDue || this.#cells > 0 || this.#outer.length > 0) return;
    this.#pageIsDue = false;
    this.#pageHasText = false;
    if (this.isPaged) this.#lines.nextPage();
  }

  #endParagraph(): void {
    this.#hasText = false;
    if (this.#cells > 0) this.#lines.blank();
    else this.#lines.newline();
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

  /** Notes and headers stand apart where they are inside the body. */
  #isAside(local: string): boolean {
    return local === 'txbxContent' || (this.isPaged && ASIDES[local] !== undefined);
  }

  #openAside(element: string, name: Aside): void {
    this.#outer.push({ element, lines: this.#lines, cells: this.#cells, hasText: this.#hasText });
    this.#lines = this.#asides.lines(name);
    this.#cells = 0;
  }

  #closeAside(): void {
    const outer = this.#outer.pop();
    if (outer === undefined) return;
    this.#lines.endLine();
    this.#lines = outer.lines;
    this.#cells = outer.cells;
    this.#hasText = outer.hasText;
  }

  #author(attributes: Readonly<Record<string, string>>): void {
    const author = attributes['w:author'] ?? attributes['aml:author'] ?? '';
    if (author === '') return;
    this.#lines.text(`Auteur : ${author}`, 'none');
    this.#lines.newline();
  }

  #openAnnotation(attributes: Readonly<Record<string, string>>): void {
    const type = attributes['w:type'] ?? '';
    this.#annotations.push(type);
    if (INSERTED.has(type)) this.#inserted++;
    else if (DELETED.has(type)) this.#deleted++;
    else if (type === 'Word.Comment') {
      this.#openAside('annotation', 'comments');
      this.#author(attributes);
    }
  }

  #closeAnnotation(): void {
    const type = this.#annotations.pop() ?? '';
    if (INSERTED.has(type)) this.#inserted = Math.max(0, this.#inserted - 1);
    else if (DELETED.has(type)) this.#deleted = Math.max(0, this.#deleted - 1);
    else if (type === 'Word.Comment') this.#closeAside();
  }
}
