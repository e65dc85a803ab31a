import { ITEM_DEPTH_LIMIT, type MapiAttachment, type MapiData, type MapiItem } from './mapiItem.ts';
import {
  fixedLength,
  type MapiProperty,
  MULTIPLE,
  PROPERTY_TYPE,
  type PropertyName,
} from './mapiProperties.ts';
import { DAMAGED, TNEF_ATTRIBUTE, TNEF_SIGNATURE } from './tnefItem.ts';

/** A piece of a file that is written: bytes, data that stay where they are until then, or the two bytes of a checksum over the pieces since its mark. */
type Piece = Uint8Array | MapiData | 'begin' | 'checksum';

const MESSAGE_LEVEL = 1;
const ATTACHMENT_LEVEL = 2;
const FIRST_NAMED = 0x8000;
const ATTACHED_DATA = 0x3701;
/** IID_IMessage */
const MESSAGE_INTERFACE = Buffer.from('0703020000000000c000000000000046', 'hex');
const FILL = Buffer.alloc(65_536);

/** An item as TNEF (MS-OXTNEF), which holds all of it: properties, recipients, attachments. The same item always gives the same bytes. */
export interface WrittenItem {
  readonly size: number;
  /** May be called more than once; attachments are read each time. */
  open(): AsyncIterable<Uint8Array>;
}

/** Writes an item out as TNEF, so that an item of a mailbox is a member with bytes of its own. */
export async function writeTnef(item: MapiItem): Promise<WrittenItem> {
  const pieces = await itemPieces(item, 0);
  return { size: sizeOf(pieces), open: () => bytesOf(pieces) };
}

async function itemPieces(item: MapiItem, depth: number): Promise<Piece[]> {
  const { properties, recipients, attachments } = item;
  const damaged = item.damaged
    ? [{ id: DAMAGED, type: PROPERTY_TYPE.boolean, name: null, data: Buffer.of(1, 0) }]
    : [];
  const pieces: Piece[] = [
    Buffer.concat([u32(TNEF_SIGNATURE), u16(1)]),
    ...attribute(MESSAGE_LEVEL, TNEF_ATTRIBUTE.version, [u32(0x0001_0000)]),
    ...attribute(MESSAGE_LEVEL, TNEF_ATTRIBUTE.codePage, [u32(properties.codePage), u32(0)]),
    ...attribute(MESSAGE_LEVEL, TNEF_ATTRIBUTE.properties, [propertyList([...properties.list, ...damaged])]),
  ];
  if (recipients.length > 0) {
    const rows = [u32(recipients.length), ...recipients.map(({ list }) => propertyList(list))];
    pieces.push(...attribute(MESSAGE_LEVEL, TNEF_ATTRIBUTE.recipients, rows));
  }
  for (const attachment of attachments) pieces.push(...(await attachmentPieces(attachment, depth)));
  return pieces;
}

async function attachmentPieces({ properties, data, item }: MapiAttachment, depth: number): Promise<Piece[]> {
  const inner = item === null || depth >= ITEM_DEPTH_LIMIT ? null : await openItem(item, depth);
  const own = properties.list.filter(({ id }) => id !== ATTACHED_DATA);
  return [
    ...attribute(ATTACHMENT_LEVEL, TNEF_ATTRIBUTE.attachmentBegin, [Buffer.alloc(14)]),
    ...(data === null ? [] : attribute(ATTACHMENT_LEVEL, TNEF_ATTRIBUTE.attachmentData, [data])),
    ...attribute(ATTACHMENT_LEVEL, TNEF_ATTRIBUTE.attachmentProperties, [
      propertyList(own, inner === null ? 0 : 1),
      ...(inner === null ? [] : attachedItem(inner)),
    ]),
  ];
}

/** An attached item that cannot be read leaves the rest as it is. */
async function openItem(item: () => Promise<MapiItem>, depth: number): Promise<Piece[] | null> {
  try {
    return await itemPieces(await item(), depth + 1);
  } catch {
    return null;
  }
}

