import { createHash } from 'node:crypto';
import { LETTER_OBJECTS } from '../layout/writeLetters.ts';
import { PdfObjects } from './pdfObjects.ts';

/** What the whole is called, and its language (BCP 47). */
export interface MergedInfo {
  readonly title: string;
  readonly language: string;
}

const { shared, catalog: CATALOG, pages: PAGES, structure: STRUCTURE, first } = LETTER_OBJECTS;
/** Numbers of the objects that the whole has beside those of its parts. */
const METADATA = first;
/** The one element on top, which holds the letters. */
const DOCUMENT = first + 1;
const FIRST_OF_PARTS = first + 2;

/**
 * One tagged PDF (PDF/UA-1, ISO 14289-1) of parts that writeLetters.ts has written, piece by piece: memory stays that of one part. Pages and structure elements of
 * the parts are hung under one page tree, one structure tree and one parent tree; the fonts are there once. No dates, no random identifiers: the same parts give
 * the same bytes.
 */
export async function* mergePdfs(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  info: MergedInfo,
): AsyncGenerator<Uint8Array> {
  const merger = new Merger();
  merger.header();
  for await (const part of parts) {
    merger.part(new PdfObjects(part));
    yield merger.take();
  }
  merger.end(info);
  yield merger.take();
}

class Merger {
  /** Where each object begins, by its number. */
  readonly #offsets: number[] = [];
  #written = 0;
  #nextObject = FIRST_OF_PARTS;
  #nextParents = 0;
  #pages = 0;
  readonly #pageTrees: number[] = [];
  readonly #elements: number[] = [];
  readonly #parentTrees: number[] = [];
  #fonts: string | null = null;
  readonly #hash = createHash('sha256');
  readonly #pieces: Buffer[] = [];

  /** What was written since the last call. */
  take(): Buffer {
    return Buffer.concat(this.#pieces.splice(0));
  }

  header(): void {
    this.#out(Buffer.from('%PDF-1.7\n%\x80\x80\x80\x80\n', 'latin1'));
  }

  part(pdf: PdfObjects): void {
    this.#sharedObjects(pdf);
    const tree = pdf.object(STRUCTURE).dictionary;
    const parents = parentsOf(tree);
    const pages = this.#nextObject++;
    const moved = this.#nextObject - first;
    // Letters name the tree as their parent.
    const numbers = { moved, pages, parents: this.#nextParents };
    this.#copy(pdf, PAGES, pages, numbers);
    for (let n = first; n <= pdf.count; n++) this.#copy(pdf, n, n + moved, numbers);
    this.#nextObject = pdf.count + moved + 1;
    this.#pageTrees.push(pages);
    for (const n of PdfObjects.references(tree, 'K')) this.#elements.push(n + moved);
    this.#parentTree(parents.map(([key, n]) => [this.#nextParents + key, n + moved]));
    this.#nextParents += parents.length;
    this.#pages += Number(/\/Count (\d+)/.exec(pdf.object(PAGES).dictionary)?.[1] ?? 0);
  }

  /** The fonts, once: those of all parts are the same. */
  #sharedObjects(pdf: PdfObjects): void {
    const objects = Array.from({ length: shared }, (_, i) => pdf.object(i + 1));
    const hash = createHash('sha256');
    for (const { dictionary, stream } of objects) hash.update(`${dictionary}\0`).update(stream ?? '');
    const fonts = hash.digest('hex');
    this.#fonts ??= fonts;
    if (this.#fonts !== fonts) throw new Error('parts with different fonts');
    if (this.#pageTrees.length > 0) return;
    for (const [i, { dictionary, stream }] of objects.entries()) this.#object(i + 1, dictionary, stream);
  }

  #copy(
    pdf: PdfObjects,
    old: number,
    n: number,
    { moved, pages, parents }: { readonly moved: number; readonly pages: number; readonly parents: number },
  ): void {
    const { dictionary, stream } = pdf.object(old);
    const own = dictionary.replace(REFERENCES, (_, reference?: string, index?: string) => {
      if (reference === undefined) return `/StructParents ${parents + Number(index)}`;
      const to = Number(reference);
      if (to >= first) return `${to + moved} 0 R`;
      return `${to === PAGES ? pages : to === STRUCTURE ? DOCUMENT : to} 0 R`;
    });
    this.#object(n, old === PAGES ? own.replace('/Type /Pages', `/Type /Pages /Parent ${PAGES} 0 R`) : own, stream);
  } // prettier-ignore

  #object(n: number, dictionary: string, stream: Uint8Array | null): void {
    if (stream === null) this.#begin(n, `${dictionary}\nendobj\n`);
    else {
      this.#begin(n, `${dictionary}\nstream\n`);
      this.#out(Buffer.from(stream.buffer, stream.byteOffset, stream.length));
      this.#out(Buffer.from('endobj\n'));
    }
  }

  /** The leaf of the parent tree for one part. */
  #parentTree(entries: readonly (readonly [number, number])[]): void {
    const n = this.#nextObject++;
    this.#parentTrees.push(n);
    const nums = entries.map(([key, element]) => `${key} ${element} 0 R`).join(' ');
    const limits = `${entries[0]?.[0] ?? 0} ${entries.at(-1)?.[0] ?? 0}`;
    this.#begin(n, `<< /Limits [${limits}] /Nums [${nums}] >>\nendobj\n`);
  }

