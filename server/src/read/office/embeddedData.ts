import type { Member } from '../format.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { memorySource } from '../source.ts';

/** A picture or object above this size is listed without its contents. */
const SIZE_LIMIT = 256 << 20;
/** Elements that hold bytes in base64: of flat OpenDocuments, of Word 2003, of packages in one file. */
const DATA = new Set(['binary-data', 'binData', 'binaryData']);

/** Gathers the pictures and objects that a document in one XML file holds in base64. */
export class EmbeddedData implements MarkupHandler {
  #found: Member[] = [];
  #ordinal = 0;
  #name = '';
  #chunks: string[] | null = null;
  #length = 0;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    // Parts of a package in one file have names; those of Word 2003 are 'wordml://…'.
    if (localName(name) === 'part') this.#name = (attributes['pkg:name'] ?? '').replace(/^\//, '');
    if (!DATA.has(localName(name))) return;
    this.#chunks = [];
    this.#length = 0;
    this.#name = (attributes['w:name'] ?? this.#name).split('//').at(-1)!;
  }

  text(text: string): void {
    if (this.#chunks === null) return;
    this.#length += text.length;
    if (this.#length <= SIZE_LIMIT) this.#chunks.push(text);
  }

  close(name: string): void {
    if (this.#chunks === null || !DATA.has(localName(name))) return;
    const bytes = Buffer.from(this.#chunks.join(''), 'base64');
    this.#chunks = null;
    const displayName = this.#name === '' ? `picture-${++this.#ordinal}` : this.#name;
    this.#name = '';
    const member = { name: Buffer.from(displayName), displayName };
    if (this.#length > SIZE_LIMIT) this.#found.push({ ...member, fate: 'unsupported', reason: 'size_limit' });
    else if (bytes.length > 0) this.#found.push({ ...member, source: memorySource(bytes, displayName) });
  }

  /** What ended since the last call. */
  take(): Member[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
