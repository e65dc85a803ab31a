import { type ReadContext, ReadFault, type Source } from '../format.ts';
import { openRc4, openXor } from './binaryEncryption.ts';
import { type CompoundStorage, findStream, isCompoundFile, openCompoundFile } from '../compoundFile.ts';
import { isWord97, tableStreamName, wordEncryption } from './wordFile.ts';

/** A document is held in memory. */
const LIMIT = 512 << 20;
/** Bytes that are encrypted with one key. */
const BLOCK_BYTES = 512;
/** The beginning of the main stream stays in the clear, in Word 95 less of it. */
const CLEAR_BYTES = 68;
const CLEAR_BYTES_95 = 52;

/** The streams of a Word document before 2007, decrypted. */
export interface WordStreams {
  /** null for Word 2, which has no storage around it. */
  readonly root: CompoundStorage | null;
  readonly main: Uint8Array;
  readonly tables: Uint8Array | null;
  readonly data: Uint8Array | null;
}

/** Opens a Word document before 2007. Throws ReadFault: corrupt, too large, or encrypted when no password fits. */
export async function openWord(source: Source, { passwords }: ReadContext): Promise<WordStreams> {
  if (!isCompoundFile(source.head))
    return { root: null, main: await source.bytes(LIMIT), tables: null, data: null };
  const root = await openCompoundFile(source);
  const main = await findStream(root, 'WordDocument')?.bytes(LIMIT);
  if (main === undefined || main.length < CLEAR_BYTES) throw new ReadFault('corrupt', 'damaged_structure');
  const stream = async (name: string): Promise<Uint8Array | null> =>
    (await findStream(root, name)?.bytes(LIMIT)) ?? null;
  const streams = { root, main, tables: await stream(tableStreamName(main)), data: await stream('Data') };
  const encryption = wordEncryption(main);
  if (encryption === 'rc4') return decryptRc4(streams, passwords);
  return encryption === 'xor' ? decryptXor(streams, passwords) : streams;
}

/** [MS-DOC] 2.2.6.2 and 2.2.6.3: the header stands at the beginning of the table stream, all streams are encrypted from their beginning. */
function decryptRc4(streams: WordStreams, passwords: readonly string[]): WordStreams {
  const { tables } = streams;
  if (tables === null) throw new ReadFault('corrupt', 'damaged_structure');
  const headerBytes = Buffer.from(streams.main).readInt32LE(14);
  const cipher = openRc4(tables.subarray(0, Math.max(0, headerBytes)), passwords, BLOCK_BYTES);
  const decrypted = (bytes: Uint8Array, clear: number): Uint8Array => {
    const copy = Uint8Array.from(bytes);
    cipher.decrypt(copy, 0);
    copy.set(bytes.subarray(0, clear));
    return copy;
  };
  return {
    ...streams,
    main: decrypted(streams.main, CLEAR_BYTES),
    tables: decrypted(tables, headerBytes),
    data: streams.data === null ? null : decrypted(streams.data, 0),
  };
}

/** [MS-DOC] 2.2.6.1: exclusive or with the 16 bytes of the password, wherever neither the byte nor the result is zero. */
function decryptXor(streams: WordStreams, passwords: readonly string[]): WordStreams {
  const array = openXor(Buffer.from(streams.main).readUInt16LE(14), passwords);
  const decrypted = (bytes: Uint8Array, clear: number): Uint8Array =>
    Uint8Array.from(bytes, (byte, i) => {
      const plain = byte ^ array[i & 15]!;
      return i < clear || byte === 0 || plain === 0 ? byte : plain;
    });
  return {
    ...streams,
    main: decrypted(streams.main, isWord97(streams.main) ? CLEAR_BYTES : CLEAR_BYTES_95),
    tables: streams.tables === null ? null : decrypted(streams.tables, 0),
    data: streams.data === null ? null : decrypted(streams.data, 0),
  };
}
