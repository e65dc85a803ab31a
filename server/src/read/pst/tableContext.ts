import { fixedLength, type MapiProperty, MULTIPLE } from '../mapi/mapiProperties.ts';
import { type Heap, HEAP } from './heap.ts';
import type { PstFile } from './pstFile.ts';
import { named, propertyData, type PropertyNames } from './propertyContext.ts';

const HEADER = 22;
const COLUMN = 8;
const ROW_LIMIT = 100_000;

interface Column {
  readonly type: number;
  readonly id: number;
  readonly at: number;
  readonly length: number;
  /** Its bit in the map of the cells that exist. */
  readonly bit: number;
}

/** The rows of a table (MS-PST 2.3.4), such as the recipients of a message, as properties. */
export async function readTable(file: PstFile, heap: Heap, names: PropertyNames): Promise<MapiProperty[][]> {
  const head = heap.kind === HEAP.table ? await heap.item(heap.root) : null;
  if (head === null || head.length < HEADER || head[0] !== HEAP.table) return [];
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const columns = columnsOf(view, head[1]!);
  const bitmapAt = view.getUint16(6, true);
  const rowLength = view.getUint16(8, true);
  if (rowLength === 0) return [];
  const rows: MapiProperty[][] = [];
  for await (const row of rowsOf(file, heap, view.getUint32(14, true), rowLength)) {
    if (rows.length >= ROW_LIMIT) break;
    rows.push(await readRow(heap, row, columns, bitmapAt, names));
  }
  return rows;
}

function columnsOf(view: DataView, count: number): Column[] {
  const fitting = Math.min(count, Math.floor((view.byteLength - HEADER) / COLUMN));
  return Array.from({ length: fitting }, (_, i) => {
    const at = HEADER + i * COLUMN;
    return {
      type: view.getUint16(at, true),
      id: view.getUint16(at + 2, true),
      at: view.getUint16(at + 4, true),
      length: view.getUint8(at + 6),
      bit: view.getUint8(at + 7),
    };
  });
}

/** The rows lie in the heap or in a subnode; none is cut by the end of a block. */
async function* rowsOf(file: PstFile, heap: Heap, id: number, length: number): AsyncGenerator<Uint8Array> {
  if (id === 0) return;
  const subnode = (id & 0x1f) === 0 ? null : (heap.subnodes.get(id) ?? null);
  if (subnode === null) {
    const bytes = await heap.item(id);
    if (bytes !== null) yield* rowsIn(bytes, length);
    return;
  }
  for (const block of (await file.dataBlocks(subnode.data)).blocks) {
    const bytes = await file.block(block);
    if (bytes !== null) yield* rowsIn(bytes, length);
  }
}

function* rowsIn(bytes: Uint8Array, length: number): Generator<Uint8Array> {
  for (let at = 0; at + length <= bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function readRow(
  heap: Heap,
  row: Uint8Array,
  columns: readonly Column[],
  bitmapAt: number,
  names: PropertyNames,
): Promise<MapiProperty[]> {
  const list: MapiProperty[] = [];
  for (const { type, id, at, length, bit } of columns) {
    const exists = ((row[bitmapAt + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0;
    if (!exists || at + length > row.length) continue;
    const cell = row.subarray(at, at + length);
    const isDirect = (type & MULTIPLE) === 0 && fixedLength(type) > 0 && length >= fixedLength(type);
    const data = isDirect
      ? cell.slice(0, fixedLength(type))
      : length < 4
        ? null
        : await propertyData(heap, type, cell);
    if (data !== null) list.push(named(id, type, data, names));
  }
  return list;
}
