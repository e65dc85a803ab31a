import { inflateSync } from 'node:zlib';
import { ReadFault, type Source } from '../format.ts';
import { decodeBlock } from './decodeBlock.ts';
import { PageTree } from './pageTree.ts';
import { layoutOf, type PstLayout } from './pstLayout.ts';
import { scanForPages } from './scanForPages.ts';

/** A node: an entry of the node tree, or of the subnodes of another node. */
export interface PstNode {
  readonly nid: number;
  /** Block of its data, block of its subnodes; 0 for none. */
  readonly data: number;
  readonly subnodes: number;
  /** The folder of a message or folder; 0 for subnodes. */
  readonly parent: number;
}

/** Where a block of data lies. */
interface BlockPlace {
  readonly offset: number;
  readonly size: number;
  /** Size without compression. */
  readonly plainSize: number;
}

const HEADER = 564;
/** Blocks of one value or table, subnodes of one node: beyond this the file lies. */
const BLOCK_LIMIT = 1 << 20;
const SUBNODE_LIMIT = 100_000;
const BLOCK_SIZE_LIMIT = 1 << 17;
/** Bytes of blocks that are read: a sound file is read a few times, one whose lists point to the same blocks over and over is not read for ever. */
const TIMES_READ = 64;
const ALWAYS_READ = 1 << 30;
/** Blocks that stay at hand. */
const CACHED_BLOCKS = 256;

/**
 * A PST or OST file as nodes and blocks (MS-PST 2.2, the node database layer). Nothing is held but pages and blocks that were read last; every walk is
 * bounded by levels that must fall and by counts, so that no file can make it run in circles.
 */
export class PstFile {
  readonly #source: Source;
  readonly #layout: PstLayout;
  readonly #method: number;
  #nodeTree: PageTree;
  #blockTree: PageTree;
  readonly #blocks = new Map<number, Uint8Array>();
  #bytesRead = 0;
  /** Whether something was met that should not be. */
  damaged = false;

