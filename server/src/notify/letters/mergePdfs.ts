import { createHash } from 'node:crypto';
import { PdfObjects, replaceOutsideTexts } from './pdfObjects.ts';

/** What the whole is called, and its language (BCP 47). */
export interface MergedInfo {
  readonly title: string;
  readonly language: string;
}

/** Numbers of the objects that the whole has beside those of its parts. */
const CATALOG = 1;
const PAGES = 2;
const STRUCTURE = 3;
const METADATA = 4;
/** The one element on top, which holds the documents of the parts. */
const DOCUMENT = 5;
const FIRST_OF_PARTS = 6;

/**
 * One tagged PDF (PDF/UA-1, ISO 14289-1) of parts that Typst has set, piece by piece: memory stays that of one part. Pages and structure elements of the parts
 * are hung under one page tree, one structure tree and one parent tree. No dates, no random identifiers: the same parts give the same bytes.
 */
export async function* mergePdfs(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  info: MergedInfo,
): AsyncGenerator<Uint8Array> {
  const merger = new Merger();
  yield merger.header();
  for await (const part of parts) yield* merger.part(new PdfObjects(part));
  yield* merger.end(info);
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
  #roles = '';
  readonly #hash = createHash('sha256');

  header(): Buffer {
    return this.#out(Buffer.from('%PDF-1.7\n%\x80\x80\x80\x80\n\n', 'latin1'));
  }

  *part(pdf: PdfObjects): Generator<Uint8Array> {
    const catalog = pdf.object(pdf.root).dictionary;
    const [pages] = PdfObjects.references(catalog, 'Pages');
    const [structure] = PdfObjects.references(catalog, 'StructTreeRoot');
    if (pages === undefined || structure === undefined) throw new Error('a part without tags');
    const tree = pdf.object(structure).dictionary;
    if (/\/(?:IDTree|ClassMap|Kids)\b/.test(tree)) throw new Error('a part whose tags have another shape than Typst writes');
    const parents = parentsOf(tree);
    const elements = PdfObjects.references(tree, 'K');
    const numbers = this.#numberReachable(pdf, [pages, ...elements, ...parents.map(([, n]) => n)], new Set([structure, pdf.root]));
    // Elements on top name the tree as their parent.
    numbers.set(structure, DOCUMENT);
    for (const [old, n] of numbers) if (old !== structure) yield* this.#copy(pdf, old, n, numbers, pages);
    this.#pageTrees.push(numbers.get(pages)!);
    this.#elements.push(...elements.map((n) => numbers.get(n)!));
    this.#roles ||= /\/RoleMap (<<[^<>]*>>)/.exec(tree)?.[1] ?? '';
    yield this.#parentTree(parents.map(([key, n]) => [this.#nextParents + key, numbers.get(n)!]));
    this.#nextParents += parents.length;
    this.#pages += Number(/\/Count (\d+)/.exec(pdf.object(pages).dictionary)?.[1] ?? 0);
  } // prettier-ignore

  /** New numbers for all objects that pages and structure need; outlines, properties and the like of a part stay behind. */
  #numberReachable(
    pdf: PdfObjects,
    from: readonly number[],
    without: ReadonlySet<number>,
  ): Map<number, number> {
    const numbers = new Map<number, number>();
    const open = [...from];
    for (let n = open.pop(); n !== undefined; n = open.pop()) {
      if (numbers.has(n) || without.has(n)) continue;
      numbers.set(n, this.#nextObject++);
      replaceOutsideTexts(pdf.object(n).dictionary, /(\d{1,10}) 0 R/g, (all, reference) => {
        open.push(Number(reference));
        return all;
      });
    }
    return numbers;
  }

  *#copy(
    pdf: PdfObjects,
    old: number,
    n: number,
    numbers: ReadonlyMap<number, number>,
    pages: number,
  ): Generator<Uint8Array> {
    const { dictionary, stream } = pdf.object(old);
    const own = replaceOutsideTexts(
      dictionary,
      /(\d{1,10}) 0 R|\/(StructParents?) (\d{1,10})/g,
      (all, reference, key, index) =>
        key === undefined || index === undefined
          ? `${numbers.get(Number(reference)) ?? refuse(all)} 0 R`
          : `/${key} ${this.#nextParents + Number(index)}`,
    );
    const written = old === pages ? own.replace('/Type /Pages', `/Type /Pages\n  /Parent ${PAGES} 0 R`) : own;
    yield this.#begin(n, stream === null ? `${written}\nendobj\n\n` : `${written}\nstream\n`);
    if (stream !== null) {
      yield this.#out(Buffer.from(stream));
      yield this.#out(Buffer.from('endobj\n\n'));
    }
  }

  /** The leaf of the parent tree for one part. */
  #parentTree(entries: readonly (readonly [number, number])[]): Buffer {
    const n = this.#nextObject++;
    this.#parentTrees.push(n);
    const nums = entries.map(([key, element]) => `${key} ${element} 0 R`).join(' ');
    const limits = `${entries[0]?.[0] ?? 0} ${entries.at(-1)?.[0] ?? 0}`;
    return this.#begin(n, `<<\n  /Limits [${limits}]\n  /Nums [${nums}]\n>>\nendobj\n\n`);
  }

  *end({ title, language }: MergedInfo): Generator<Uint8Array> {
    const references = (numbers: readonly number[]): string => numbers.map((n) => `${n} 0 R`).join(' ');
    yield this.#begin(
      CATALOG,
      `<<\n  /Type /Catalog\n  /Pages ${PAGES} 0 R\n  /Metadata ${METADATA} 0 R\n  /Lang (${language})\n  /StructTreeRoot ${STRUCTURE} 0 R\n  /MarkInfo <<\n    /Marked true\n    /Suspects false\n  >>\n  /ViewerPreferences <<\n    /DisplayDocTitle true\n    /Direction /L2R\n  >>\n>>\nendobj\n\n`,
    );
    yield this.#begin(PAGES, `<<\n  /Type /Pages\n  /Count ${this.#pages}\n  /Kids [${references(this.#pageTrees)}]\n>>\nendobj\n\n`); // prettier-ignore
    yield this.#begin(
      STRUCTURE,
      `<<\n  /Type /StructTreeRoot\n${this.#roles === '' ? '' : `  /RoleMap ${this.#roles}\n`}  /K [${DOCUMENT} 0 R]\n  /ParentTree <<\n    /Kids [${references(this.#parentTrees)}]\n  >>\n  /ParentTreeNextKey ${this.#nextParents}\n>>\nendobj\n\n`,
    );
    yield this.#begin(DOCUMENT, `<<\n  /Type /StructElem\n  /S /Document\n  /P ${STRUCTURE} 0 R\n  /K [${references(this.#elements)}]\n>>\nendobj\n\n`);
    const metadata = Buffer.from(xmp(title, language));
    yield this.#begin(METADATA, `<<\n  /Length ${metadata.length}\n  /Type /Metadata\n  /Subtype /XML\n>>\nstream\n`);
    yield this.#out(metadata);
    yield this.#out(Buffer.from('\nendstream\nendobj\n\n'));
    yield* this.#table();
  } // prettier-ignore

  *#table(): Generator<Uint8Array> {
    const start = this.#written;
    const id = this.#hash.copy().digest('hex').slice(0, 32);
    yield this.#out(Buffer.from(`xref\n0 ${this.#nextObject}\n0000000000 65535 f\r\n`));
    for (let n = 1; n < this.#nextObject; n += 10_000) {
      const lines: string[] = [];
      for (let i = n; i < Math.min(n + 10_000, this.#nextObject); i++)
        lines.push(`${String(this.#offsets[i]).padStart(10, '0')} 00000 n\r\n`);
      yield this.#out(Buffer.from(lines.join('')));
    }
    yield this.#out(
      Buffer.from(
        `trailer\n<<\n  /Size ${this.#nextObject}\n  /Root ${CATALOG} 0 R\n  /ID [<${id}> <${id}>]\n>>\nstartxref\n${start}\n%%EOF\n`,
      ),
    );
  }

  #begin(n: number, rest: string): Buffer {
    this.#offsets[n] = this.#written;
    return this.#out(Buffer.from(`${n} 0 obj\n${rest}`, 'latin1'));
  }

  #out(bytes: Buffer): Buffer {
    this.#written += bytes.length;
    this.#hash.update(bytes);
    return bytes;
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

function refuse(reference: string): never {
  throw new Error(`a part refers to what it does not have: ${reference}`);
}

/** Metadata as PDF/UA-1 asks for it: title, language, and that the document claims to follow it. */
function xmp(title: string, language: string): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(title)}</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language><dc:format>application/pdf</dc:format><pdfuaid:part>1</pdfuaid:part></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
