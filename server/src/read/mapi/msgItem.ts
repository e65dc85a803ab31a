import { type CompoundStorage, type CompoundStream, openCompoundFile } from '../compoundFile.ts';
import { ReadFault, type Source } from '../format.ts';
import type { MapiAttachment, MapiItem } from './mapiItem.ts';
import {
  fixedLength,
  MapiProperties,
  type MapiProperty,
  MULTIPLE,
  type PropertyName,
} from './mapiProperties.ts';

const PROPERTIES = '__properties_version1.0';
const NAMES = '__nameid_version1.0';
const RECIPIENT = '__recip_version1.0_';
const ATTACHMENT = '__attach_version1.0_';
/** '__substg1.0_0037001F', of several values '__substg1.0_1000101F-00000000'. */
const VALUE = /^__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-([0-9A-F]{8}))?$/i;

/** Bytes before the entries of a property stream: of the message, of a message inside it, of anything else (MS-OXMSG 2.4). */
const MESSAGE_HEADER = 32;
const INNER_HEADER = 24;
const OTHER_HEADER = 8;
const ENTRY = 16;
const FIRST_NAMED = 0x8000;

/** Above this a value is no property but a file; and all values of an item together. */
const VALUE_LIMIT = 64 << 20;
const ITEM_LIMIT = 256 << 20;
const ATTACHED_DATA = 0x3701;

/** Reads an item that was saved as .msg (MS-OXMSG). Throws ReadFault. */
export async function readMsg(source: Source): Promise<MapiItem> {
  const root = await openCompoundFile(source);
  if (!root.streams.some(({ name }) => name === PROPERTIES))
    throw new ReadFault('corrupt', 'damaged_structure');
  const names = await readNames(root.storages.find(({ name }) => name === NAMES));
  return await readItem(root, MESSAGE_HEADER, names);
}

type Names = ReadonlyMap<number, PropertyName>;

async function readItem(storage: CompoundStorage, header: number, names: Names): Promise<MapiItem> {
  const reader = new StorageReader(names);
  const properties = await reader.properties(storage, header, 0);
  const recipients: MapiProperties[] = [];
  const attachments: MapiAttachment[] = [];
  for (const child of storage.storages) {
    if (child.name.startsWith(RECIPIENT))
      recipients.push(await reader.properties(child, OTHER_HEADER, properties.codePage));
    else if (child.name.startsWith(ATTACHMENT))
      attachments.push(await reader.attachment(child, properties.codePage));
  }
  return { properties, recipients, attachments, damaged: reader.damaged };
}

class StorageReader {
  damaged = false;
  readonly #names: Names;
  #bytes = 0;

  constructor(names: Names) {
    this.#names = names;
  }

