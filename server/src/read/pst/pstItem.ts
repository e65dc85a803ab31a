import { ReadFault } from '../format.ts';
import type { MapiAttachment, MapiData, MapiItem } from '../mapi/mapiItem.ts';
import { MapiProperties, PROPERTY_TYPE } from '../mapi/mapiProperties.ts';
import { Heap, nodeStream } from './heap.ts';
import { type PropertyNames, propertyPlace, readProperties } from './propertyContext.ts';
import type { PstFile, PstNode } from './pstFile.ts';
import { readTable } from './tableContext.ts';

/** Subnodes of a message (MS-PST 2.4.5): its table of recipients; the type of its attachments. */
const RECIPIENTS = 0x692;
const ATTACHMENT_TYPE = 0x05;
const ATTACHED_DATA = 0x3701;
const ATTACHMENT_LIMIT = 20_000;

/** Reads the item that a node or a subnode is. Throws ReadFault when nothing of it can be had. */
export async function readPstItem(
  file: PstFile,
  node: PstNode,
  names: PropertyNames,
  codePage = 0,
): Promise<MapiItem> {
  // What is met from here on is damage of this item.
  const before = file.damaged;
  file.damaged = false;
  try {
    const heap = await Heap.open(file, node);
    if (heap === null) throw new ReadFault('corrupt', 'damaged_structure');
    const properties = new MapiProperties(await readProperties(heap, names), codePage);
    const recipients = await readRecipients(file, heap, names, properties.codePage);
    const attachments = await readAttachments(file, heap, names, properties.codePage);
    return { properties, recipients, attachments, damaged: file.damaged };
  } finally {
    file.damaged = before;
  }
}

async function readRecipients(
  file: PstFile,
  message: Heap,
  names: PropertyNames,
  codePage: number,
): Promise<MapiProperties[]> {
  const node = message.subnodes.get(RECIPIENTS);
  const heap = node === undefined ? null : await Heap.open(file, node);
  if (heap === null) return [];
  return (await readTable(file, heap, names)).map((list) => new MapiProperties(list, codePage));
}

async function readAttachments(
  file: PstFile,
  message: Heap,
  names: PropertyNames,
  codePage: number,
): Promise<MapiAttachment[]> {
  const nodes = [...message.subnodes.values()].filter(({ nid }) => (nid & 0x1f) === ATTACHMENT_TYPE);
  if (nodes.length > ATTACHMENT_LIMIT) file.damaged = true;
  const attachments: MapiAttachment[] = [];
  for (const node of nodes.slice(0, ATTACHMENT_LIMIT).sort((a, b) => a.nid - b.nid)) {
    const heap = await Heap.open(file, node);
    if (heap === null) file.damaged = true;
    else attachments.push(await readAttachment(file, heap, names, codePage));
  }
  return attachments;
}

async function readAttachment(
  file: PstFile,
  heap: Heap,
  names: PropertyNames,
  codePage: number,
): Promise<MapiAttachment> {
  const properties = new MapiProperties(await readProperties(heap, names, ATTACHED_DATA), codePage);
  const place = await propertyPlace(heap, ATTACHED_DATA);
  if (place === null) return { properties, data: null, item: null };
  const object = place.type === PROPERTY_TYPE.object ? await objectNode(heap, place.id) : null;
  if (object !== null && (await isItem(file, object)))
    return { properties, data: null, item: () => readPstItem(file, object, names, codePage) };
  const node = object ?? heap.subnodes.get(place.id) ?? null;
  return { properties, data: await dataAt(file, heap, node, place.id), item: null };
}

/** An object is pointed to by eight bytes in the heap: the id of its subnode, its size. */
async function objectNode(heap: Heap, id: number): Promise<PstNode | null> {
  const pointer = await heap.item(id);
  if (pointer === null || pointer.length < 4) return null;
  return heap.subnodes.get(new DataView(pointer.buffer, pointer.byteOffset).getUint32(0, true)) ?? null;
}

async function isItem(file: PstFile, node: PstNode): Promise<boolean> {
  return (await Heap.open(file, node)) !== null;
}

/** Data of an attachment: small ones in the heap, others in a node of their own. */
async function dataAt(file: PstFile, heap: Heap, node: PstNode | null, id: number): Promise<MapiData | null> {
  if (node === null) {
    const bytes = await heap.item(id);
    return bytes === null ? null : { size: bytes.length, open: () => once(bytes) };
  }
  const { blocks, size } = await file.dataBlocks(node.data);
  return { size, open: () => nodeStream(file, blocks) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
