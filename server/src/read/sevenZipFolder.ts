import { crc32 } from 'node:zlib';
import { drain } from './drain.ts';
import { ReadFault, type SyncBytes } from './format.ts';
import { Archive } from './libarchive.ts';
import { decryptSevenZip, isAes } from './sevenZipDecryption.ts';
import { type PackedFolder, packSevenZip } from './packSevenZip.ts';
import type { Streams } from './sevenZipHeader.ts';
import { syncRange } from './source.ts';
import { unpackDeflate64 } from './unpackDeflate64.ts';
import { unpackZstd } from './zstdFrames.ts';

const COPY = '00';
const DEFLATE64 = '040109';
const ZSTANDARD = '04f71101';
/** Methods that libarchive has (7zFormat.txt, Methods.txt). */
const KNOWN = new Set(
  `${COPY} 03 04 05 06 07 08 09 0a 21 030101 030401 040108 040202 03030103 0303011b 03030205 03030401 03030501 03030701 03030805`.split(
    ' ',
  ),
);
const CHUNK = 1 << 18;

/** The folders of an archive, each with its bytes. */
export function packedFolders(bytes: SyncBytes, streams: Streams): PackedFolder[] {
  let at = streams.packStart;
  let pack = 0;
  let file = 0;
  return streams.folders.map((folder, i) => {
    const packed = folder.packed.map(() => {
      const size = streams.packSizes[pack++] ?? 0;
      const range = syncRange(bytes, at, size);
      at += size;
      return range;
    });
    const first = file;
    file += streams.counts[i]!;
    return { folder, packed, sizes: streams.sizes.slice(first, file), crcs: streams.crcs.slice(first, file) };
  });
}

/** Whether a folder is encrypted. */
export function isEncrypted({ folder }: PackedFolder): boolean {
  return folder.coders.some(isAes);
}

/**
 * The folder without its encryption: each step of it is taken out and its input replaced by the decrypted bytes. Null when the steps stand
 * otherwise than any program puts them. Whether the password was right, only a checksum tells.
 */
export function decryptFolder(packed: PackedFolder, password: string): PackedFolder | null {
  let current: PackedFolder | null = packed;
  while (current !== null && isEncrypted(current)) current = withoutOneAes(current, password);
  return current;
}

function withoutOneAes({ folder, packed, ...files }: PackedFolder, password: string): PackedFolder | null {
  const at = folder.coders.findIndex(isAes);
  const before = folder.coders.slice(0, at);
  const input = before.reduce((sum, coder) => sum + coder.inputs, 0);
  const output = before.reduce((sum, coder) => sum + coder.outputs, 0);
  const slot = folder.packed.indexOf(input);
  const plain =
    slot < 0 ? null : decryptSevenZip(packed[slot]!, folder.coders[at]!, folder.sizes[output] ?? 0, password);
  if (plain === null) return null;
  const inputs = packed.with(slot, plain);
  const fed = folder.pairs.find((pair) => pair.output === output);
  if (fed === undefined) {
    const copy = { id: COPY, inputs: 1, outputs: 1, properties: new Uint8Array(0) };
    return { ...files, folder: { ...folder, coders: folder.coders.with(at, copy) }, packed: inputs };
  }
  const shift = (index: number, removed: number): number => (index > removed ? index - 1 : index);
  return {
    ...files,
    packed: inputs,
    folder: {
      ...folder,
      coders: folder.coders.toSpliced(at, 1),
      pairs: folder.pairs
        .filter((pair) => pair !== fed)
        .map((pair) => ({ input: shift(pair.input, input), output: shift(pair.output, output) })),
      packed: folder.packed.map((index) => shift(index === input ? fed.input : index, input)),
      sizes: folder.sizes.toSpliced(output, 1),
    },
  };
}

/** The files of a folder, unpacked one after the other. */
export class FolderFiles {
  readonly #packed: PackedFolder;
  #archive: Archive | null = null;
  #stream: AsyncIterator<Uint8Array> | null = null;
  #rest: Uint8Array = new Uint8Array(0);
  /** The file that comes next. */
  #next = 0;
  #fault: unknown = null;

  constructor(packed: PackedFolder) {
    this.#packed = packed;
  }

  /** The content of the file with this ordinal; files come in order. Throws ReadFault, and the same again for files behind a break. */
  async *content(ordinal: number): AsyncGenerator<Uint8Array> {
    if (this.#fault !== null) throw this.#fault as Error;
    try {
      if (this.#isOurs()) yield* this.#fromStream(ordinal);
      else yield* await this.#fromArchive(ordinal);
    } catch (error) {
      this.#fault = error;
      throw error;
    }
  }

  close(): void {
    this.#archive?.close();
    this.#archive = null;
    void this.#stream?.return?.();
    this.#stream = null;
  }

  /** Methods that libarchive does not have. */
  #isOurs(): boolean {
    const { coders } = this.#packed.folder;
    return coders.length === 1 && [DEFLATE64, ZSTANDARD].includes(coders[0]!.id);
  }

  async #fromArchive(ordinal: number): Promise<Generator<Uint8Array>> {
    if (!this.#packed.folder.coders.every(({ id }) => KNOWN.has(id)))
      throw new ReadFault('unsupported', 'no_reader');
    const archive = (this.#archive ??= await Archive.open(packSevenZip(this.#packed)));
    while (this.#next <= ordinal) {
      this.#next++;
      if (archive.next() === null) throw new ReadFault('corrupt', 'damaged_structure');
    }
    return archive.content();
  }

  async *#fromStream(ordinal: number): AsyncGenerator<Uint8Array> {
    while (this.#next < ordinal) await drain(this.#file());
    yield* this.#file();
  }

  async *#file(): AsyncGenerator<Uint8Array> {
    const stream = (this.#stream ??= this.#unpacked()[Symbol.asyncIterator]());
    const ordinal = this.#next++;
    let crc = 0;
    for (let left = this.#packed.sizes[ordinal]!; left > 0;) {
      if (this.#rest.length === 0) {
        const next = await stream.next();
        if (next.done === true) throw new ReadFault('corrupt', 'truncated');
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      crc = crc32(piece, crc);
      yield piece;
    }
    const known = this.#packed.crcs[ordinal] ?? null;
    if (known !== null && known !== crc) throw new ReadFault('corrupt', 'bad_compression');
  }

  #unpacked(): AsyncIterable<Uint8Array> {
    const { folder, packed } = this.#packed;
    const [bytes] = packed;
    if (bytes === undefined) throw new ReadFault('corrupt', 'damaged_structure');
    return folder.coders[0]!.id === ZSTANDARD
      ? unpackZstd(bytes)
      : asynchronous(unpackDeflate64(chunksOf(bytes)));
  }
}

function* chunksOf(bytes: SyncBytes): Generator<Uint8Array> {
  for (let at = 0; at < bytes.size; at += CHUNK) yield bytes.read(at, CHUNK).slice();
}

async function* asynchronous(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
