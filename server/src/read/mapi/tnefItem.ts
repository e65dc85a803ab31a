import { ReadFault, type Source } from '../format.ts';
import { SourceScanner } from '../mime/sourceScanner.ts';
import { rangeSource } from '../source.ts';
import type { MapiAttachment, MapiData, MapiItem } from './mapiItem.ts';
import {
  fixedLength,
  MapiProperties,
  type MapiProperty,
  MULTIPLE,
  PROPERTY_TYPE,
  type PropertyName,
} from './mapiProperties.ts';
import { trimEndOf } from '../../text/trimEndOf.ts';

export const TNEF_SIGNATURE = 0x223e9f78;

/** Attributes by id (MS-OXTNEF 2.1.3); the others are copies of properties for programs of before MAPI. */
export const TNEF_ATTRIBUTE = {
  version: 0x00089006,
  codePage: 0x00069007,
  from: 0x00008000,
  subject: 0x00018004,
  dateSent: 0x00038005,
  body: 0x0002800c,
  messageClass: 0x00078008,
  properties: 0x00069003,
  recipients: 0x00069004,
  attachmentBegin: 0x00069002,
  attachmentData: 0x0006800f,
  attachmentTitle: 0x00018010,
  attachmentName: 0x00069001,
  attachmentProperties: 0x00069005,
} as const;

/** Set on items that we write out ourselves when something of them could not be read where they were stored. */
export const DAMAGED = 0x66fe;

/** Limits: attributes of an item, properties of a list, rows of the recipients, bytes of a value that is held. */
const ATTRIBUTE_LIMIT = 200_000;
const PROPERTY_LIMIT = 100_000;
const VALUE_LIMIT = 64 << 20;
const ITEM_LIMIT = 256 << 20;
const FIRST_NAMED = 0x8000;
const ATTACHED_DATA = 0x3701;
/** Before an item or object in the property of an attachment: the id of its interface. */
const INTERFACE_ID = 16;
const HEADER = 9;
const CHECKSUM = 2;

/** Reads an item that was written as TNEF (winmail.dat, MS-OXTNEF). What stands before a damaged place is kept. Throws ReadFault. */
export async function readTnef(source: Source): Promise<MapiItem> {
  const head = await source.readAt(0, 6);
  if (head.length < 6 || u32(head, 0) !== TNEF_SIGNATURE) throw new ReadFault('corrupt', 'damaged_structure');
  const reader = new TnefReader(source);
  await reader.read();
  return reader.item();
}

/** An attachment while its attributes are read. */
interface OpenAttachment {
  readonly list: MapiProperty[];
  data: MapiData | null;
  item: (() => Promise<MapiItem>) | null;
}

