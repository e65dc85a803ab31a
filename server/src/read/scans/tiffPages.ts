import { ReadFault } from '../format.ts';
import { decodePicture } from './decodePicture.ts';
import type { GrayImage } from './grayImage.ts';
import { assertDecodable, type PictureSize } from './pictureSize.ts';

/** A page of a TIFF: where its directory stands, and what that says. */
export interface TiffPage extends PictureSize {
  readonly offset: number;
}

const PAGE_LIMIT = 20_000;
const TAG = { subfile: 254, width: 256, height: 257, bits: 258, samples: 277 };
const REDUCED = 1;

/**
 * The pages of a TIFF (6.0, or BigTIFF) in order, without its thumbnails. The chain of directories is followed until it ends, breaks
 * (then `whole` is false) or turns back.
 */
export function tiffPages(bytes: Uint8Array): { pages: TiffPage[]; whole: boolean } {
  const reader = new DirectoryReader(bytes);
  const pages: TiffPage[] = [];
  const seen = new Set<number>();
  let offset = reader.first();
  while (offset !== 0 && !seen.has(offset) && seen.size < PAGE_LIMIT) {
    seen.add(offset);
    const directory = reader.read(offset);
    if (directory === null) return { pages, whole: false };
    const { tags, next } = directory;
    const isThumbnail = ((tags.get(TAG.subfile) ?? 0) & REDUCED) !== 0 && pages.length > 0;
    if (!isThumbnail) pages.push({ offset, ...sizeOf(tags) });
    offset = next;
  }
  return { pages, whole: true };
}

function sizeOf(tags: ReadonlyMap<number, number>): PictureSize {
  const bits = (tags.get(TAG.bits) ?? 1) * (tags.get(TAG.samples) ?? 1);
  return { width: tags.get(TAG.width) ?? 0, height: tags.get(TAG.height) ?? 0, bits };
}

/** Decodes a page: the decoder takes the first of a file, so the header is made to point to it. */
export function openTiffPage(bytes: Uint8Array, page: TiffPage): Promise<GrayImage> {
  if (page.width === 0 || page.height === 0) throw new ReadFault('corrupt', 'damaged_structure');
  assertDecodable(page);
  new DirectoryReader(bytes).pointTo(page.offset);
  return decodePicture(bytes);
}

interface Directory {
  readonly tags: ReadonlyMap<number, number>;
  readonly next: number;
}

class DirectoryReader {
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #big: boolean;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = bytes[0] === 0x49;
    this.#big = bytes[2] === 0x2b || bytes[3] === 0x2b;
  }

  first(): number {
    if (this.#view.byteLength < 16) return 0;
    return this.#offsetAt(this.#big ? 8 : 4);
  }

  pointTo(offset: number): void {
    if (this.#big) this.#view.setBigUint64(8, BigInt(offset), this.#little);
    else this.#view.setUint32(4, offset, this.#little);
  }

  /** A directory: a count, entries of tag, type, count and value, the offset of the next. Null when it lies outside the file. */
  read(offset: number): Directory | null {
    const [countBytes, entryBytes, valueAt] = this.#big ? [8, 20, 12] : [2, 12, 8];
    if (offset + countBytes > this.#view.byteLength) return null;
    const count = this.#big ? this.#offsetAt(offset) : this.#view.getUint16(offset, this.#little);
    const end = offset + countBytes + count * entryBytes;
    if (end + (this.#big ? 8 : 4) > this.#view.byteLength) return null;
    const tags = new Map<number, number>();
    for (let at = offset + countBytes; at < end; at += entryBytes) {
      const isShort = this.#view.getUint16(at + 2, this.#little) === 3;
      const value = this.#value(at + valueAt, isShort);
      tags.set(this.#view.getUint16(at, this.#little), value);
    }
    return { tags, next: this.#offsetAt(end) };
  }

  /** The first value of an entry; where several do not fit into it, 8 is what bits of a colour mostly are. */
  #value(at: number, isShort: boolean): number {
    const count = this.#big ? this.#offsetAt(at - 8) : this.#view.getUint32(at - 4, this.#little);
    if (isShort && count > (this.#big ? 4 : 2)) return 8;
    return isShort ? this.#view.getUint16(at, this.#little) : this.#view.getUint32(at, this.#little);
  }

  #offsetAt(at: number): number {
    return this.#big
      ? Number(this.#view.getBigUint64(at, this.#little))
      : this.#view.getUint32(at, this.#little);
  }
}