function attachedItem(inner: readonly Piece[]): Piece[] {
  const length = MESSAGE_INTERFACE.length + sizeOf(inner);
  const head = [u16(PROPERTY_TYPE.object), u16(ATTACHED_DATA), u32(1), u32(length), MESSAGE_INTERFACE];
  return [Buffer.concat(head), ...inner, Buffer.alloc((4 - (length % 4)) % 4)];
}

function attribute(level: number, id: number, content: readonly Piece[]): Piece[] {
  const head = Buffer.concat([Buffer.of(level), u32(id), u32(sizeOf(content))]);
  return [head, 'begin', ...content, 'checksum'];
}

/** A list of properties; `more` says how many follow that the caller writes himself. */
function propertyList(list: readonly MapiProperty[], more = 0): Buffer {
  const written = list.filter(({ id, name }) => id < FIRST_NAMED || name !== null);
  return Buffer.concat([u32(written.length + more), ...written.flatMap(propertyPieces)]);
}

function propertyPieces({ id, type, name, data }: MapiProperty): Uint8Array[] {
  const head = [u16(type), u16(id), ...(name === null || id < FIRST_NAMED ? [] : namePieces(name))];
  const fixed = fixedLength(type & ~MULTIPLE);
  if (data instanceof Uint8Array)
    return [
      ...head,
      ...(fixed > 0 ? [padded(exactly(data, fixed))] : [u32(1), u32(data.length), padded(data)]),
    ];
  const values = data.flatMap((value) =>
    fixed > 0 ? [padded(exactly(value, fixed))] : [u32(value.length), padded(value)],
  );
  return [...head, u32(data.length), ...values];
}

function namePieces({ set, id }: PropertyName): Uint8Array[] {
  const bytes = Buffer.from(set.padEnd(32, '0'), 'hex');
  if (typeof id === 'number') return [bytes, u32(0), u32(id)];
  const text = Buffer.from(`${id}\0`, 'utf16le');
  return [bytes, u32(1), u32(text.length), padded(text)];
}

/** The value with exactly so many bytes: stores may hold fewer. */
function exactly(value: Uint8Array, length: number): Uint8Array {
  return value.length === length ? value : Buffer.concat([value, Buffer.alloc(length)], length);
}

function padded(value: Uint8Array): Uint8Array {
  return value.length % 4 === 0 ? value : Buffer.concat([value], Math.ceil(value.length / 4) * 4);
}

function sizeOf(pieces: readonly Piece[]): number {
  let size = 0;
  for (const piece of pieces) {
    if (piece === 'checksum') size += 2;
    else if (piece !== 'begin') size += piece instanceof Uint8Array ? piece.length : piece.size;
  }
  return size;
}

async function* bytesOf(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  const sums = new Checksums();
  for (const piece of pieces) {
    if (piece === 'begin') sums.begin();
    else if (piece === 'checksum') yield sums.end();
    else if (piece instanceof Uint8Array) yield sums.add(piece);
    else for await (const chunk of exactData(piece)) yield sums.add(chunk);
  }
}

/** Data with exactly the size they were said to have: what a damaged store does not give is filled with zeros. */
async function* exactData(data: MapiData): AsyncGenerator<Uint8Array> {
  let left = data.size;
  for await (const chunk of data.open()) {
    if (left > 0) yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
  for (; left > 0; left -= FILL.length) yield FILL.subarray(0, left);
}

/** Sums of the bytes since each mark; an attribute inside an attribute counts for both. */
class Checksums {
  #open: number[] = [];

  begin(): void {
    this.#open.push(0);
  }

  add(bytes: Uint8Array): Uint8Array {
    let sum = 0;
    for (let i = 0; i < bytes.length; i++) sum += bytes[i]!;
    this.#addSum(sum);
    return bytes;
  }

  end(): Uint8Array {
    const bytes = u16((this.#open.pop() ?? 0) % 65_536);
    return this.add(bytes);
  }

  #addSum(sum: number): void {
    this.#open = this.#open.map((open) => (open + sum) % 65_536);
  }
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
