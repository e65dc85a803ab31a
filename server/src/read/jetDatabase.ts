import mdbReader from 'mdb-reader';
import { decode } from '../text/windows1252.ts';
import { ReadFault } from './format.ts';

/** What is asked of an Access database. */
export interface JetDatabase {
  getTableNames(): string[];
  getTable(name: string): JetTable;
}

export interface JetTable {
  getColumnNames(): string[];
  getData(range: { rowOffset: number; rowLimit: number }): Record<string, unknown>[];
}

/** The package is CommonJS: its class is what is imported, not the default of it as its types say. */
const JetReader = mdbReader as unknown as new (bytes: Buffer) => JetDatabase;

/** The head of an Access file from here on is masked with RC4 under a key that all files share. */
const MASKED_FROM = 0x18;
const MASKED_LENGTH = 126;
const MASK_KEY = [0xc7, 0xda, 0x39, 0x6b];
/** Where, in the head, the key of an encrypted file stands; zeros where it is not encrypted. */
const KEY_AT = 0x3e;
/** Version byte: 0 is Jet 3 (Access 97), whose texts are of one byte a character. */
const VERSION_AT = 0x14;

/** Opens an Access database. Throws ReadFault. */
export function openJet(bytes: Uint8Array): JetDatabase {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const reader = new JetReader(buffer[VERSION_AT] === 0 ? oneByteText(buffer) : buffer);
    reader.getTableNames();
    return reader;
  } catch (error) {
    throw isEncrypted(buffer)
      ? new ReadFault('encrypted', 'password_needed', { cause: error })
      : new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

function isEncrypted(bytes: Uint8Array): boolean {
  const head = rc4(MASK_KEY, bytes.subarray(MASKED_FROM, MASKED_FROM + MASKED_LENGTH));
  return head.subarray(KEY_AT - MASKED_FROM, KEY_AT - MASKED_FROM + 4).some((byte) => byte !== 0);
}

function rc4(key: readonly number[], bytes: Uint8Array): Uint8Array {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (i: number, j: number): void => {
    [state[i], state[j]] = [state[j]!, state[i]!];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 0xff;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return bytes.map((byte) => {
    i = (i + 1) & 0xff;
    j = (j + state[i]!) & 0xff;
    swap(i, j);
    return byte ^ state[(state[i]! + state[j]!) & 0xff]!;
  });
}

/** A buffer whose text is Windows-1252 where the library takes it for UTF-8, as it does with files of Access 97. */
function oneByteText(buffer: Buffer): Buffer {
  return Object.setPrototypeOf(buffer, ONE_BYTE_TEXT) as Buffer;
}

const ONE_BYTE_TEXT = Object.create(Object.getPrototypeOf(Buffer.alloc(0)) as object, {
  slice: { value: partOf },
  subarray: { value: partOf },
  toString: {
    value(this: Uint8Array, encoding?: BufferEncoding, from?: number, to?: number): string {
      return encoding === 'utf8' ? decode(this) : plainBuffer(this).toString(encoding, from, to);
    },
  },
}) as object;

function partOf(this: Uint8Array, from?: number, to?: number): Buffer {
  return oneByteText(plainBuffer(plainBuffer(this).subarray(from, to)));
}

function plainBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
