import type { LineBuilder } from '../emitLines.ts';

/** Attributes of shapes and pictures that are text: alternative text, title, WordArt; in VML and in DrawingML. */
const ATTRIBUTES: Record<string, readonly string[]> = {
  docPr: ['descr', 'title'],
  cNvPr: ['descr', 'title'],
  shape: ['alt'],
  rect: ['alt'],
  imagedata: ['o:title'],
  textpath: ['string'],
};
/** A name that is that of a file says what the picture was. */
const FILE_NAME = /\.[a-z]{3,4}$/i;
const LIMIT = 100_000;

/** Gathers what shapes and pictures of a document are called; each text once. */
export class ShapeNames {
  #texts = new Set<string>();

  /** Takes an element by its name without prefix. */
  open(local: string, attributes: Readonly<Record<string, string>>): void {
    const names = ATTRIBUTES[local];
    if (names === undefined) return;
    for (const name of names) this.#add(attributes[name]);
    if (FILE_NAME.test(attributes['name'] ?? '')) this.#add(attributes['name']);
  }

  #add(text: string | undefined): void {
    if (text !== undefined && text.trim() !== '' && this.#texts.size < LIMIT) this.#texts.add(text);
  }

  /** What was gathered since the last call. */
  take(): string[] {
    const texts = [...this.#texts];
    this.#texts = new Set();
    return texts;
  }

  /** Sends the texts as a part of their own. */
  async write(lines: LineBuilder): Promise<void> {
    await lines.list('shapes', this.take());
  }
}
