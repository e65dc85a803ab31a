import type { PstNode } from './pstFile.ts';

/** What differs between the three kinds of PST files: ANSI (up to Outlook 2002), Unicode, and OST of Outlook 2013 with pages of 4 kB. */
export interface PstLayout {
  readonly is4k: boolean;
  readonly pageSize: number;
  /** Places in the header (MS-PST 2.2.2.6): how blocks are encoded, addresses of the roots of the node tree and the block tree. */
  readonly cryptAt: number;
  readonly nodeTreeAt: number;
  readonly blockTreeAt: number;
  /** Places in a page of a tree: number of entries (a byte or two), level, type, id of the page. */
  readonly countAt: number;
  readonly levelAt: number;
  readonly typeAt: number;
  readonly pageIdAt: number;
  /** Bytes of an entry of an inner page, of a leaf of the node tree, of the block tree. */
  readonly innerEntry: number;
  readonly nodeEntry: number;
  readonly blockEntry: number;
  /** An id at a place: block ids have 4 or 8 bytes, node ids always count by their lower 4. */
  id(view: DataView, at: number): number;
  address(view: DataView, at: number): number;
  readNode(entry: DataView): PstNode;
  readBlockPlace(entry: DataView): { offset: number; size: number; plainSize: number };
  readBlockList(list: Uint8Array): number[];
  readSubnodes(list: Uint8Array): PstNode[];
  readSubnodeLists(list: Uint8Array): number[];
}

const SIGNATURE = Buffer.from('!BDN', 'latin1');
const VERSION_AT = 10;

/** The layout of a file by its first bytes; null when it is none of these. */
export function layoutOf(head: Uint8Array): PstLayout | null {
  if (!SIGNATURE.equals(head.subarray(0, 4))) return null;
  const version = head[VERSION_AT]!;
  if (version === 14 || version === 15) return ANSI;
  if (version === 36 || version === 37) return UNICODE_4K;
  return version >= 20 && version < 36 ? UNICODE : null;
}

/** Eight bytes; what is too large to be a place or an id counts as none. */
function u64(view: DataView, at: number): number {
  const value = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
  return Number.isSafeInteger(value) ? value : 0;
}

function u32(view: DataView, at: number): number {
  return view.getUint32(at, true);
}

/** Entries of a list of blocks or subnodes: their number stands at 2, they begin at `start`. */
function entriesOf<T>(list: Uint8Array, start: number, length: number, read: (entry: DataView) => T): T[] {
  const view = new DataView(list.buffer, list.byteOffset, list.length);
  const count = Math.min(view.getUint16(2, true), Math.floor((list.length - start) / length));
  return Array.from({ length: Math.max(0, count) }, (_, i) =>
    read(new DataView(list.buffer, list.byteOffset + start + i * length, length)),
  );
}

const ANSI: PstLayout = {
  is4k: false,
  pageSize: 512,
  cryptAt: 461,
  nodeTreeAt: 188,
  blockTreeAt: 196,
  countAt: 496,
  levelAt: 499,
  typeAt: 500,
  pageIdAt: 504,
  innerEntry: 12,
  nodeEntry: 16,
  blockEntry: 12,
  id: u32,
  address: u32,
  readNode: (entry) => ({
    nid: u32(entry, 0),
    data: u32(entry, 4),
    subnodes: u32(entry, 8),
    parent: u32(entry, 12),
  }),
  readBlockPlace: (entry) => {
    const size = entry.getUint16(8, true);
    return { offset: u32(entry, 4), size, plainSize: size };
  },
  readBlockList: (list) => entriesOf(list, 8, 4, (entry) => u32(entry, 0)),
  readSubnodes: (list) =>
    entriesOf(list, 4, 12, (entry) => ({
      nid: u32(entry, 0),
      data: u32(entry, 4),
      subnodes: u32(entry, 8),
      parent: 0,
    })),
  readSubnodeLists: (list) => entriesOf(list, 4, 8, (entry) => u32(entry, 4)),
};

const UNICODE: PstLayout = {
  is4k: false,
  pageSize: 512,
  cryptAt: 513,
  nodeTreeAt: 224,
  blockTreeAt: 240,
  countAt: 488,
  levelAt: 491,
  typeAt: 496,
  pageIdAt: 504,
  innerEntry: 24,
  nodeEntry: 32,
  blockEntry: 24,
  id: u64,
  address: u64,
  readNode: (entry) => ({
    nid: u32(entry, 0),
    data: u64(entry, 8),
    subnodes: u64(entry, 16),
    parent: u32(entry, 24),
  }),
  readBlockPlace: (entry) => {
    const size = entry.getUint16(16, true);
    return { offset: u64(entry, 8), size, plainSize: size };
  },
  readBlockList: (list) => entriesOf(list, 8, 8, (entry) => u64(entry, 0)),
  readSubnodes: (list) =>
    entriesOf(list, 8, 24, (entry) => ({
      nid: u32(entry, 0),
      data: u64(entry, 8),
      subnodes: u64(entry, 16),
      parent: 0,
    })),
  readSubnodeLists: (list) => entriesOf(list, 8, 16, (entry) => u64(entry, 8)),
};

const UNICODE_4K: PstLayout = {
  ...UNICODE,
  is4k: true,
  pageSize: 4096,
  countAt: 4056,
  levelAt: 4061,
  typeAt: 4072,
  pageIdAt: 4080,
  readBlockPlace: (entry) => {
    const size = entry.getUint16(16, true);
    return { offset: u64(entry, 8), size, plainSize: entry.getUint16(18, true) || size };
  },
};
