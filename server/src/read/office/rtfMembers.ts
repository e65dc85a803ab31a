import type { Member } from '../format.ts';
import { memorySource } from '../source.ts';
import { packagedBytes } from './embeddedObjects.ts';
import { withBitmapHeader } from './pictureRecords.ts';
import type { RtfHandler } from './rtfParser.ts';

/** A picture or object above this size is listed without its contents. */
const SIZE_LIMIT = 256 << 20;

/** Kinds of pictures by the control that names them. */
const EXTENSIONS: Record<string, string> = {
  pngblip: 'png',
  jpegblip: 'jpg',
  emfblip: 'emf',
  wmetafile: 'wmf',
  dibitmap: 'bmp',
  wbitmap: 'bmp',
  macpict: 'pict',
};

/** A group whose data is gathered. */
interface Gathering {
  readonly kind: 'picture' | 'object';
  /** Depth of its group. */
  readonly depth: number;
  extension: string;
  readonly chunks: Uint8Array[];
  bytes: number;
  /** A hex digit whose other half is in the next chunk. */
  half: string;
}

/** Gathers the pictures and embedded objects of an RTF file. */
export class RtfMembers implements RtfHandler {
  #depth = 0;
  #open: Gathering | null = null;
  #found: Member[] = [];
  #ordinal = 0;

  openGroup(): void {
    this.#depth++;
  }

  closeGroup(): void {
    if (this.#open?.depth === this.#depth) {
      const member = this.#finish(this.#open);
      if (member !== null) this.#found.push(member);
      this.#open = null;
    }
    this.#depth = Math.max(0, this.#depth - 1);
  }

  control(word: string): void {
    if (this.#open === null && (word === 'pict' || word === 'objdata'))
      this.#open = {
        kind: word === 'pict' ? 'picture' : 'object',
        depth: this.#depth,
        extension: 'bin',
        chunks: [],
        bytes: 0,
        half: '',
      };
    else if (this.#open?.kind === 'picture') this.#open.extension = EXTENSIONS[word] ?? this.#open.extension;
  }

  /** Data in hex; a group inside the group (properties of the picture) is none. */
  text(bytes: Uint8Array): void {
    if (this.#open?.depth !== this.#depth) return;
    const digits =
      this.#open.half +
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/[^0-9a-f]/gi, '');
    const even = digits.length & ~1;
    this.#open.half = digits.slice(even);
    this.#add(this.#open, Buffer.from(digits.slice(0, even), 'hex'));
  }

  hexByte(): void {
    // No data.
  }

  binary(bytes: Uint8Array): void {
    if (this.#open !== null) this.#add(this.#open, Uint8Array.from(bytes));
  }

  /** The members that ended since the last call. */
  take(): Member[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #add(open: Gathering, bytes: Uint8Array): void {
    open.bytes += bytes.length;
    if (open.bytes <= SIZE_LIMIT) open.chunks.push(bytes);
  }

  #finish(open: Gathering): Member | null {
    if (open.bytes === 0) return null;
    const ordinal = ++this.#ordinal;
    if (open.bytes > SIZE_LIMIT) {
      const displayName = `${open.kind}-${ordinal}`;
      return { name: Buffer.from(displayName), displayName, fate: 'unsupported', reason: 'size_limit' };
    }
    const bytes = Buffer.concat(open.chunks);
    if (open.kind === 'object') return objectMember(bytes, ordinal);
    const displayName = `picture-${ordinal}.${open.extension}`;
    const whole = open.extension === 'bmp' ? withBitmapHeader(bytes) : bytes;
    return { name: Buffer.from(displayName), displayName, source: memorySource(whole, displayName) };
  }
}

const EMBEDDED = 2;

/** An object as OLE 1 writes it ([MS-OLEDS] 2.2.5): class, topic and item as strings with lengths, then its native data. A link has none. */
function objectMember(bytes: Buffer, ordinal: number): Member | null {
  let at = 8;
  const strings: string[] = [];
  while (strings.length < 3 && at + 4 <= bytes.length) {
    const length = bytes.readUInt32LE(at);
    strings.push(bytes.toString('latin1', at + 4, Math.min(bytes.length, at + 4 + length)).split('\0')[0]!);
    at += 4 + length;
  }
  if (at + 4 > bytes.length || bytes.readUInt32LE(4) !== EMBEDDED) return null;
  const native = bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at));
  const packaged = strings[0] === 'Package' ? packagedBytes(native) : null;
  if (packaged !== null) return packaged;
  const displayName = `object-${ordinal}`;
  return { name: Buffer.from(displayName), displayName, source: memorySource(native, displayName) };
}
