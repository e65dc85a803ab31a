import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { type DocumentProperty, writeProperties } from '../office/documentProperties.ts';
import { markupMembers } from '../office/markupMembers.ts';
import { propertyHandler } from '../office/packageProperties.ts';
import { WordMarkup } from '../office/wordMarkup.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { localName, type MarkupHandler, parseMarkup } from '../parseMarkup.ts';

/** Parts of a package in one file that hold text of the document. */
const TEXT_PARTS = /^\/word\/(?:document|header|footer|footnotes|endnotes|comments)\d*\.xml$/;
/** Where the document says what it is about: Word 2003, and a package in one file. */
const PROPERTIES = new Set(['DocumentProperties', 'CustomDocumentProperties', 'coreProperties']);

/** Word documents in one XML file: of Word 2003, and packages of later versions written flat. Pictures are members. */
export const wordml: Format = {
  name: 'wordml',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 16_384);
    return /<w:wordDocument[\s>]|<pkg:package[\s>]/.test(start) ? 0.96 : 0;
  },
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    await lines.page();
    const markup = new WordMarkup(lines, sink);
    markup.isPaged = true;
    const properties: DocumentProperty[] = [];
    await parseMarkup(source.stream(), 'xml', new FlatWord(markup, propertyHandler(properties)), () =>
      lines.flushLines(),
    );
    await lines.flush();
    await markup.writeAside(lines);
    await writeProperties(lines, properties);
    await lines.end();
  },
  async *members(source): AsyncGenerator<Member> {
    yield* markupMembers(source);
  },
};

/** Tells the text of the document from its properties and from parts without text. */
class FlatWord implements MarkupHandler {
  readonly #text: MarkupHandler;
  readonly #properties: MarkupHandler;
  #target: MarkupHandler | null;
  #section = '';

  constructor(text: MarkupHandler, properties: MarkupHandler) {
    this.#text = text;
    this.#properties = properties;
    this.#target = text;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (name === 'pkg:part') this.#target = TEXT_PARTS.test(attributes['pkg:name'] ?? '') ? this.#text : null;
    if (PROPERTIES.has(local)) {
      this.#section = local;
      this.#target = this.#properties;
    } else this.#target?.open?.(name, attributes);
  }

  text(text: string): void {
    this.#target?.text?.(text);
  }

  close(name: string): void {
    if (localName(name) === this.#section) {
      this.#section = '';
      this.#target = this.#text;
    } else this.#target?.close?.(name);
  }
}
