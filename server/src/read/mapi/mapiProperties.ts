import iconv from 'iconv-lite';
import { trimEndOf } from '../../text/trimEndOf.ts';

/** Types of property values (MS-OXCDATA 2.11.1). */
export const PROPERTY_TYPE = {
  int16: 0x0002,
  int32: 0x0003,
  float: 0x0004,
  double: 0x0005,
  currency: 0x0006,
  appTime: 0x0007,
  error: 0x000a,
  boolean: 0x000b,
  object: 0x000d,
  int64: 0x0014,
  string8: 0x001e,
  unicode: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  binary: 0x0102,
} as const;
export const MULTIPLE = 0x1000;

/** Name of a property with an id of 0x8000 or more, which means something else in every file (MS-OXPROPS). */
export interface PropertyName {
  /** The property set, 32 hex digits as stored. */
  readonly set: string;
  readonly id: number | string;
}

/** One property of an Outlook item, its value as stored: little endian, strings in UTF-16 or in the item's code page. */
export interface MapiProperty {
  readonly id: number;
  readonly type: number;
  readonly name: PropertyName | null;
  /** One value, or several of a type with {@link MULTIPLE}. */
  readonly data: Uint8Array | readonly Uint8Array[];
}

/** Bytes of a value of a type of fixed length; 0 for the others. */
export function fixedLength(type: number): number {
  switch (type) {
    case PROPERTY_TYPE.int16:
    case PROPERTY_TYPE.boolean:
      return 2;
    case PROPERTY_TYPE.int32:
    case PROPERTY_TYPE.float:
    case PROPERTY_TYPE.error:
      return 4;
    case PROPERTY_TYPE.double:
    case PROPERTY_TYPE.currency:
    case PROPERTY_TYPE.appTime:
    case PROPERTY_TYPE.int64:
    case PROPERTY_TYPE.time:
      return 8;
    case PROPERTY_TYPE.guid:
      return 16;
    default:
      return 0;
  }
}

/** Years of dates that are believed: Outlook writes the year 4501 for 'none'. */
const LAST_YEAR = 4500;
const CODE_PAGES = [0x3ffd, 0x3fde] as const;
const DEFAULT_CODE_PAGE = 1252;

/** The properties of an item, a recipient or an attachment. */
export class MapiProperties {
  readonly list: readonly MapiProperty[];
  readonly #byId = new Map<number, MapiProperty>();
  readonly #byName = new Map<number | string, MapiProperty>();
  readonly #codePage: number;

  /** @param codePage code page of the strings where the properties do not say it themselves: that of the item around them. */
  constructor(list: readonly MapiProperty[], codePage = 0) {
    this.list = list;
    for (const property of list) {
      if (property.name !== null) this.#byName.set(property.name.id, property);
      else if (!this.#byId.has(property.id) || isUnicode(property)) this.#byId.set(property.id, property);
    }
    const stated = CODE_PAGES.map((id) => this.number(id)).find((page) => page > 0);
    this.#codePage = stated ?? (codePage || DEFAULT_CODE_PAGE);
  }

  get codePage(): number {
    return this.#codePage;
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  /** A text; '' without one. Of several values all, one a line. */
  text(id: number): string {
    return this.textOf(this.#byId.get(id));
  }

  /** The text of a named property: by number in the sets of Outlook, by word otherwise. */
  namedText(name: number | string): string {
    return this.textOf(this.#byName.get(name));
  }

  textOf(property: MapiProperty | undefined): string {
    if (property === undefined) return '';
    const { data } = property;
    const values = data instanceof Uint8Array ? [data] : data;
    const type = property.type & ~MULTIPLE;
    if (type !== PROPERTY_TYPE.unicode && type !== PROPERTY_TYPE.string8) return '';
    return values
      .map((value) => this.#decode(type, value))
      .filter((text) => text !== '')
      .join('\n');
  }

  /** Bytes in the code page of the strings. */
  decodeBytes(bytes: Uint8Array): string {
    return this.#decode(PROPERTY_TYPE.string8, bytes);
  }

  number(id: number): number {
    return numberOf(this.#byId.get(id));
  }

  namedNumber(name: number | string): number {
    return numberOf(this.#byName.get(name));
  }

  /** A time in milliseconds since 1970 (UTC); null without one. */
  time(id: number): number | null {
    return timeOf(this.#byId.get(id));
  }

  namedTime(name: number | string): number | null {
    return timeOf(this.#byName.get(name));
  }

  /** A value as bytes; null without one. */
  binary(id: number): Uint8Array | null {
    return bytesOf(this.#byId.get(id));
  }

  /** The values of a named property of several binary values. */
  namedBinaries(name: number | string): readonly Uint8Array[] {
    const data = this.#byName.get(name)?.data ?? [];
    return data instanceof Uint8Array ? [data] : data;
  }

  #decode(type: number, bytes: Uint8Array): string {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const text =
      type === PROPERTY_TYPE.unicode ? buffer.toString('utf16le') : decodeCodePage(buffer, this.#codePage);

    return trimEndOf(text, '\0');
  }
}

function isUnicode({ type }: MapiProperty): boolean {
  return (type & ~MULTIPLE) === PROPERTY_TYPE.unicode;
}

function decodeCodePage(bytes: Buffer, codePage: number): string {
  if (codePage === 65001) return bytes.toString('utf8');
  const label = codePage === 20127 || codePage === 28591 ? 'windows-1252' : `cp${codePage}`;
  return iconv.decode(bytes, iconv.encodingExists(label) ? label : 'windows-1252');
}

function bytesOf(property: MapiProperty | undefined): Uint8Array | null {
  return property?.data instanceof Uint8Array ? property.data : null;
}

function numberOf(property: MapiProperty | undefined): number {
  const bytes = bytesOf(property);
  if (property === undefined || bytes === null || bytes.length < 2) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (property.type) {
    case PROPERTY_TYPE.int16:
      return view.getInt16(0, true);
    case PROPERTY_TYPE.boolean:
      return bytes[0] === 0 ? 0 : 1;
    case PROPERTY_TYPE.int32:
      return bytes.length < 4 ? 0 : view.getInt32(0, true);
    default:
      return 0;
  }
}

/** 100-nanosecond steps between 1601 and 1970. */
const EPOCH = 116_444_736_000_000_000n;

function timeOf(property: MapiProperty | undefined): number | null {
  const bytes = bytesOf(property);
  if (property?.type !== PROPERTY_TYPE.time || bytes === null || bytes.length < 8) return null;
  const steps = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true);
  const milliseconds = Number((steps - EPOCH) / 10_000n);
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  return Number.isNaN(year) || year <= 1601 || year > LAST_YEAR ? null : milliseconds;
}

/** DD/MM/YYYY of a time (UTC). */
export function dateText(milliseconds: number | null): string {
  if (milliseconds === null) return '';
  const [year, month, day] = new Date(milliseconds).toISOString().split('T')[0]!.split('-');
  return `${day!}/${month!}/${year!}`;
}

const HALF_DAY = 43_200_000;

/** DD/MM/YYYY of a day that was stored as its local midnight in UTC: the nearest midnight is meant. */
export function dayText(milliseconds: number | null): string {
  return milliseconds === null ? '' : dateText(milliseconds + HALF_DAY);
}

/** DD/MM/YYYY HH:MM of a time (UTC). */
export function momentText(milliseconds: number | null): string {
  if (milliseconds === null) return '';
  return `${dateText(milliseconds)} ${new Date(milliseconds).toISOString().slice(11, 16)} UTC`;
}