  private constructor(source: Source, layout: PstLayout, header: DataView) {
    this.#source = source;
    this.#layout = layout;
    this.#method = header.getUint8(layout.cryptAt);
    this.#nodeTree = new PageTree(
      source,
      layout,
      layout.address(header, layout.nodeTreeAt),
      layout.nodeEntry,
    );
    this.#blockTree = new PageTree(
      source,
      layout,
      layout.address(header, layout.blockTreeAt),
      layout.blockEntry,
    );
  }

  /** Throws ReadFault when it is no such file. A file whose trees are lost is searched for their pages. */
  static async open(source: Source): Promise<PstFile> {
    const head = await source.readAt(0, HEADER);
    const layout = head.length < HEADER ? null : layoutOf(head);
    if (layout === null) throw new ReadFault('corrupt', 'damaged_structure');
    const file = new PstFile(source, layout, new DataView(head.buffer, head.byteOffset, head.length));
    if (!(await file.#nodeTree.isSound()) || !(await file.#blockTree.isSound())) await file.#salvage();
    return file;
  }

  get is4k(): boolean {
    return this.#layout.is4k;
  }

  /** The node with this id; null without one. */
  async node(nid: number): Promise<PstNode | null> {
    const entry = await this.#nodeTree.find(nid);
    return entry === null ? null : this.#layout.readNode(entry);
  }

  /** All nodes in the order of their ids. Damaged pages are left out. */
  async *nodes(): AsyncGenerator<PstNode> {
    for await (const entry of this.#nodeTree.entries()) yield this.#layout.readNode(entry);
    if (this.#nodeTree.damaged) this.damaged = true;
  }

  /** The subnodes of a node by id. */
  async subnodes(node: PstNode): Promise<Map<number, PstNode>> {
    const found = new Map<number, PstNode>();
    if (node.subnodes !== 0) await this.#subnodeBlock(node.subnodes, found, 1);
    return found;
  }

  /** Ids of the blocks that hold a node's data, in order, and how many bytes they have together. */
  async dataBlocks(block: number): Promise<{ blocks: number[]; size: number }> {
    const blocks: number[] = [];
    if (block !== 0) await this.#dataTree(block, blocks, 2);
    let size = 0;
    for (const [i, id] of blocks.entries()) {
      const place = await this.#place(id);
      if (place === null) {
        this.damaged = true;
        return { blocks: blocks.slice(0, i), size };
      }
      size += place.plainSize;
    }
    return { blocks, size };
  }

  /** The decoded data of a block; null when it cannot be had. */
  async block(id: number): Promise<Uint8Array | null> {
    const known = this.#blocks.get(id);
    if (known !== undefined) return known;
    const place = await this.#place(id);
    const bytes = place === null ? null : await this.#read(id, place);
    if (bytes === null) {
      this.damaged = true;
      return null;
    }
    if (this.#blocks.size >= CACHED_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value!);
    this.#blocks.set(id, bytes);
    return bytes;
  }

  async #salvage(): Promise<void> {
    const { nodes, blocks } = await scanForPages(this.#source, this.#layout);
    this.#nodeTree = PageTree.ofLeaves(this.#source, this.#layout, nodes, this.#layout.nodeEntry);
    this.#blockTree = PageTree.ofLeaves(this.#source, this.#layout, blocks, this.#layout.blockEntry);
    this.damaged = true;
  }

  async #place(id: number): Promise<BlockPlace | null> {
    // The lowest bit says nothing.
    const entry = await this.#blockTree.find(id - (id % 2));
    if (entry === null) return null;
    const place = this.#layout.readBlockPlace(entry);
    const isOutside = place.offset + place.size > (this.#source.size ?? Infinity);
    return isOutside || place.size > BLOCK_SIZE_LIMIT || place.plainSize > BLOCK_SIZE_LIMIT ? null : place;
  }

  async #read(id: number, { offset, size, plainSize }: BlockPlace): Promise<Uint8Array | null> {
    this.#bytesRead += plainSize;
    if (this.#bytesRead > ALWAYS_READ + TIMES_READ * (this.#source.size ?? 0))
      throw new ReadFault('read_in_part', 'size_limit');
    const stored = new Uint8Array(await this.#source.readAt(offset, size));
    if (stored.length < size) return null;
    if (plainSize !== size) {
      try {
        return inflateSync(stored, { maxOutputLength: plainSize });
      } catch {
        return null;
      }
    }
    // Blocks of lists (bit 1 of the id) are not encoded.
    if (!isInternal(id)) decodeBlock(stored, this.#method, id % 2 ** 32);
    return stored;
  }

  /** A block of data, or a list of blocks of data, or a list of such lists (MS-PST 2.2.2.8.3.2). */
  async #dataTree(id: number, blocks: number[], levels: number): Promise<void> {
    if (!isInternal(id)) {
      blocks.push(id);
      return;
    }
    const list = levels === 0 ? null : await this.block(id);
    if (list === null || list.length < 8 || list[0] !== 1) {
      this.damaged = true;
      return;
    }
    for (const child of this.#layout.readBlockList(list)) {
      if (blocks.length >= BLOCK_LIMIT) {
        this.damaged = true;
        return;
      }
      await this.#dataTree(child, blocks, levels - 1);
    }
  }

  /** A list of subnodes, or of such lists (MS-PST 2.2.2.8.3.3). */
  async #subnodeBlock(id: number, found: Map<number, PstNode>, levels: number): Promise<void> {
    const list = await this.block(id);
    if (list === null || list.length < 8 || list[0] !== 2 || found.size >= SUBNODE_LIMIT) {
      this.damaged = true;
      return;
    }
    if (list[1] === 0) for (const node of this.#layout.readSubnodes(list)) found.set(node.nid, node);
    else if (levels > 0)
      for (const child of this.#layout.readSubnodeLists(list))
        await this.#subnodeBlock(child, found, levels - 1);
  }
}

function isInternal(id: number): boolean {
  return Math.floor(id / 2) % 2 === 1;
}
