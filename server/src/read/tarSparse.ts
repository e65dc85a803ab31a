import { readNumber, TAR_BLOCK } from './tarHeader.ts';
import type { TarInput } from './tarMembers.ts';
import { digitsOf, piecesOf } from './tarPax.ts';

/** Where data lies in a sparse file; everything else is zeros. */
export interface SparsePiece {
  readonly offset: number;
  readonly length: number;
}

export interface SparseMap {
  readonly pieces: readonly SparsePiece[];
  /** Size of the file with its holes. */
  readonly size: number;
}

const ZEROS = new Uint8Array(1 << 16);
/** Pieces of one file. */
const PIECE_LIMIT = 100_000;

/** The map of an old GNU sparse file: four pieces in the header, 21 in each further block (GNU tar manual, "Old GNU Format"). */
export async function sparseMapOf(header: Uint8Array, input: TarInput): Promise<SparseMap> {
  const pieces: SparsePiece[] = [];
  const take = (block: Uint8Array, start: number, count: number): void => {
    for (let i = 0; i < count && pieces.length < PIECE_LIMIT; i++) {
      const at = start + i * 24;
      if (block[at] === 0) return;
      pieces.push({ offset: readNumber(block, at, 12), length: readNumber(block, at + 12, 12) });
    }
  };
  take(header, 386, 4);
  for (let more = header[482] === 1; more;) {
    const block = await input.read(TAR_BLOCK);
    if (block.length < TAR_BLOCK) break;
    take(block, 0, 21);
    more = block[504] === 1;
  }
  return { pieces, size: readNumber(header, 483, 12) };
}

/** The map that stands as lines of digits before the data (GNU pax sparse format 1.0), and how many bytes it takes. */
export async function mapFromData(input: TarInput): Promise<{ pieces: SparsePiece[]; used: number }> {
  const numbers: number[] = [];
  let used = 0;
  let line = '';
  while (numbers.length === 0 || numbers.length < 1 + 2 * numbers[0]!) {
    const block = await input.read(TAR_BLOCK);
    used += block.length;
    if (block.length < TAR_BLOCK || numbers.length > 2 * PIECE_LIMIT) break;
    const lines = (line + Buffer.from(block).toString('latin1')).split('\n');
    line = lines.pop()!.slice(0, 20);
    for (const digits of lines) numbers.push(digitsOf(digits));
  }
  const count = numbers[0] ?? 0;
  return { pieces: piecesOf(numbers.slice(1, 1 + 2 * count)), used };
}

/** The file with its holes filled, from its data alone. Pieces that lie behind what is written already follow where they can. */
export async function* expandSparse(
  chunks: AsyncIterable<Uint8Array>,
  map: SparseMap,
): AsyncGenerator<Uint8Array> {
  const data = pieceReader(chunks);
  let at = 0;
  for (const piece of map.pieces) {
    yield* zeros(piece.offset - at);
    at = Math.max(at, piece.offset);
    for await (const chunk of data(piece.length)) {
      yield chunk;
      at += chunk.length;
    }
  }
  yield* zeros(map.size - at);
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length)
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

/** Hands out a stream in pieces of given lengths. */
function pieceReader(chunks: AsyncIterable<Uint8Array>): (length: number) => AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return async function* (length) {
    for (let left = length; left > 0;) {
      if (rest.length === 0) {
        const next = await iterator.next();
        if (next.done === true) return;
        rest = next.value;
      }
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      if (piece.length > 0) yield piece;
    }
  };
}
