import type { PstFile, PstNode } from './pstFile.ts';

const SIGNATURE = 0xec;
/** Kinds of heaps: what is built on them (MS-PST 2.3.1.2). */
export const HEAP = { tree: 0xb5, table: 0x7c, properties: 0xbc } as const;

/** Keys below one node of a tree on a heap, levels of it: a heap holds no more. */
const RECORD_LIMIT = 1 << 20;
const LEVEL_LIMIT = 8;

/** A heap on a node (MS-PST 2.3.1): many small values in the blocks of one node, larger ones in its subnodes. */
export class Heap {
  readonly kind: number;
  readonly root: number;
  readonly subnodes: ReadonlyMap<number, PstNode>;
  readonly #file: PstFile;
  readonly #blocks: readonly number[];

  private constructor(
    file: PstFile,
    blocks: readonly number[],
    subnodes: ReadonlyMap<number, PstNode>,
    head: DataView,
  ) {
    this.#file = file;
    this.#blocks = blocks;
    this.subnodes = subnodes;
    this.kind = head.getUint8(3);
    this.root = head.getUint32(4, true);
  }

  /** The heap of a node; null when there is none. */
  static async open(file: PstFile, node: PstNode): Promise<Heap | null> {
    const { blocks } = await file.dataBlocks(node.data);
    const first = blocks.length === 0 ? null : await file.block(blocks[0]!);
    if (first === null || first.length < 12 || first[2] !== SIGNATURE) return null;
    const head = new DataView(first.buffer, first.byteOffset, first.length);
    return new Heap(file, blocks, await file.subnodes(node), head);
  }

  /** The value with this id in the heap; null when it is empty or cannot be had. */
  async item(id: number): Promise<Uint8Array | null> {
    if (id === 0 || (id & 0x1f) !== 0) return null;
    const blockIndex = id >>> (this.#file.is4k ? 19 : 16);
    const index = (id >>> 5) & (this.#file.is4k ? 0x3fff : 0x7ff);
    const blockId = this.#blocks[blockIndex];
    const block = blockId === undefined ? null : await this.#file.block(blockId);
    if (block === null || index === 0) return null;
    return itemIn(block, index);
  }

  /** A value that is in the heap or, where the id names one, in a subnode. Null when it cannot be had or is larger than `limit`. */
  async value(id: number, limit: number): Promise<Uint8Array | null> {
    if ((id & 0x1f) === 0) return await this.item(id);
    const node = this.subnodes.get(id);
    return node === undefined ? null : await nodeBytes(this.#file, node, limit);
  }

  /** The records of a tree on the heap (MS-PST 2.3.2): of each its key and data, `length` of both together. */
  async records(treeId: number): Promise<DataView[]> {
    const head = await this.item(treeId);
    if (head === null || head.length < 8 || head[0] !== HEAP.tree) return [];
    const found: DataView[] = [];
    await this.#recordsBelow(
      new DataView(head.buffer, head.byteOffset).getUint32(4, true),
      { key: head[1]!, data: head[2]! },
      Math.min(head[3]!, LEVEL_LIMIT),
      found,
    );
    return found;
  }

  async #recordsBelow(
    id: number,
    sizes: { key: number; data: number },
    level: number,
    found: DataView[],
  ): Promise<void> {
    const page = await this.item(id);
    const length = sizes.key + (level === 0 ? sizes.data : 4);
    if (page === null || length === 0) return;
    for (let at = 0; at + length <= page.length && found.length < RECORD_LIMIT; at += length) {
      const record = new DataView(page.buffer, page.byteOffset + at, length);
      if (level === 0) found.push(record);
      else await this.#recordsBelow(record.getUint32(sizes.key, true), sizes, level - 1, found);
    }
  }
}

/** All bytes of a node; null above `limit` or where a block is lost. */
async function nodeBytes(file: PstFile, node: PstNode, limit: number): Promise<Uint8Array | null> {
  const { blocks, size } = await file.dataBlocks(node.data);
  if (size > limit) {
    file.damaged = true;
    return null;
  }
  const parts: Uint8Array[] = [];
  for (const id of blocks) {
    const block = await file.block(id);
    if (block === null) break;
    parts.push(block);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** The bytes of a node in chunks. */
export async function* nodeStream(file: PstFile, blocks: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const id of blocks) {
    const block = await file.block(id);
    if (block === null) return;
    yield block;
  }
}

/** The index-th value of a block: the map of the values stands where its first two bytes say. */
function itemIn(block: Uint8Array, index: number): Uint8Array | null {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const map = block.length < 2 ? 0 : view.getUint16(0, true);
  if (map + 4 > block.length) return null;
  const count = view.getUint16(map, true);
  const at = map + 4 + 2 * (index - 1);
  if (index > count || at + 4 > block.length) return null;
  const start = view.getUint16(at, true);
  const end = view.getUint16(at + 2, true);
  return start < end && end <= block.length ? block.subarray(start, end) : null;
}