  async properties(storage: CompoundStorage, header: number, codePage: number): Promise<MapiProperties> {
    const list = await this.#fixed(storage, header);
    const several = new Map<number, { id: number; type: number; data: Uint8Array[] }>();
    for (const stream of storage.streams) {
      const match = VALUE.exec(stream.name);
      if (match === null) continue;
      const id = Number.parseInt(match[1]!, 16);
      const type = Number.parseInt(match[2]!, 16);
      if (id === ATTACHED_DATA) continue;
      const data = await this.#value(stream);
      if ((type & MULTIPLE) === 0) list.push(this.#property(id, type, data));
      else if (match[3] !== undefined) {
        const values = several.get((id << 16) | type) ?? { id, type, data: [] };
        values.data.push(data);
        several.set((id << 16) | type, values);
      } else if (fixedLength(type & ~MULTIPLE) > 0)
        list.push(this.#property(id, type, pieces(data, fixedLength(type & ~MULTIPLE))));
    }
    for (const { id, type, data } of several.values()) list.push(this.#property(id, type, data));
    return new MapiProperties(list, codePage);
  }

  async attachment(storage: CompoundStorage, codePage: number): Promise<MapiAttachment> {
    const properties = await this.properties(storage, OTHER_HEADER, codePage);
    const stream = storage.streams.find(({ name }) => /^__substg1\.0_37010102$/i.test(name)) ?? null;
    const inner = storage.storages.find(({ name }) => /^__substg1\.0_3701000D$/i.test(name));
    const isItem = inner?.streams.some(({ name }) => name === PROPERTIES) === true;
    return {
      properties,
      data: stream ?? (inner === undefined || isItem ? null : embeddedObject(inner)),
      item: isItem ? () => readItem(inner, INNER_HEADER, this.#names) : null,
    };
  }

  /** Values of fixed length, which stand in one stream. */
  async #fixed(storage: CompoundStorage, header: number): Promise<MapiProperty[]> {
    const stream = storage.streams.find(({ name }) => name === PROPERTIES);
    if (stream === undefined) return [];
    const bytes = await this.#value(stream);
    const list: MapiProperty[] = [];
    for (let at = header; at + ENTRY <= bytes.length; at += ENTRY) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, ENTRY);
      const type = view.getUint16(0, true);
      const length = fixedLength(type);
      if (length > 0 && length <= 8)
        list.push(this.#property(view.getUint16(2, true), type, bytes.subarray(at + 8, at + 8 + length)));
    }
    return list;
  }

  #property(id: number, type: number, data: MapiProperty['data']): MapiProperty {
    return { id, type, data, name: id < FIRST_NAMED ? null : (this.#names.get(id) ?? null) };
  }

  async #value(stream: CompoundStream): Promise<Uint8Array> {
    this.#bytes += stream.size;
    if (stream.size > VALUE_LIMIT || this.#bytes > ITEM_LIMIT) {
      this.damaged = true;
      return new Uint8Array(0);
    }
    const bytes = await stream.bytes(VALUE_LIMIT);
    if (bytes.length < stream.size) this.damaged = true;
    return bytes;
  }
}

/** An object of OLE inside a message: its largest stream is the file that was put in. */
function embeddedObject(storage: CompoundStorage): CompoundStream | null {
  return storage.streams.reduce<CompoundStream | null>(
    (largest, stream) => (largest === null || stream.size > largest.size ? stream : largest),
    null,
  );
}

function pieces(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.floor(bytes.length / length) }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  );
}

/** The names of the properties from 0x8000 on: entries, sets and strings stand in three streams (MS-OXMSG 2.2.3). */
async function readNames(storage: CompoundStorage | undefined): Promise<Names> {
  const [sets, entries, strings] = await Promise.all(
    ['00020102', '00030102', '00040102'].map(async (id) =>
      Buffer.from(
        (await storage?.streams.find(({ name }) => name === `__substg1.0_${id}`)?.bytes(VALUE_LIMIT)) ?? [],
      ),
    ),
  );
  return nameMap(entries!, sets!, strings!);
}

/** Sets that have no entry among the sets of a file (MS-PST 2.4.7.1). */
const PS_MAPI = '2803020000000000c000000000000046';
const PS_PUBLIC_STRINGS = '2903020000000000c000000000000046';

/** Names of properties by id, as .msg and PST files hold them: 8 bytes a name. */
export function nameMap(entries: Buffer, sets: Buffer, strings: Buffer): Map<number, PropertyName> {
  const names = new Map<number, PropertyName>();
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const value = entries.readUInt32LE(at);
    const kind = entries.readUInt16LE(at + 4);
    const index = kind >> 1;
    const set =
      index === 1
        ? PS_MAPI
        : index === 2
          ? PS_PUBLIC_STRINGS
          : sets.toString('hex', (index - 3) * 16, (index - 2) * 16);
    const id = (kind & 1) === 0 ? value : stringAt(strings, value);
    if (id !== null) names.set(FIRST_NAMED + entries.readUInt16LE(at + 6), { set, id });
  }
  return names;
}

function stringAt(strings: Buffer, at: number): string | null {
  if (at + 4 > strings.length) return null;
  const length = strings.readUInt32LE(at);
  return strings.toString('utf16le', at + 4, Math.min(strings.length, at + 4 + length));
}