class TnefReader {
  readonly #source: Source;
  readonly #scanner: SourceScanner;
  readonly #list: MapiProperty[] = [];
  readonly #recipients: MapiProperty[][] = [];
  readonly #attachments: OpenAttachment[] = [];
  #codePage = 0;
  #damaged = false;
  #held = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#scanner = new SourceScanner(source);
  }

  item(): MapiItem {
    const properties = new MapiProperties(this.#list, this.#codePage);
    return {
      properties,
      recipients: this.#recipients.map((list) => new MapiProperties(list, properties.codePage)),
      attachments: this.#attachments.map(({ list, data, item }): MapiAttachment => ({
        properties: new MapiProperties(list, properties.codePage),
        data,
        item,
      })),
      damaged: this.#damaged || properties.number(DAMAGED) !== 0,
    };
  }

  async read(): Promise<void> {
    const end = await this.#scanner.findEnd();
    let at = 6;
    for (let count = 0; at + HEADER <= end; count++) {
      const head = await this.#scanner.bytes(at, HEADER);
      const level = head[0];
      const id = u32(head, 1);
      const length = u32(head, 5);
      const start = at + HEADER;
      if ((level !== 1 && level !== 2) || start + length > end || count > ATTRIBUTE_LIMIT) {
        // Some programs pad what they wrote: only something that is no padding means damage.
        this.#damaged ||= level !== 0 || count > ATTRIBUTE_LIMIT;
        return;
      }
      await this.#attribute(id, start, start + length);
      at = start + length + CHECKSUM;
    }
  }

  async #attribute(id: number, start: number, end: number): Promise<void> {
    switch (id) {
      case TNEF_ATTRIBUTE.codePage:
        this.#codePage = u32(await this.#scanner.bytes(start, Math.min(4, end - start)), 0);
        return;
      case TNEF_ATTRIBUTE.properties:
        this.#list.push(...(await this.#properties(start, end, null)));
        return;
      case TNEF_ATTRIBUTE.recipients:
        await this.#recipientRows(start, end);
        return;
      case TNEF_ATTRIBUTE.attachmentBegin:
        this.#attachments.push({ list: [], data: null, item: null });
        return;
      case TNEF_ATTRIBUTE.attachmentData: {
        const attachment = this.#attachments.at(-1);
        if (attachment !== undefined) attachment.data = this.#range(start, end);
        return;
      }
      case TNEF_ATTRIBUTE.attachmentProperties: {
        const attachment = this.#attachments.at(-1);
        if (attachment !== undefined)
          attachment.list.unshift(...(await this.#properties(start, end, attachment)));
        return;
      }
      default:
        await this.#oldAttribute(id, start, end);
    }
  }

  /** Attributes that stand beside the properties or, in old messages, in their place: properties come first where there are both. */
  async #oldAttribute(id: number, start: number, end: number): Promise<void> {
    const property = OLD_ATTRIBUTES.get(id);
    if (property === undefined || end - start > VALUE_LIMIT) return;
    const bytes = new Uint8Array(await this.#scanner.bytes(start, end - start));
    const list =
      id === TNEF_ATTRIBUTE.attachmentTitle || id === TNEF_ATTRIBUTE.attachmentName
        ? this.#attachments.at(-1)?.list
        : this.#list;
    if (list === undefined) return;
    for (const [propertyId, type, data] of property(bytes))
      if (!list.some((known) => known.id === propertyId && known.name === null))
        list.push({ id: propertyId, type, name: null, data });
  }

  async #recipientRows(start: number, end: number): Promise<void> {
    const cursor = new Cursor(this.#scanner, start, end);
    const count = Math.min(await cursor.u32(), PROPERTY_LIMIT);
    for (let i = 0; i < count && !cursor.ended; i++)
      this.#recipients.push(await this.#propertyList(cursor, null));
  }

  async #properties(start: number, end: number, attachment: OpenAttachment | null): Promise<MapiProperty[]> {
    return await this.#propertyList(new Cursor(this.#scanner, start, end), attachment);
  }

  /** A list of properties: how many, then type, id, name of each, and its value or values. */
  async #propertyList(cursor: Cursor, attachment: OpenAttachment | null): Promise<MapiProperty[]> {
    const list: MapiProperty[] = [];
    const count = Math.min(await cursor.u32(), PROPERTY_LIMIT);
    for (let i = 0; i < count && !cursor.ended; i++) {
      const type = await cursor.u16();
      const id = await cursor.u16();
      const name = id < FIRST_NAMED ? null : await cursor.name();
      const isData = attachment !== null && id === ATTACHED_DATA;
      const data = isData
        ? await this.#attachedData(cursor, type, attachment)
        : await this.#value(cursor, type);
      if (data !== null) list.push({ id, type, name, data });
    }
    if (cursor.failed) this.#damaged = true;
    return list;
  }

  async #value(cursor: Cursor, type: number): Promise<MapiProperty['data'] | null> {
    const single = type & ~MULTIPLE;
    const isMultiple = (type & MULTIPLE) !== 0;
    const fixed = fixedLength(single);
    if (fixed > 0 && !isMultiple) return await cursor.padded(fixed);
    const count = await cursor.u32();
    const values: Uint8Array[] = [];
    for (let i = 0; i < Math.min(count, PROPERTY_LIMIT) && !cursor.ended; i++) {
      const length = fixed > 0 ? fixed : await cursor.u32();
      this.#held += length;
      if (length > VALUE_LIMIT || this.#held > ITEM_LIMIT) {
        this.#damaged = true;
        cursor.skipPadded(length);
      } else values.push(await cursor.padded(length));
    }
    return isMultiple ? values : (values[0] ?? null);
  }

  /** The data of an attachment among its properties: an item inside, or an object. */
  async #attachedData(cursor: Cursor, type: number, attachment: OpenAttachment): Promise<null> {
    await cursor.u32();
    const length = await cursor.u32();
    const start = cursor.at;
    cursor.skipPadded(length);
    if (cursor.failed) return null;
    const inner = type === PROPERTY_TYPE.object ? start + INTERFACE_ID : start;
    const signature = await this.#scanner.bytes(inner, 4);
    if (signature.length === 4 && u32(signature, 0) === TNEF_SIGNATURE)
      attachment.item = async () =>
        readTnef(await rangeSource(this.#source, inner, start + length - inner, ''));
    else attachment.data ??= this.#range(inner, start + length);
    return null;
  }

  #range(start: number, end: number): MapiData {
    const size = end - start;
    return {
      size,
      open: async function* (this: Source) {
        yield* (await rangeSource(this, start, size, '')).stream();
      }.bind(this.#source),
    };
  }
}

