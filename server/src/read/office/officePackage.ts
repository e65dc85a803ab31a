import { type Member, type ReadContext, ReadFault, type Source } from '../format.ts';
import { localName, type MarkupHandler, parseMarkup } from '../parseMarkup.ts';
import { type ZipEntry, zipEntries } from '../zipArchive.ts';
import { readBinaryPart, type RecordHandler } from './xlsbRecords.ts';

/** Parts that hold no text or picture of the document: settings of printers, fonts, links between parts. */
const TECHNICAL =
  /\.(?:xml|rels|vml|rdf|odttf|fntdata|ttf|otf|sigs)$|\/printerSettings\d*\.bin$|^(?:mimetype|layout-cache|META-INF\/.*|Configurations2\/.*)$/i;
/** Parts of a binary workbook, where other documents have XML. */
const BINARY_PARTS = /^xl\/(?!embeddings\/|activeX\/|media\/)(?!vbaProject\.bin$).*\.bin$/i;

/** Small pictures of the first page, for folders: what can be read of them stands in the document itself. */
const THUMBNAILS = /^(?:docProps\/thumbnail|Thumbnails\/\w+|QuickLook\/Thumbnail)\.(?:jpe?g|png)$/i;

const PASSED_OVER = [TECHNICAL, BINARY_PARTS, THUMBNAILS];

/** A link from one part to another, or to an address outside. */
export interface Relation {
  readonly id: string;
  /** The last word of its type: 'image', 'hyperlink', 'aFChunk'. */
  readonly type: string;
  /** Name of the other part; the address as it is written when it lies outside. */
  readonly target: string;
  readonly isExternal: boolean;
}

/** 'ppt/slides/' and '../media/image1.png' give 'ppt/media/image1.png'. */
function resolvePart(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/'))
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  return path.join('/');
}

/** What a part refers to outside: addresses of mail and of pages, templates, linked pictures. */
export function outsideTargets(relations: readonly Relation[]): string[] {
  return relations.filter(({ isExternal }) => isExternal).map(({ target }) => withoutScheme(target));
}

/** Of 'mailto:jeanne@exemple.example?subject=…' the address; other targets as they are. */
function withoutScheme(target: string): string {
  return /^mailto:/i.test(target) ? target.slice('mailto:'.length).split('?')[0]! : target;
}

/** An Office document or OpenDocument (a zip). Damaged parts are read as far as they go; {@link finish} then says so. */
export class OfficePackage {
  /** Parts by their names, without a slash at the beginning. */
  readonly #parts = new Map<string, ZipEntry>();
  /** Names as they stand in the zip by their lower case: links may write them otherwise. */
  readonly #names = new Map<string, string>();
  #fault: ReadFault | null = null;

  /** Opens a package. Throws ReadFault when it lacks the part that every such document has, or that part is locked. */
  static async open(source: Source, needed: RegExp, { passwords }: ReadContext): Promise<OfficePackage> {
    const opened = new OfficePackage();
    try {
      for await (const entry of zipEntries(source, passwords)) opened.#add(entry);
    } catch (error) {
      opened.#keep(error);
    }
    const main = opened.matching(needed)[0];
    if (main === undefined) throw opened.#fault ?? new ReadFault('corrupt', 'damaged_structure');
    if (opened.entry(main)!.encrypted) throw new ReadFault('encrypted', 'password_needed');
    return opened;
  }

