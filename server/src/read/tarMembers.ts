import { alive } from './alive.ts';
import { type Member, ReadFault, type Source } from './format.ts';
import { displayNameOf } from './memberName.ts';
import { passingSource } from './passingSource.ts';
import { rangeSource, unpackedSource } from './source.ts';
import { isTarHeader, isZeroBlock, ownName, readNumber, TAR_BLOCK } from './tarHeader.ts';
import { expandSparse, mapFromData, type SparseMap, sparseMapOf } from './tarSparse.ts';
import { parsePax, type PaxRecords } from './tarPax.ts';

/** Where the bytes of a tar come from, in order. */
export interface TarInput {
  /** The next bytes, fewer at the end. */
  read(count: number): Promise<Uint8Array>;
  /** The next bytes, which stay the next ones. */
  peek(count: number): Promise<Uint8Array>;
  skip(count: number): Promise<void>;
  /** Opens the next `count` bytes as a member's content, unpacked by `expand`. They are not skipped. */
  open(count: number, name: string, expand: Expand | null): () => Promise<Source>;
}

/** What makes a sparse content whole again. */
export type Expand = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Long names, pax records and sparse maps are read up to so many bytes. */
const RECORD_LIMIT = 1 << 20;
/** No header that describes the next one is so long: its length is a lie, and the next header follows. */
const LONGEST_RECORD = 16 << 20;
/** So much emptiness is looked through behind the end of a tar for a further one. */
const EMPTY_LIMIT = 1 << 20;

/**
 * The members of a tar: v7, ustar, star, GNU and pax, sparse files too. Behind a damaged header the next good one is looked for;
 * then, and when it is cut, the fault comes after the last member.
 */
export async function* tarMembers(input: TarInput): AsyncGenerator<Member> {
  const walk = new TarWalk(input);
  for (;;) {
    const header = await walk.nextHeader();
    if (header === null) break;
    const member = await walk.member(header);
    if (member !== null) yield member;
    await walk.skipContent();
  }
  walk.end();
}

class TarWalk {
  readonly #input: TarInput;
  #longName: Uint8Array | null = null;
  #pax: PaxRecords | null = null;
  /** Padded bytes of the content at hand. */
  #content = 0;
  #headers = 0;
  #damaged = false;
  #cut = false;

  constructor(input: TarInput) {
    this.#input = input;
  }

  /** The next header of a member; those that only describe the next one are taken in. */
  async nextHeader(): Promise<Uint8Array | null> {
    let empty = 0;
    for (;;) {
      const header = await this.#read(empty > TAR_BLOCK);
      if (header.length < TAR_BLOCK) {
        this.#cut ||= header.length > 0;
        return null;
      }
      if (isZeroBlock(header)) {
        if ((empty += TAR_BLOCK) > EMPTY_LIMIT) return null;
      } else if (!isTarHeader(header)) {
        if (empty > TAR_BLOCK) return null;
        this.#damaged = true;
      } else {
        this.#headers++;
        empty = 0;
        if (!(await this.#takesIn(header))) return header.slice();
      }
    }
  }

  /** The next block. Behind the two empty blocks that end a tar, a break is none: something else may follow there. */
  async #read(isOver: boolean): Promise<Uint8Array> {
    try {
      return await this.#input.read(TAR_BLOCK);
    } catch (error) {
      if (isOver) return new Uint8Array(0);
      throw error;
    }
  }

  async #takesIn(header: Uint8Array): Promise<boolean> {
    const type = typeOf(header);
    if (!'LKNxgX'.includes(type)) return false;
    if (sizeOf(header) > LONGEST_RECORD) {
      this.#damaged = true;
      return true;
    }
    this.#content = padded(sizeOf(header));
    const data = await this.#input.read(Math.min(sizeOf(header), RECORD_LIMIT));
    this.#content -= data.length;
    if (type === 'L') this.#longName = untilZero(data);
    else if (type === 'x' || type === 'X') this.#pax = parsePax(data);
    await this.skipContent();
    return true;
  }