/** Old attributes as properties. */
const OLD_ATTRIBUTES = new Map<number, (bytes: Uint8Array) => [id: number, type: number, data: Uint8Array][]>(
  [
    [TNEF_ATTRIBUTE.subject, (bytes) => [[0x0037, PROPERTY_TYPE.string8, bytes]]],
    [TNEF_ATTRIBUTE.body, (bytes) => [[0x1000, PROPERTY_TYPE.string8, bytes]]],
    [TNEF_ATTRIBUTE.messageClass, (bytes) => [[0x001a, PROPERTY_TYPE.string8, bytes]]],
    [TNEF_ATTRIBUTE.attachmentTitle, (bytes) => [[0x3704, PROPERTY_TYPE.string8, bytes]]],
    [TNEF_ATTRIBUTE.attachmentName, (bytes) => [[0x3707, PROPERTY_TYPE.string8, bytes]]],
    [TNEF_ATTRIBUTE.from, sender],
  ],
);

/** A structure TRP: type, length, lengths of name and address, then these (MS-OXTNEF 2.1.3.3.1). */
function sender(bytes: Uint8Array): [number, number, Uint8Array][] {
  if (bytes.length < 8) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const name = view.getUint16(4, true);
  const address = view.getUint16(6, true);
  const colon = bytes.indexOf(0x3a, 8 + name);
  const start = colon < 0 ? 8 + name : colon + 1;
  return [
    [0x0c1a, PROPERTY_TYPE.string8, bytes.subarray(8, 8 + name)],
    [0x0c1f, PROPERTY_TYPE.string8, bytes.subarray(start, 8 + name + address)],
  ];
}

/** Reads numbers and values one behind the other inside a range; never beyond it. */
class Cursor {
  at: number;
  failed = false;
  readonly #scanner: SourceScanner;
  readonly #end: number;

  constructor(scanner: SourceScanner, start: number, end: number) {
    this.#scanner = scanner;
    this.at = start;
    this.#end = end;
  }

  get ended(): boolean {
    return this.failed || this.at >= this.#end;
  }

  async u16(): Promise<number> {
    const bytes = await this.#take(2);
    return bytes === null ? 0 : bytes[0]! | (bytes[1]! << 8);
  }

  async u32(): Promise<number> {
    const bytes = await this.#take(4);
    return bytes === null ? 0 : u32(bytes, 0);
  }

  /** Name of a named property: its set, then a number or a string. */
  async name(): Promise<PropertyName> {
    const set = Buffer.from((await this.#take(16)) ?? []).toString('hex');
    const kind = await this.u32();
    if (kind === 0) return { set, id: await this.u32() };
    const bytes = await this.padded(await this.u32());
    return { set, id: trimEndOf(Buffer.from(bytes).toString('utf16le'), '\0') };
  }

  /** A value and the zeros that fill it up to a multiple of four. */
  async padded(length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array((await this.#take(length)) ?? []);
    this.at += (4 - (length % 4)) % 4;
    return bytes;
  }

  skipPadded(length: number): void {
    if (this.at + length > this.#end) this.failed = true;
    this.at += length + ((4 - (length % 4)) % 4);
  }

  async #take(length: number): Promise<Uint8Array | null> {
    if (this.failed || this.at + length > this.#end) {
      this.failed = true;
      return null;
    }
    const bytes = await this.#scanner.bytes(this.at, length);
    this.at += length;
    return bytes;
  }
}

function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
