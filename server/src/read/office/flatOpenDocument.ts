import { headText, looksLikeText } from '../looksLikeText.ts';
import type { MarkupHandler } from '../parseMarkup.ts';

/** What kind of OpenDocument in one XML file begins with these bytes ('text', 'spreadsheet', 'presentation', 'graphics'); null when it is none. */
export function flatOpenDocumentType(head: Uint8Array): string | null {
  if (!looksLikeText(head)) return null;
  const start = headText(head, 16_384);
  if (!/<office:document[\s>]/.test(start)) return null;
  return (
    /office:mimetype="application\/(?:vnd\.oasis\.opendocument|x-vnd\.oasis\.opendocument)\.([a-z]+)/.exec(
      start,
    )?.[1] ?? null
  );
}

/** The sections of such a file that are read, and by what. */
export type Sections = Readonly<Record<string, { readonly handler: MarkupHandler; begin?(): void }>>;

/** Hands each section of the file to its own handler; others are passed over. */
export class FlatSections implements MarkupHandler {
  readonly #sections: Sections;
  #open: { name: string; handler: MarkupHandler } | null = null;

  constructor(sections: Sections) {
    this.#sections = sections;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#open !== null) {
      this.#open.handler.open?.(name, attributes);
      return;
    }
    const section = this.#sections[name];
    if (section === undefined) return;
    section.begin?.();
    this.#open = { name, handler: section.handler };
  }

  text(text: string): void {
    this.#open?.handler.text?.(text);
  }

  close(name: string): void {
    if (this.#open?.name === name) this.#open = null;
    else this.#open?.handler.close?.(name);
  }
}
