import { decode } from '../../text/windows1252.ts';
import { ReadFault } from '../format.ts';
import { decodeCodePage } from './codePages.ts';

/** The stories of a Word document in the order of their character positions ([MS-DOC] 2.4.1). */
export const STORIES = [
  'body',
  'footnotes',
  'headers',
  'macros',
  'comments',
  'endnotes',
  'text boxes',
  'text boxes in headers',
] as const;
export type Story = (typeof STORIES)[number];

/** A run of characters that lie together in the file. */
export interface Piece {
  /** Offset of its first byte in the stream WordDocument. */
  readonly offset: number;
  /** 1 for Windows-1252 (or the code page of Word 95), 2 for UTF-16. */
  readonly width: 1 | 2;
  readonly characters: number;
}

/** What the file information block says, as far as text is concerned. */
export interface WordFile {
  readonly main: Uint8Array;
  readonly isWord97: boolean;
  /** Pieces of all stories one after another. */
  readonly pieces: readonly Piece[];
  /** Characters of each story, in the order of {@link STORIES}. */
  readonly lengths: readonly number[];
  /** Where the text of the document may lie, used or not. */
  readonly textArea: { readonly from: number; readonly to: number };
  /** Place and length of the table of this number ([MS-DOC] 2.5.6) in the table stream; null when there is none. */
  table(index: number): Uint8Array | null;
  /** That table with all that follows it in the table stream: some go on behind the length that is given. */
  tableAndRest(index: number): Buffer | null;
  /** The characters of a piece. */
  decode(bytes: Uint8Array): string;
}

/** Versions of the file information block: Word 6 and 95 have those from 101 on. */
const WORD_6_VERSION = 101;
const WORD_97_VERSION = 193;
const PIECE_LIMIT = 4_000_000;

const FLAG_COMPLEX = 0x0004;
const FLAG_ENCRYPTED = 0x0100;
const FLAG_OBFUSCATED = 0x8000;

/** Number of the piece table among the tables. */
const PIECE_TABLE = 33;

/** Whether a main stream is of Word 97 or later. */
export function isWord97(main: Uint8Array): boolean {
  return versionOf(main) >= WORD_97_VERSION;
}

function versionOf(main: Uint8Array): number {
  return main[2]! | (main[3]! << 8);
}

/** Whether the document says that it is encrypted, and how. */
export function wordEncryption(main: Uint8Array): 'none' | 'xor' | 'rc4' {
  const flags = main[10]! | (main[11]! << 8);
  if ((flags & FLAG_ENCRYPTED) === 0) return 'none';
  return (flags & FLAG_OBFUSCATED) !== 0 || !isWord97(main) ? 'xor' : 'rc4';
}

/** Name of the stream that holds the tables of a Word 97 document. */
export function tableStreamName(main: Uint8Array): '0Table' | '1Table' {
  return (main[11]! & 0x02) !== 0 ? '1Table' : '0Table';
}

/**
 * Reads the file information block and the piece table of a Word document ([MS-DOC] 2.5; Word 6 and 95: the block of the binary format 6.0).
 * `tables` is the table stream; before Word 97 the tables lie in the main stream. Throws ReadFault('corrupt', …).
 */
export function parseWordFile(main: Uint8Array, tables: Uint8Array | null): WordFile {
  const view = Buffer.from(main.buffer, main.byteOffset, main.length);
  if (view.length < 0x60) throw new ReadFault('corrupt', 'damaged_structure');
  if (isWord97(main)) return parseWord97(main, view, tables);
  return versionOf(main) >= WORD_6_VERSION ? parseWord95(main, view) : parseWord2(main, view);
}

function parseWord97(main: Uint8Array, view: Buffer, tables: Uint8Array | null): WordFile {
  const tableStream = tables ?? new Uint8Array(0);
  const table = (index: number): Uint8Array | null => tableAt(view, 0x9a + 8 * index, tableStream);
  const lengths = STORIES.map((_, i) => int(view, 0x4c + 4 * i));
  const textArea = { from: int(view, 0x18), to: int(view, 0x1c) };
  const pieces = parsePieces(table(PIECE_TABLE), main.length, true) ?? [
    { offset: textArea.from, width: 1, characters: Math.max(0, textArea.to - textArea.from) },
  ];
  const tableAndRest = (index: number): Buffer | null => restAt(view, 0x9a + 8 * index, tableStream);
  return { main, isWord97: true, pieces, lengths, textArea, table, tableAndRest, decode };
}

