import { type ReadContext, ReadFault, type Source } from '../format.ts';
import { openRc4, openXor, type StreamCipher } from './binaryEncryption.ts';
import {
  type CompoundStorage,
  type CompoundStream,
  findStream,
  isCompoundFile,
  openCompoundFile,
} from '../compoundFile.ts';

/** Bytes that are encrypted with one key. */
const BLOCK_BYTES = 1024;

/** The stream of records of a workbook before 2007. */
export interface Workbook {
  /** null for the workbooks of Excel 2 to 4, which have no storage around them. */
  readonly root: CompoundStorage | null;
  readonly stream: Pick<CompoundStream, 'readAt' | 'size'>;
}

/** Opens a workbook. A file that holds it for two versions of Excel gives the newer one. Throws ReadFault('corrupt', …). */
export async function openWorkbook(source: Source): Promise<Workbook> {
  if (!isCompoundFile(source.head)) {
    const size = source.size ?? (await source.bytes(0xffff_ffff)).length;
    return { root: null, stream: { size, readAt: (offset, length) => source.readAt(offset, length) } };
  }
  const root = await openCompoundFile(source);
  const stream = findStream(root, 'Workbook') ?? findStream(root, 'Book');
  if (stream === undefined) throw new ReadFault('corrupt', 'damaged_structure');
  return { root, stream };
}

/**
 * The cipher that the record FILEPASS asks for ([MS-XLS] 2.4.117). `isBiff8` is false for Excel 95 and before, which know exclusive or only.
 * Throws ReadFault('encrypted', 'password_needed') when no password fits.
 */
export function workbookCipher(body: Buffer, isBiff8: boolean, { passwords }: ReadContext): StreamCipher {
  const at = isBiff8 ? 2 : 0;
  const isXor = !isBiff8 || (body.length >= 2 && body.readUInt16LE(0) === 0);
  if (!isXor) return openRc4(body.subarray(at), passwords, BLOCK_BYTES);
  if (body.length < at + 4) throw new ReadFault('corrupt', 'damaged_structure');
  return new XorCipher(openXor(body.readUInt16LE(at + 2), passwords));
}

/** [MS-OFFCRYPTO] 2.3.7.3: the place in the array depends on where the record ends. */
class XorCipher implements StreamCipher {
  readonly #array: Uint8Array;

  constructor(array: Uint8Array) {
    this.#array = array;
  }

  decrypt(bytes: Uint8Array, position: number): void {
    for (let i = 0; i < bytes.length; i++) {
      const mixed = bytes[i]! ^ this.#array[(position + bytes.length + i) & 15]!;
      bytes[i] = ((mixed << 3) | (mixed >> 5)) & 0xff;
    }
  }
}
