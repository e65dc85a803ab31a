import { encodeBlock } from '../../pst/decodeBlock.ts';

/** A property of a sample: id with type, and its value. */
export type SampleProperty = readonly [tag: number, value: string | number | Buffer];

/** An item of a sample mailbox. */
export interface SampleItem {
  readonly properties: readonly SampleProperty[];
  readonly recipients?: readonly (readonly SampleProperty[])[];
  readonly attachments?: readonly (readonly SampleProperty[])[];
}

export interface SampleFolder {
  readonly name: string;
  readonly items: Iterable<SampleItem>;
}

const PAGE = 512;
const BLOCK_DATA = 8_176;
/** A value above this goes to a node of its own. */
const HEAP_VALUE = 2_000;
const FIRST_BLOCK = 0x4400;

/** What differs in files of before Outlook 2003: ids and places have 4 bytes instead of 8. */
interface Kind {
  readonly version: number;
  readonly id: (value: number) => Buffer;
  /** Fills up entries of the node tree and of the block tree. */
  readonly fill: Buffer;
  readonly trailer: number;
  /** Places in a page: number of entries, type. */
  readonly countAt: number;
  readonly typeAt: number;
  readonly nodeTreeAt: number;
  readonly blockTreeAt: number;
  readonly cryptAt: number;
}

const KINDS: Record<'unicode' | 'ansi', Kind> = {
  unicode: {
    version: 23,
    id: u64,
    fill: Buffer.alloc(4),
    trailer: 16,
    countAt: 488,
    typeAt: 496,
    nodeTreeAt: 224,
    blockTreeAt: 240,
    cryptAt: 513,
  },
  ansi: {
    version: 14,
    id: u32,
    fill: Buffer.alloc(0),
    trailer: 12,
    countAt: 496,
    typeAt: 500,
    nodeTreeAt: 188,
    blockTreeAt: 196,
    cryptAt: 461,
  },
};

/**
 * Writes a PST file (MS-PST) with folders, items, recipients and attachments: for samples and measurements. `write` is called with the pieces
 * in order; the header comes last and belongs at the beginning, where so many bytes were left.
 * @param method how blocks are encoded: see CRYPT.
 */
export function buildPst(
  folders: readonly SampleFolder[],
  method: number,
  write: (bytes: Buffer) => void,
  kind: keyof typeof KINDS = 'unicode',
): Buffer {
  return new PstBuilder(method, write, KINDS[kind]).build(folders);
}

/** A whole sample file in memory. */
export function pstFile(
  folders: readonly SampleFolder[],
  method: number,
  kind: keyof typeof KINDS = 'unicode',
): Buffer {
  const parts: Buffer[] = [];
  const header = buildPst(folders, method, (bytes) => parts.push(bytes), kind);
  return Buffer.concat([header, ...parts]);
}

interface Node {
  readonly nid: number;
  readonly data: number;
  readonly subnodes: number;
  readonly parent: number;
}

class PstBuilder {
  readonly #method: number;
  readonly #write: (bytes: Buffer) => void;
  readonly #nodes: Node[] = [];
  readonly #blocks: { id: number; offset: number; size: number }[] = [];
  #at = FIRST_BLOCK;
  #nextBlock = 4;
  #nextPage = 1;

  readonly #kind: Kind;

  constructor(method: number, write: (bytes: Buffer) => void, kind: Kind) {
    this.#method = method;
    this.#write = write;
    this.#kind = kind;
  }

