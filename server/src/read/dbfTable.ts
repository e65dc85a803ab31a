import type { Encoding } from './detectEncoding.ts';

/** One field of a dBase table. */
export interface DbfField {
  readonly name: string;
  /** C text, N and F number, D date, L logical, M memo, T date and time, I integer … */
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

/** The head of a dBase, FoxPro or Clipper table. */
export interface DbfHead {
  readonly records: number;
  readonly headLength: number;
  readonly recordLength: number;
  readonly fields: readonly DbfField[];
  /** Code page that the language driver byte names; null where it does not say. */
  readonly encoding: Encoding | null;
}

/** Version bytes: dBase III to 7, with and without memo, FoxPro, Visual FoxPro, HiPer-Six. */
const VERSIONS = new Set([
  0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7b, 0x83, 0x8b, 0x8e, 0xcb, 0xe5, 0xf5, 0xfb,
]);
const TYPES = /^[CNFDLMTIYBGP@+OVWQ0]$/;
const END = 0x0d;

/** Language drivers: DOS code pages (US and multilingual) read as CP850, which differs in no French letter from CP437; Windows; Macintosh. */
const ENCODINGS: Readonly<Record<number, Encoding>> = {
  0x01: 'cp850',
  0x02: 'cp850',
  0x03: 'windows-1252',
  0x04: 'macroman',
  0x0d: 'cp850',
  0x0e: 'cp850',
  0x1d: 'cp850',
  0x25: 'cp850',
  0x37: 'cp850',
  0x57: 'windows-1252',
  0x58: 'windows-1252',
  0x59: 'windows-1252',
};

/** Reads the head: 32 bytes, then 32 bytes a field up to 0x0D. Null when the bytes are no such table. */
export function readDbfHead(bytes: Uint8Array): DbfHead | null {
  if (bytes.length < 65 || !VERSIONS.has(bytes[0]!)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headLength = view.getUint16(8, true);
  const recordLength = view.getUint16(10, true);
  const isDate = bytes[2]! <= 12 && bytes[3]! <= 31;
  if (headLength < 65 || recordLength < 2 || !isDate) return null;
  const fields = readFields(bytes, headLength);
  if (fields === null || fields.at(-1)!.offset + fields.at(-1)!.length > recordLength) return null;
  return {
    records: view.getUint32(4, true),
    headLength,
    recordLength,
    fields,
    encoding: ENCODINGS[bytes[29]!] ?? null,
  };
}

function readFields(bytes: Uint8Array, headLength: number): DbfField[] | null {
  const fields: DbfField[] = [];
  let offset = 1;
  for (let at = 32; at + 32 <= Math.min(headLength, bytes.length) && bytes[at] !== END; at += 32) {
    const [name = ''] = Buffer.from(bytes.subarray(at, at + 11))
      .toString('latin1')
      .split('\0', 1);
    const type = String.fromCharCode(bytes[at + 11]!);
    const length = type === 'C' ? bytes[at + 16]! + 256 * bytes[at + 17]! : bytes[at + 16]!;
    if (!/^[\w\u00a0-\u00ff-]+$/.test(name) || !TYPES.test(type) || length === 0) return null;
    fields.push({ name, type, offset, length });
    offset += length;
  }
  return fields.length === 0 ? null : fields;
}