  end({ title, language }: MergedInfo): void {
    const references = (numbers: readonly number[]): string => numbers.map((n) => `${n} 0 R`).join(' ');
    this.#begin(
      CATALOG,
      `<<\n  /Type /Catalog\n  /Pages ${PAGES} 0 R\n  /Metadata ${METADATA} 0 R\n  /Lang (${language})\n  /StructTreeRoot ${STRUCTURE} 0 R\n  /MarkInfo <<\n    /Marked true\n    /Suspects false\n  >>\n  /ViewerPreferences <<\n    /DisplayDocTitle true\n    /Direction /L2R\n  >>\n>>\nendobj\n\n`,
    );
    this.#begin(PAGES, `<<\n  /Type /Pages\n  /Count ${this.#pages}\n  /Kids [${references(this.#pageTrees)}]\n>>\nendobj\n\n`); // prettier-ignore
    this.#begin(
      STRUCTURE,
      `<<\n  /Type /StructTreeRoot\n  /K [${DOCUMENT} 0 R]\n  /ParentTree <<\n    /Kids [${references(this.#parentTrees)}]\n  >>\n  /ParentTreeNextKey ${this.#nextParents}\n>>\nendobj\n\n`,
    );
    this.#begin(DOCUMENT, `<<\n  /Type /StructElem\n  /S /Document\n  /P ${STRUCTURE} 0 R\n  /K [${references(this.#elements)}]\n>>\nendobj\n\n`);
    const metadata = Buffer.from(xmp(title, language));
    this.#begin(METADATA, `<<\n  /Length ${metadata.length}\n  /Type /Metadata\n  /Subtype /XML\n>>\nstream\n`);
    this.#out(metadata);
    this.#out(Buffer.from('\nendstream\nendobj\n\n'));
    this.#table();
  } // prettier-ignore

  #table(): void {
    const start = this.#written;
    const id = this.#hash.copy().digest('hex').slice(0, 32);
    this.#out(Buffer.from(`xref\n0 ${this.#nextObject}\n0000000000 65535 f\r\n`));
    for (let n = 1; n < this.#nextObject; n += 10_000) {
      const lines: string[] = [];
      for (let i = n; i < Math.min(n + 10_000, this.#nextObject); i++)
        lines.push(`${String(this.#offsets[i]).padStart(10, '0')} 00000 n\r\n`);
      this.#out(Buffer.from(lines.join('')));
    }
    this.#out(
      Buffer.from(
        `trailer\n<<\n  /Size ${this.#nextObject}\n  /Root ${CATALOG} 0 R\n  /ID [<${id}> <${id}>]\n>>\nstartxref\n${start}\n%%EOF\n`,
      ),
    );
  }

  #begin(n: number, rest: string): void {
    this.#offsets[n] = this.#written;
    this.#out(Buffer.from(`${n} 0 obj\n${rest}`, 'latin1'));
  }

  #out(bytes: Buffer): void {
    this.#written += bytes.length;
    this.#hash.update(bytes);
    this.#pieces.push(bytes);
  }
}

/** Key and object of each entry of the parent tree. */
function parentsOf(tree: string): [number, number][] {
  const nums = /\/ParentTree <<\s*\/Nums \[([^\][]*)\]/.exec(tree);
  if (nums === null) throw new Error('a part without a parent tree');
  return Array.from(nums[1]!.matchAll(/(\d{1,10}) (\d{1,10}) 0 R/g), ([, key, n]) => [
    Number(key),
    Number(n),
  ]);
}

/** A reference to an object, or where a page finds its entry of the parent tree. There are no texts in the dictionaries of letters. */
const REFERENCES = /(\d{1,10}) 0 R|\/StructParents (\d{1,10})/g;

/** Metadata as PDF/UA-1 asks for it: title, language, and that the document claims to follow it. */
function xmp(title: string, language: string): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(title)}</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language><dc:format>application/pdf</dc:format><pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
