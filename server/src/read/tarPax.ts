import type { SparsePiece } from './tarSparse.ts';

/** What the records of a pax header say of the next member, as far as reading needs it. */
export interface PaxRecords {
  readonly path?: Uint8Array;
  readonly size?: number;
  /** The true name of a sparse file (GNU). */
  readonly sparseName?: Uint8Array;
  readonly sparse?: {
    /** Where data lies; null when the map stands before the data (version 1.0). */
    readonly map: readonly SparsePiece[] | null;
    readonly size: number;
  };
}

/** Reads records "LENGTH KEY=VALUE\n" (POSIX.1-2008 pax; GNU tar manual, "Storing Sparse Files"). Ill-formed records end the reading. */
export function parsePax(data: Uint8Array): PaxRecords {
  const gnu = { numbers: [] as number[], size: 0, found: false, inData: false };
  const records: { path?: Uint8Array; size?: number; sparseName?: Uint8Array } = {};
  for (const { key, value } of recordsOf(data)) {
    if (key === 'path') records.path = value;
    else if (key === 'size') records.size = numberOf(value);
    else if (key === 'GNU.sparse.name') records.sparseName = value;
    else if (key === 'GNU.sparse.size' || key === 'GNU.sparse.realsize') gnu.size = numberOf(value);
    else if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') gnu.numbers.push(numberOf(value));
    else if (key === 'GNU.sparse.map')
      gnu.numbers = Buffer.from(value).toString('latin1').split(',').map(digitsOf);
    if (key.startsWith('GNU.sparse.')) gnu.found = true;
    if (key === 'GNU.sparse.major') gnu.inData = numberOf(value) >= 1;
  }
  if (!gnu.found) return records;
  return { ...records, sparse: { map: gnu.inData ? null : piecesOf(gnu.numbers), size: gnu.size } };
}

/** Pairs of offset and length. */
export function piecesOf(numbers: readonly number[]): SparsePiece[] {
  const pieces: SparsePiece[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2)
    pieces.push({ offset: numbers[i]!, length: numbers[i + 1]! });
  return pieces;
}

function* recordsOf(data: Uint8Array): Generator<{ key: string; value: Uint8Array }> {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at < buffer.length;) {
    const blank = buffer.indexOf(0x20, at);
    if (blank < 0 || blank - at > 10) return;
    const length = Number(buffer.toString('latin1', at, blank));
    const equals = buffer.indexOf(0x3d, blank);
    if (!(length > 0) || equals < 0 || at + length > buffer.length || equals >= at + length) return;
    yield {
      key: buffer.toString('latin1', blank + 1, equals),
      value: data.slice(equals + 1, at + length - 1),
    };
    at += length;
  }
}

function numberOf(value: Uint8Array): number {
  return digitsOf(Buffer.from(value).toString('latin1'));
}

/** A count from digits, 0 from anything else. */
export function digitsOf(text: string): number {
  return /^\d{1,15}$/.test(text.trim()) ? Number(text) : 0;
}