  /** Names of the parts that match, in the order of the zip. */
  matching(pattern: RegExp): string[] {
    return [...this.#parts.keys()].filter((name) => pattern.test(name));
  }

  /** The part of this name, in any case; undefined when there is none. */
  entry(name: string): ZipEntry | undefined {
    return this.#parts.get(this.#names.get(name.toLowerCase()) ?? name);
  }

  /** Puts another part in the place of one, if it is there. */
  replace(name: string, other: (entry: ZipEntry) => ZipEntry): void {
    const entry = this.#parts.get(name);
    if (entry !== undefined) this.#parts.set(name, other(entry));
  }

  has(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }

  /** Of parts with the same name the first one counts: what the directory does not name comes last. */
  #add(entry: ZipEntry): void {
    const name = entry.displayName.replace(/^\//, '');
    if (this.has(name)) return;
    this.#parts.set(name, entry);
    this.#names.set(name.toLowerCase(), name);
  }

  /** Streams a part in XML (or HTML) through a handler; one that is not there is empty, one that is damaged ends early. */
  async parse(
    name: string,
    handler: MarkupHandler,
    between: () => Promise<void> = () => Promise.resolve(),
    kind: 'xml' | 'html' = 'xml',
  ): Promise<void> {
    const chunks = this.entry(name)?.open() ?? (this.#isInPieces(name) ? this.#pieces(name) : null);
    if (chunks === null) return;
    try {
      await parseMarkup(chunks, kind, handler, between, 'utf-8');
    } catch (error) {
      this.#keep(error);
      await between();
    }
  }

  #isInPieces(name: string): boolean {
    return this.has(`${name}/[0].piece`) || this.has(`${name}/[0].last.piece`);
  }

  /** A part may be stored in pieces, as printers write it (ECMA-376, part 2, 10.1.3): 'part/[0].piece' to 'part/[n].last.piece'. */
  async *#pieces(name: string): AsyncGenerator<Uint8Array> {
    for (let i = 0; ; i++) {
      const piece = this.entry(`${name}/[${i}].piece`) ?? this.entry(`${name}/[${i}].last.piece`);
      if (piece === undefined) return;
      yield* piece.open();
    }
  }

  /** A part in memory; one that is not there is empty, one that is damaged or larger than `limit` bytes is cut. */
  async bytes(name: string, limit: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of this.entry(name)?.open() ?? []) {
        length += chunk.length;
        if (length > limit) throw new ReadFault('read_in_part', 'size_limit');
        chunks.push(Uint8Array.from(chunk));
      }
    } catch (error) {
      this.#keep(error);
    }
    return Buffer.concat(chunks);
  }

  /** Streams a binary part through a handler of its records, in the same way. */
  async parseBinary(
    name: string,
    handler: RecordHandler,
    between: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const entry = this.entry(name);
    if (entry === undefined) return;
    try {
      await readBinaryPart(entry.open(), handler, between);
    } catch (error) {
      this.#keep(error);
      await between();
    }
  }

  /** The links of a part ('word/document.xml'), in their order. */
  async relations(part: string): Promise<Relation[]> {
    const slash = part.lastIndexOf('/') + 1;
    const folder = part.slice(0, slash);
    const links = `${folder}_rels/${part.slice(slash)}.rels`;
    if (!this.has(links) && !this.#isInPieces(links)) return [];
    const relations: Relation[] = [];
    const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
      if (localName(name) !== 'Relationship') return;
      const isExternal = attributes['TargetMode'] === 'External';
      const target = attributes['Target'] ?? '';
      relations.push({
        id: attributes['Id'] ?? '',
        type: (attributes['Type'] ?? '').split('/').at(-1)!,
        target: isExternal ? target : resolvePart(folder, target),
        isExternal,
      });
    };
    await this.parse(links, { open });
    return relations;
  }

  /** Pictures, embedded files and objects, as members; `also` names parts in XML that are documents of their own. */
  *members(also: ReadonlySet<string> = new Set()): Generator<Member> {
    for (const [displayName, entry] of this.#parts) {
      if (PASSED_OVER.some((parts) => parts.test(displayName)) && !also.has(displayName)) continue;
      const { name } = entry;
      if (entry.encrypted) yield { name, displayName, fate: 'encrypted', reason: 'password_needed' };
      else yield { name, displayName, open: () => entry.source() };
    }
    this.finish();
  }

  /** Throws ReadFault('read_in_part', …) when anything of the package was damaged. */
  finish(): void {
    if (this.#fault !== null) throw new ReadFault('read_in_part', this.#fault.reason, { cause: this.#fault });
  }

  #keep(error: unknown): void {
    if (!(error instanceof ReadFault)) throw error;
    this.#fault ??= error;
  }
}
