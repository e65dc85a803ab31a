import { inflateSync } from 'node:zlib';
import { ReadFault, type SyncBytes } from './format.ts';
import { type MarkupHandler, parseMarkup } from './parseMarkup.ts';

/** One file of a xar archive, as its table of contents says. */
export interface XarFile {
  /** Path in the archive, '/'-joined. */
  readonly path: string;
  readonly type: string;
  /** Where its packed bytes begin in the archive, and how many they are. */
  readonly offset: number;
  readonly length: number;
  /** Last word of how they are packed: 'octet-stream', 'x-gzip', 'x-bzip2', 'x-lzma'. */
  readonly encoding: string;
}

const SIGNATURE = 0x78617221;
const HEAD_BYTES = 28;
const CONTENTS_LIMIT = 64 << 20;
const NAME_LIMIT = 4_096;
const PATH_LIMIT = 16_384;

/** Whether bytes begin a xar archive. */
export function isXar(head: Uint8Array): boolean {
  return head.length >= HEAD_BYTES && new DataView(head.buffer, head.byteOffset).getUint32(0) === SIGNATURE;
}

/**
 * Reads the table of contents of a xar archive: a head of numbers (big endian), the table in packed XML, then the files (github.com/mackyle/xar/wiki/xarformat).
 * Throws ReadFault where there is none that can be read.
 */
export async function xarFiles(bytes: SyncBytes): Promise<XarFile[]> {
  const head = Buffer.from(bytes.read(0, HEAD_BYTES));
  if (!isXar(head)) throw new ReadFault('corrupt', 'damaged_structure');
  const headBytes = head.readUInt16BE(4);
  const packed = Number(head.readBigUInt64BE(8));
  const table = unpackTable(bytes.read(headBytes, Math.min(packed, CONTENTS_LIMIT)));
  const files = new FileGatherer(headBytes + packed);
  await parseMarkup(once(table), 'xml', files);
  return files.found;
}

function unpackTable(packed: Uint8Array): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: CONTENTS_LIMIT });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new ReadFault(isLarge ? 'read_in_part' : 'corrupt', isLarge ? 'size_limit' : 'bad_compression', {
      cause: error,
    });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** A file or folder whose element is open. */
interface OpenFile {
  readonly parent: string;
  name: string;
  type: string;
  offset: number;
  length: number;
  encoding: string;
}

class FileGatherer implements MarkupHandler {
  readonly found: XarFile[] = [];
  readonly #heapAt: number;
  readonly #elements: string[] = [];
  readonly #files: OpenFile[] = [];
  #isBase64 = false;
  #text = '';

  constructor(heapAt: number) {
    this.#heapAt = heapAt;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const isOfData = this.#isBelow('data', 'file');
    this.#elements.push(name);
    this.#text = '';
    if (name === 'name') this.#isBase64 = attributes['enctype'] === 'base64';
    const file = this.#files.at(-1);
    if (name === 'file') this.#openFile(file);
    else if (name === 'encoding' && isOfData && file !== undefined)
      file.encoding = (attributes['style'] ?? '').split('/').at(-1)!;
  }

  text(text: string): void {
    if (this.#text.length < NAME_LIMIT) this.#text += text;
  }

  close(name: string): void {
    this.#elements.pop();
    const file = this.#files.at(-1);
    if (file === undefined) return;
    if (name === 'file') this.#closeFile();
    else if (this.#isBelow('file')) this.#describe(file, name);
    else if (this.#isBelow('data', 'file')) this.#place(file, name);
  }

  /** Whether the innermost open elements are these. */
  #isBelow(...names: readonly string[]): boolean {
    return names.every((name, i) => this.#elements.at(-1 - i) === name);
  }

  #openFile(folder: OpenFile | undefined): void {
    const parent = folder === undefined ? '' : `${folder.parent}${folder.name}/`.slice(0, PATH_LIMIT);
    this.#files.push({ parent, name: '', type: '', offset: 0, length: 0, encoding: 'octet-stream' });
  }

  /** Of a name that comes again the first one counts. */
  #describe(file: OpenFile, name: string): void {
    if (name === 'type') file.type = this.#text.trim();
    if (name !== 'name' || file.name !== '') return;
    file.name = this.#isBase64 ? Buffer.from(this.#text, 'base64').toString('utf8') : this.#text;
  }

  #place(file: OpenFile, name: string): void {
    const value = Number(this.#text.trim());
    if (!Number.isSafeInteger(value) || value < 0) return;
    if (name === 'offset') file.offset = value;
    else if (name === 'length') file.length = value;
  }

  #closeFile(): void {
    const { parent, name, type, offset, length, encoding } = this.#files.pop()!;
    if (type === 'directory') return;
    this.found.push({ path: parent + name, type, offset: this.#heapAt + offset, length, encoding });
  }
}
