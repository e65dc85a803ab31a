import {
  fixedLength,
  type MapiProperty,
  MULTIPLE,
  PROPERTY_TYPE,
  type PropertyName,
} from '../mapi/mapiProperties.ts';
import { type Heap, HEAP } from './heap.ts';

const FIRST_NAMED = 0x8000;
/** A value above this is not held. */
export const VALUE_LIMIT = 64 << 20;
const VALUES_LIMIT = 100_000;

export type PropertyNames = ReadonlyMap<number, PropertyName>;

/** The properties of an item, a folder, an attachment (MS-PST 2.3.3); `skip` names those whose values are left where they are. */
export async function readProperties(
  heap: Heap,
  names: PropertyNames,
  skip: number | null = null,
): Promise<MapiProperty[]> {
  if (heap.kind !== HEAP.properties) return [];
  const list: MapiProperty[] = [];
  for (const record of await heap.records(heap.root)) {
    if (record.byteLength < 8) break;
    const id = record.getUint16(0, true);
    if (id === skip) continue;
    const type = record.getUint16(2, true);
    const data = await propertyData(heap, type, new Uint8Array(record.buffer, record.byteOffset + 4, 4));
    if (data !== null) list.push(named(id, type, data, names));
  }
  return list;
}

/** A property with its name. */
export function named(
  id: number,
  type: number,
  data: MapiProperty['data'],
  names: PropertyNames,
): MapiProperty {
  return { id, type, data, name: id < FIRST_NAMED ? null : (names.get(id) ?? null) };
}

/** Where the value of a property is kept: the id of its place, of an attachment's data. */
export async function propertyPlace(
  heap: Heap,
  wanted: number,
): Promise<{ type: number; id: number } | null> {
  for (const record of await heap.records(heap.root))
    if (record.byteLength >= 8 && record.getUint16(0, true) === wanted)
      return { type: record.getUint16(2, true), id: record.getUint32(4, true) };
  return null;
}

/** A value of up to four bytes stands where it is; a longer one is pointed to. */
export async function propertyData(
  heap: Heap,
  type: number,
  cell: Uint8Array,
): Promise<MapiProperty['data'] | null> {
  const fixed = fixedLength(type & ~MULTIPLE);
  const isMultiple = (type & MULTIPLE) !== 0;
  if (!isMultiple && fixed > 0 && fixed <= 4) return cell.slice(0, fixed);
  const id = new DataView(cell.buffer, cell.byteOffset, 4).getUint32(0, true);
  if (id === 0) return isMultiple ? [] : fixed > 0 ? null : new Uint8Array(0);
  if (type === PROPERTY_TYPE.object) return null;
  const bytes = await heap.value(id, VALUE_LIMIT);
  if (bytes === null) return null;
  if (!isMultiple) return bytes;
  return fixed > 0 ? fixedValues(bytes, fixed) : variableValues(bytes);
}

function fixedValues(bytes: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.min(VALUES_LIMIT, Math.floor(bytes.length / length)) }, (_, i) =>
    bytes.subarray(i * length, (i + 1) * length),
  );
}

/** How many, where each begins, then the values one behind the other (MS-PST 2.3.3.4.2). */
function variableValues(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length < 4) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(view.getUint32(0, true), VALUES_LIMIT, Math.floor(bytes.length / 4) - 1);
  const start = (i: number): number => (i < count ? view.getUint32(4 + 4 * i, true) : bytes.length);
  return Array.from({ length: count }, (_, i) => bytes.subarray(start(i), Math.max(start(i), start(i + 1))));
}
