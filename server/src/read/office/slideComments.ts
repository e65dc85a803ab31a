import type { LineBuilder } from '../emitLines.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { OfficePackage } from './officePackage.ts';

const AUTHORS = /^ppt\/(?:commentAuthors|authors)\.xml$/;

/** Writes the comments of slides and the answers to them: who, then what. */
export class SlideComments {
  readonly #file: OfficePackage;
  readonly #lines: LineBuilder;
  #authors: Promise<Map<string, string>> | null = null;

  constructor(file: OfficePackage, lines: LineBuilder) {
    this.#file = file;
    this.#lines = lines;
  }

  async write(part: string): Promise<void> {
    const authors = await (this.#authors ??= this.#readAuthors());
    await this.#file.parse(part, commentHandler(authors, this.#lines), () => this.#lines.flushLines());
  }

  async #readAuthors(): Promise<Map<string, string>> {
    const authors = new Map<string, string>();
    const open: MarkupHandler['open'] = (name, attributes) => {
      if (/^(?:cmAuthor|author)$/.test(localName(name)))
        authors.set(attributes['id'] ?? '', attributes['name'] ?? '');
    };
    for (const part of this.#file.matching(AUTHORS)) await this.#file.parse(part, { open });
    return authors;
  }
}

function commentHandler(authors: ReadonlyMap<string, string>, lines: LineBuilder): MarkupHandler {
  let isReading = false;
  return {
    open(name, attributes) {
      const local = localName(name);
      isReading = local === 'text' || local === 't';
      const author =
        local === 'cm' || local === 'reply' ? authors.get(attributes['authorId'] ?? '') : undefined;
      if (author === undefined) return;
      lines.text(`Auteur : ${author}`);
      lines.endLine();
    },
    text(text) {
      if (isReading) lines.text(text);
    },
    close(name) {
      isReading = false;
      if (/^(?:p|text)$/.test(localName(name))) lines.endLine();
    },
  };
}