  build(folders: readonly SampleFolder[]): Buffer {
    this.#write(Buffer.alloc(FIRST_BLOCK - 1024));
    const entryId = Buffer.concat([Buffer.alloc(20), u32(0x8022)]);
    this.#node(0x21, 0, {
      properties: [
        [0x3001001f, 'Boîte'],
        [0x35e00102, entryId],
      ],
    });
    this.#node(0x122, 0x122, { properties: [[0x3001001f, '']] });
    this.#node(0x8022, 0x122, { properties: [[0x3001001f, 'Début du fichier']] });
    let message = 0x10000;
    folders.forEach(({ name, items }, f) => {
      const folder = 0x8042 + 0x20 * f;
      this.#node(folder, 0x8022, { properties: [[0x3001001f, name]] });
      for (const item of items) this.#node((message++ << 5) | 0x04, folder, item);
    });
    const nodeTree = this.#tree(
      0x81,
      this.#nodes
        .sort((a, b) => a.nid - b.nid)
        .map((node) => ({
          key: node.nid,
          entry: Buffer.concat([
            ...[node.nid, node.data, node.subnodes].map(this.#kind.id),
            u32(node.parent),
            this.#kind.fill,
          ]),
        })),
    );
    const blockTree = this.#tree(
      0x80,
      this.#blocks
        .sort((a, b) => a.id - b.id)
        .map(({ id, offset, size }) => ({
          key: id,
          entry: Buffer.concat([...[id, offset].map(this.#kind.id), u16(size), u16(1), this.#kind.fill]),
        })),
    );
    return this.#header(nodeTree, blockTree);
  }

  #header(nodeTree: number, blockTree: number): Buffer {
    const header = Buffer.alloc(1024);
    header.write('!BDN', 0, 'latin1');
    header.write('SM', 8, 'latin1');
    header.writeUInt16LE(this.#kind.version, 10);
    this.#kind.id(nodeTree).copy(header, this.#kind.nodeTreeAt);
    this.#kind.id(blockTree).copy(header, this.#kind.blockTreeAt);
    header[this.#kind.cryptAt - 1] = 0x80;
    header[this.#kind.cryptAt] = this.#method;
    return header;
  }

  /** A node with a heap of properties; its long values, recipients and attachments become subnodes. */
  #node(nid: number, parent: number, item: SampleItem): void {
    const { data, subnodes } = this.#content(item);
    this.#nodes.push({ nid, data, subnodes, parent });
  }

  #content(item: SampleItem): { data: number; subnodes: number } {
    const subnodes: Node[] = [];
    const heap = new HeapBuilder(0xbc);
    const records = item.properties.map(([tag, value]) => {
      const cell = this.#cell(tag, value, heap, subnodes);
      return Buffer.concat([u16(tag >>> 16), u16(tag & 0xffff), cell]);
    });
    records.sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0));
    const list = heap.add(Buffer.concat(records));
    heap.root = heap.add(Buffer.concat([Buffer.of(0xb5, 2, 6, 0), u32(list)]));
    if (item.recipients !== undefined)
      subnodes.push({ nid: 0x692, parent: 0, ...this.#table(item.recipients) });
    item.attachments?.forEach((properties, i) =>
      subnodes.push({ nid: 0x8025 + 0x20 * i, parent: 0, ...this.#content({ properties }) }),
    );
    return { data: this.#data(heap.bytes()), subnodes: this.#subnodes(subnodes) };
  }

  #cell(tag: number, value: SampleProperty[1], heap: HeapBuilder, subnodes: Node[]): Buffer {
    if (typeof value === 'number') return u32(value);
    const bytes =
      typeof value === 'string' ? Buffer.from(value, (tag & 0xffff) === 0x1f ? 'utf16le' : 'latin1') : value;
    if (bytes.length <= HEAP_VALUE) return u32(bytes.length === 0 ? 0 : heap.add(bytes));
    const nid = 0x1_003f + 0x20 * subnodes.length;
    subnodes.push({ nid, parent: 0, data: this.#data(bytes), subnodes: 0 });
    return u32(nid);
  }

  /** A table whose rows all have the same columns, kept in the heap. */
  #table(rows: readonly (readonly SampleProperty[])[]): { data: number; subnodes: number } {
    const heap = new HeapBuilder(0x7c);
    const tags = rows[0]!.map(([tag]) => tag);
    const bitmapAt = 4 + 4 * tags.length;
    const matrix = rows.map((row, r) =>
      Buffer.concat([
        u32(r),
        ...row.map(([tag, value]) => this.#cell(tag, value, heap, [])),
        Buffer.alloc(4, 0xff),
      ]),
    );
    const rowsId = heap.add(Buffer.concat(matrix));
    const columns = tags.map((tag, i) =>
      Buffer.concat([u32(((tag & 0xffff) | ((tag >>> 16) << 16)) >>> 0), u16(4 + 4 * i), Buffer.of(4, i)]),
    );
    heap.root = heap.add(
      Buffer.concat([
        Buffer.of(0x7c, tags.length),
        u16(bitmapAt),
        u16(bitmapAt),
        u16(bitmapAt),
        u16(bitmapAt + 4),
        u32(0),
        u32(rowsId),
        u32(0),
        ...columns,
      ]),
    );
    return { data: this.#data(heap.bytes()), subnodes: 0 };
  }

  /** Data in one block, or in several with a list of them. */
  #data(bytes: Buffer): number {
    if (bytes.length <= BLOCK_DATA) return this.#block(bytes, false);
    const blocks: number[] = [];
    for (let at = 0; at < bytes.length; at += BLOCK_DATA)
      blocks.push(this.#block(Buffer.from(bytes.subarray(at, at + BLOCK_DATA)), false));
    return this.#list(blocks, 1, bytes.length);
  }

  #list(blocks: readonly number[], level: number, size: number): number {
    const most = 1_000;
    if (blocks.length <= most)
      return this.#block(
        Buffer.concat([Buffer.of(1, level), u16(blocks.length), u32(size), ...blocks.map(this.#kind.id)]),
        true,
      );
    const lists: number[] = [];
    for (let at = 0; at < blocks.length; at += most)
      lists.push(this.#list(blocks.slice(at, at + most), 1, 0));
    return this.#list(lists, 2, size);
  }

  #subnodes(nodes: readonly Node[]): number {
    if (nodes.length === 0) return 0;
    const entries = [...nodes]
      .sort((a, b) => a.nid - b.nid)
      .map((node) => Buffer.concat([node.nid, node.data, node.subnodes].map(this.#kind.id)));
    return this.#block(
      Buffer.concat([Buffer.of(2, 0), u16(nodes.length), this.#kind.fill, ...entries]),
      true,
    );
  }

  #block(bytes: Buffer, internal: boolean): number {
    const id = this.#nextBlock + (internal ? 2 : 0);
    this.#nextBlock += 4;
    const data = Buffer.from(bytes);
    if (!internal) encodeBlock(data, this.#method, id);
    const { trailer } = this.#kind;
    const room = Math.ceil((data.length + trailer) / 64) * 64;
    const block = Buffer.concat([data], room);
    block.writeUInt16LE(data.length, room - trailer);
    block.writeUInt32LE(id, room - 8);
    this.#blocks.push({ id, offset: this.#at, size: data.length });
    this.#append(block);
    return id;
  }

  /** Pages of a tree from the leaves up; gives where the root lies. */
  #tree(type: number, leaves: readonly { key: number; entry: Buffer }[]): number {
    this.#append(Buffer.alloc((PAGE - (this.#at % PAGE)) % PAGE));
    let level = 0;
    let entries = leaves;
    for (;;) {
      const pages: { key: number; entry: Buffer }[] = [];
      let root = 0;
      const most = Math.min(255, Math.floor(this.#kind.countAt / entries[0]!.entry.length));
      for (let at = 0; at < entries.length; at += most) {
        const here = entries.slice(at, at + most);
        const page = this.#page(
          type,
          level,
          here.map(({ entry }) => entry),
        );
        root = page.offset;
        pages.push({
          key: here[0]!.key,
          entry: Buffer.concat([here[0]!.key, page.id, page.offset].map(this.#kind.id)),
        });
      }
      if (pages.length === 1) return root;
      entries = pages;
      level++;
    }
  }

  #page(type: number, level: number, entries: readonly Buffer[]): { id: number; offset: number } {
    const id = this.#nextPage++;
    const offset = this.#at;
    const page = Buffer.concat(entries, PAGE);
    const { countAt, typeAt } = this.#kind;
    page[countAt] = entries.length;
    page[countAt + 1] = Math.min(255, Math.floor(countAt / entries[0]!.length));
    page[countAt + 2] = entries[0]!.length;
    page[countAt + 3] = level;
    page[typeAt] = page[typeAt + 1] = type;
    page.writeUInt32LE(id, 504);
    this.#append(page);
    return { id, offset };
  }

  #append(bytes: Buffer): void {
    this.#at += bytes.length;
    this.#write(bytes);
  }
}

/** A heap in one block. */
class HeapBuilder {
  root = 0;
  readonly #kind: number;
  readonly #values: Buffer[] = [];

  constructor(kind: number) {
    this.#kind = kind;
  }

  /** Adds a value; gives its id. */
  add(bytes: Buffer): number {
    this.#values.push(bytes);
    return this.#values.length << 5;
  }

  bytes(): Buffer {
    let at = 12;
    const starts = this.#values.map((value) => (at += value.length) - value.length);
    const map = at + (at % 2);
    const head = Buffer.concat([u16(map), Buffer.of(0xec, this.#kind), u32(this.root), u32(0)]);
    const body = Buffer.concat([head, ...this.#values], map);
    return Buffer.concat([body, u16(this.#values.length), u16(0), ...[...starts, at].map(u16)]);
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

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
