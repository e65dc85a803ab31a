import { decodeCodePage } from './codePages.ts';
import { type CompoundStorage, findStream } from '../compoundFile.ts';
import type { DocumentProperty, PropertyKind } from './documentProperties.ts';

const STREAM_LIMIT = 16 << 20;
const PROPERTY_LIMIT = 1000;

/** Properties by id in the set of summary information ([MS-OLEPS] 2.25.1, [MS-OSHARED] 2.3.3). */
const SUMMARY: Record<number, PropertyKind> = {
  2: 'title',
  3: 'subject',
  4: 'author',
  5: 'keywords',
  6: 'comments',
  7: 'template',
  8: 'lastAuthor',
};
const DOCUMENT_SUMMARY: Record<number, PropertyKind> = {
  2: 'category',
  14: 'manager',
  15: 'company',
  27: 'status',
};

const SUMMARY_FORMAT = 'e0859ff2f94f6810ab9108002b27b3d9';
const DOCUMENT_SUMMARY_FORMAT = '02d5cdd59c2e1b10939708002b2cf9ae';

/** Title, author, comments, custom properties … of an Office document before 2007. Damaged sets give what can be had. */
export async function readOleProperties(root: CompoundStorage): Promise<DocumentProperty[]> {
  const properties: DocumentProperty[] = [];
  for (const name of ['\u0005SummaryInformation', '\u0005DocumentSummaryInformation']) {
    const stream = findStream(root, name);
    if (stream === undefined || stream.size > STREAM_LIMIT) continue;
    properties.push(...parsePropertySets(await stream.bytes(STREAM_LIMIT)));
  }
  return properties;
}

function parsePropertySets(bytes: Uint8Array): DocumentProperty[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < 48 || buffer.readUInt16LE(0) !== 0xfffe) return [];
  const sets = Math.min(buffer.readUInt32LE(24), 2);
  const properties: DocumentProperty[] = [];
  for (let i = 0; i < sets && 48 + 20 * i <= buffer.length; i++) {
    const format = buffer.toString('hex', 28 + 20 * i, 44 + 20 * i);
    properties.push(...new PropertySet(buffer.subarray(buffer.readUInt32LE(44 + 20 * i))).read(format));
  }
  return properties;
}

/** One property set: ids with the places of their values. Strings are in the code page of property 1. */
class PropertySet {
  readonly #bytes: Buffer;
  readonly #places = new Map<number, number>();
  #codePage = 1252;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const count = Math.min(PROPERTY_LIMIT, bytes.length < 8 ? 0 : bytes.readUInt32LE(4));
    for (let i = 0; i < count && 16 + 8 * i <= bytes.length; i++)
      this.#places.set(bytes.readUInt32LE(8 + 8 * i), bytes.readUInt32LE(12 + 8 * i));
    const codePage = this.#places.get(1);
    if (codePage !== undefined && codePage + 6 <= bytes.length)
      this.#codePage = bytes.readUInt16LE(codePage + 4);
  }

  read(format: string): DocumentProperty[] {
    if (format === SUMMARY_FORMAT) return this.#known(SUMMARY);
    if (format === DOCUMENT_SUMMARY_FORMAT) return this.#known(DOCUMENT_SUMMARY);
    return this.#custom();
  }

  #known(kinds: Record<number, PropertyKind>): DocumentProperty[] {
    const properties: DocumentProperty[] = [];
    for (const [id, kind] of Object.entries(kinds)) {
      const value = this.#value(this.#places.get(Number(id)));
      if (value !== null) properties.push({ kind, value });
    }
    return properties;
  }

  /** User-defined properties: property 0 is a dictionary of their names. */
  #custom(): DocumentProperty[] {
    const properties: DocumentProperty[] = [];
    for (const [id, name] of this.#dictionary()) {
      const value = this.#value(this.#places.get(id));
      if (value !== null) properties.push({ kind: 'custom', name, value });
    }
    return properties;
  }

  #dictionary(): Map<number, string> {
    const names = new Map<number, string>();
    const bytes = this.#bytes;
    let at = this.#places.get(0) ?? bytes.length;
    if (at + 4 > bytes.length) return names;
    const count = Math.min(PROPERTY_LIMIT, bytes.readUInt32LE(at));
    at += 4;
    const isWide = this.#codePage === 1200;
    for (let i = 0; i < count && at + 8 <= bytes.length; i++) {
      const length = bytes.readUInt32LE(at + 4) * (isWide ? 2 : 1);
      names.set(bytes.readUInt32LE(at), this.#text(at + 8, length));
      at += 8 + (isWide ? Math.ceil(length / 4) * 4 : length);
    }
    return names;
  }

  /** A value as text ([MS-OLEPS] 2.15); null for kinds that say nothing about a person. */
  #value(at: number | undefined): string | null {
    const bytes = this.#bytes;
    if (at === undefined || at + 8 > bytes.length) return null;
    const length = bytes.readUInt32LE(at + 4);
    switch (bytes.readUInt16LE(at)) {
      case 0x1e:
        return this.#text(at + 8, length);
      case 0x1f:
        return cut(bytes.toString('utf16le', at + 8, Math.min(bytes.length, at + 8 + length * 2)));
      case 3:
        return String(bytes.readInt32LE(at + 4));
      case 0x40:
        return at + 12 > bytes.length ? null : dateOf(bytes.readBigUInt64LE(at + 4));
      default:
        return null;
    }
  }

  #text(at: number, length: number): string {
    const bytes = this.#bytes.subarray(at, Math.min(this.#bytes.length, at + length));
    return cut(decodeCodePage(bytes, this.#codePage));
  }
}

/** Up to the zero that ends a string. */
function cut(text: string): string {
  const end = text.indexOf('\u0000');
  return end < 0 ? text : text.slice(0, end);
}

/** Ticks of 100 ns since 1601. */
function dateOf(ticks: bigint): string | null {
  const date = new Date(Number(ticks / 10_000n) - 11_644_473_600_000);
  if (Number.isNaN(date.getTime())) return null;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`;
}