  async member(header: Uint8Array): Promise<Member | null> {
    const pax = this.#pax;
    const name = pax?.sparseName ?? pax?.path ?? this.#longName ?? ownName(header);
    this.#pax = this.#longName = null;
    const displayName = displayNameOf(name);
    const type = typeOf(header);
    const size = pax?.size ?? sizeOf(header);
    if (type === '5' || type === 'D' || ('\u00000'.includes(type) && name.at(-1) === 0x2f)) {
      if (type === 'D') this.#content = padded(size);
      return null;
    }
    if (type === '2' || (type === '1' && !(await this.#hasContent(size))))
      return { name, displayName, fate: 'not_a_document', reason: 'link' };
    if ('346'.includes(type))
      return { name, displayName, fate: 'not_a_document', reason: 'program_or_system_file' };
    this.#content = padded(size);
    const sparse = await this.#sparseMap(header, type, pax);
    const left = Math.max(0, size - sparse.used);
    return {
      name,
      displayName,
      open: this.#input.open(
        left,
        displayName,
        sparse.map === null ? null : (chunks) => expandSparse(chunks, sparse.map!),
      ),
    };
  }

  /** A hard link may carry the content again (pax) or only name its size (old tar): then the next block is a header. */
  async #hasContent(size: number): Promise<boolean> {
    if (size === 0) return false;
    const next = await this.#input.peek(TAR_BLOCK);
    return next.length === TAR_BLOCK && !isZeroBlock(next) && !isTarHeader(next);
  }

  async #sparseMap(
    header: Uint8Array,
    type: string,
    pax: PaxRecords | null,
  ): Promise<{ map: SparseMap | null; used: number }> {
    if (type === 'S') return { map: await sparseMapOf(header, this.#input), used: 0 };
    if (pax?.sparse === undefined) return { map: null, used: 0 };
    if (pax.sparse.map !== null) return { map: { pieces: pax.sparse.map, size: pax.sparse.size }, used: 0 };
    const { pieces, used } = await mapFromData(this.#input);
    this.#content -= used;
    return { map: { pieces, size: pax.sparse.size }, used };
  }

  async skipContent(): Promise<void> {
    const left = this.#content;
    this.#content = 0;
    if (left > 0) await this.#input.skip(left);
  }

  /** Says what was wrong, after all that could be found. */
  end(): void {
    const found = this.#headers > 0;
    if (this.#damaged) throw new ReadFault(found ? 'read_in_part' : 'corrupt', 'damaged_structure');
    if (this.#cut) throw new ReadFault(found ? 'read_in_part' : 'corrupt', 'truncated');
  }
}

function typeOf(header: Uint8Array): string {
  return String.fromCharCode(header[156]!);
}

function sizeOf(header: Uint8Array): number {
  return readNumber(header, 124, 12);
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
}

function untilZero(data: Uint8Array): Uint8Array {
  const end = data.indexOf(0);
  return data.slice(0, end < 0 ? data.length : end);
}

/** A tar that can be read anywhere: members are ranges of it. */
export function tarInRange(source: Source): TarInput {
  let at = 0;
  const read = async (count: number): Promise<Uint8Array> => {
    const bytes = await source.readAt(at, count);
    at += bytes.length;
    return bytes;
  };
  return {
    read,
    peek: (count) => source.readAt(at, count),
    skip(count) {
      at += count;
      // Only the padding of the last content may be missing.
      return source.size !== null && at >= source.size + TAR_BLOCK
        ? Promise.reject(new ReadFault('read_in_part', 'truncated'))
        : Promise.resolve();
    },
    open(count, name, expand) {
      const start = at;
      const range = (): Promise<Source> => rangeSource(source, start, count, name);
      return async () =>
        expand === null
          ? await range()
          : await unpackedSource(name, null, async function* () {
              yield* expand((await range()).stream());
            });
    },
  };
}

/** A tar that passes by: members are had when it is their turn. The chunks must be of their own. */
export function tarInStream(chunks: AsyncIterable<Uint8Array>): TarInput & { close(): Promise<void> } {
  const stream = new TarStream(chunks[Symbol.asyncIterator]());
  return {
    read: (count) => stream.read(count),
    peek: (count) => stream.peek(count),
    skip: (count) => stream.skip(count),
    open: (count, name, expand) => () => {
      const content = stream.take(count);
      return passingSource(name, expand === null ? content : expand(content));
    },
    close: () => stream.close(),
  };
}

class TarStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  /** Bytes that the content at hand has taken beyond what the walk knows of. */
  #taken = 0;

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  async read(count: number): Promise<Uint8Array> {
    const bytes = await this.peek(count);
    this.#chunk = this.#chunk.subarray(bytes.length);
    return bytes;
  }

  async peek(count: number): Promise<Uint8Array> {
    const parts = [this.#chunk];
    let length = this.#chunk.length;
    while (length < count) {
      const next = await this.#chunks.next();
      if (next.done === true) break;
      parts.push(next.value);
      length += next.value.length;
    }
    if (parts.length > 1) this.#chunk = Buffer.concat(parts);
    return this.#chunk.subarray(0, count);
  }

  /** Content, which the walk skips afterwards: what was taken counts then. */
  async *take(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0;) {
      const piece = await this.#piece(left);
      if (piece.length === 0) throw new ReadFault('read_in_part', 'truncated');
      this.#taken += piece.length;
      left -= piece.length;
      yield piece;
    }
  }

  async skip(count: number): Promise<void> {
    let left = count - this.#taken;
    this.#taken = 0;
    while (left > 0) {
      const piece = await this.#piece(left);
      // Only the padding of the last content may be missing.
      if (piece.length === 0 && left < TAR_BLOCK) return;
      if (piece.length === 0) throw new ReadFault('read_in_part', 'truncated');
      left -= piece.length;
      alive(piece.length);
    }
  }

  async #piece(most: number): Promise<Uint8Array> {
    if (this.#chunk.length === 0) {
      const next = await this.#chunks.next();
      this.#chunk = next.done === true ? new Uint8Array(0) : next.value;
    }
    const piece = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(piece.length);
    return piece;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