function parseWord95(main: Uint8Array, view: Buffer): WordFile {
  const table = (index: number): Uint8Array | null => tableAt(view, 0x58 + 8 * index, main);
  const lengths = STORIES.map((_, i) => int(view, 0x34 + 4 * i));
  const textArea = { from: int(view, 0x18), to: int(view, 0x1c) };
  const isComplex = (view.readUInt16LE(10) & FLAG_COMPLEX) !== 0;
  const pieces = (isComplex ? parsePieces(table(PIECE_TABLE), main.length, false) : null) ?? [
    { offset: textArea.from, width: 1, characters: Math.max(0, textArea.to - textArea.from) },
  ];
  const codePage = codePageOf(view.readUInt16LE(6));
  return {
    main,
    isWord97: false,
    pieces,
    lengths,
    textArea,
    table,
    tableAndRest: () => null,
    decode: (bytes) => decodeCodePage(bytes, codePage),
  };
}

/** Word 2: one run of text, no stories known. */
function parseWord2(main: Uint8Array, view: Buffer): WordFile {
  const textArea = { from: int(view, 0x18), to: int(view, 0x1c) };
  const characters = Math.max(0, textArea.to - textArea.from);
  return {
    main,
    isWord97: false,
    pieces: [{ offset: textArea.from, width: 1, characters }],
    lengths: [characters],
    textArea,
    table: () => null,
    tableAndRest: () => null,
    decode,
  };
}

function int(view: Buffer, at: number): number {
  return at + 4 <= view.length ? Math.max(0, view.readInt32LE(at)) : 0;
}

function restAt(view: Buffer, at: number, tables: Uint8Array): Buffer | null {
  const offset = int(view, at);
  if (int(view, at + 4) < 2 || offset + 2 > tables.length) return null;
  return Buffer.from(tables.buffer, tables.byteOffset + offset, tables.length - offset);
}

function tableAt(view: Buffer, at: number, tables: Uint8Array): Uint8Array | null {
  const offset = int(view, at);
  const length = int(view, at + 4);
  return length === 0 || offset >= tables.length ? null : tables.subarray(offset, offset + length);
}

/** The piece table ([MS-DOC] 2.9.38 Clx): changes of properties are passed over, then character positions and where each piece lies. */
function parsePieces(clx: Uint8Array | null, mainBytes: number, isWord97: boolean): Piece[] | null {
  if (clx === null) return null;
  const view = Buffer.from(clx.buffer, clx.byteOffset, clx.length);
  let at = 0;
  while (at + 3 <= view.length && view[at] === 1) at += 3 + view.readUInt16LE(at + 1);
  if (at + 5 > view.length || view[at] !== 2) return null;
  const table = view.subarray(at + 5, at + 5 + view.readUInt32LE(at + 1));
  const count = Math.min(PIECE_LIMIT, Math.floor((table.length - 4) / 12));
  const pieces: Piece[] = [];
  for (let i = 0; i < count; i++) {
    const characters = table.readInt32LE(4 * i + 4) - table.readInt32LE(4 * i);
    const position = table.readUInt32LE(4 * (count + 1) + 8 * i + 2);
    const isCompressed = !isWord97 || (position & 0x4000_0000) !== 0;
    const offset = isWord97
      ? isCompressed
        ? (position & 0x3fff_ffff) >>> 1
        : position & 0x3fff_ffff
      : position;
    if (characters <= 0 || offset >= mainBytes) continue;
    const width = isCompressed ? 1 : 2;
    pieces.push({
      offset,
      width,
      characters: Math.min(characters, Math.floor((mainBytes - offset) / width)),
    });
  }
  return pieces;
}

/** Windows code page of a language (primary language ids of [MS-LCID]). */
function codePageOf(language: number): number {
  switch (language & 0x3ff) {
    case 0x02:
    case 0x19:
    case 0x22:
    case 0x23:
      return 1251;
    case 0x05:
    case 0x0e:
    case 0x15:
    case 0x18:
    case 0x1a:
    case 0x1b:
    case 0x24:
      return 1250;
    case 0x08:
      return 1253;
    case 0x1f:
      return 1254;
    case 0x0d:
      return 1255;
    case 0x01:
      return 1256;
    default:
      return 1252;
  }
}
