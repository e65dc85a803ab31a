import { createHash } from 'node:crypto';
import { ReadFault } from '../format.ts';
import { Rc4 } from './rc4.ts';

/** Decrypts bytes of a stream of an Office document before 2007, given where they stand. */
export interface StreamCipher {
  /** Decrypts `bytes` in place; `position` is that of the first one in its stream (or, where blocks are numbered otherwise, in its block). */
  decrypt(bytes: Uint8Array, position: number, block?: number): void;
}

/** The password that Excel itself uses for workbooks that are only protected against changes. */
export const DEFAULT_PASSWORD = 'VelvetSweatshop';
/** Office cuts longer passwords of this kind. */
const XOR_PASSWORD_LIMIT = 15;

/**
 * RC4 encryption, plain or by CryptoAPI ([MS-OFFCRYPTO] 2.3.5 and 2.3.6). `header` begins with the version; `blockBytes` are encrypted with one key.
 * Throws ReadFault('encrypted', 'password_needed') when no password fits.
 */
export function openRc4(header: Uint8Array, passwords: readonly string[], blockBytes: number): StreamCipher {
  const view = Buffer.from(header.buffer, header.byteOffset, header.length);
  if (view.length < 52) throw new ReadFault('corrupt', 'damaged_structure');
  const minor = view.readUInt16LE(2);
  const scheme =
    view.readUInt16LE(0) === 1 && minor === 1
      ? plainScheme(view)
      : minor === 2
        ? cryptoApiScheme(view)
        : null;
  if (scheme === null) throw new ReadFault('encrypted', 'password_needed');
  for (const password of [...passwords, DEFAULT_PASSWORD]) {
    const keyOf = scheme.keys(password);
    if (fits(scheme, keyOf(0))) return new BlockCipher(keyOf, blockBytes);
  }
  throw new ReadFault('encrypted', 'password_needed');
}

type KeyOfBlock = (block: number) => Uint8Array;

interface Scheme {
  readonly hash: 'md5' | 'sha1';
  readonly verifier: Uint8Array;
  readonly verifierHash: Uint8Array;
  keys(password: string): KeyOfBlock;
}

function fits(scheme: Scheme, key: Uint8Array): boolean {
  const cipher = new Rc4(key);
  const verifier = cipher.apply(Uint8Array.from(scheme.verifier));
  const expected = cipher.apply(Uint8Array.from(scheme.verifierHash));
  const found = createHash(scheme.hash).update(verifier).digest();
  return found.equals(expected.subarray(0, found.length));
}

function plainScheme(view: Buffer): Scheme {
  const salt = view.subarray(4, 20);
  return {
    hash: 'md5',
    verifier: view.subarray(20, 36),
    verifierHash: view.subarray(36, 52),
    keys(password) {
      const start = createHash('md5').update(password, 'utf16le').digest().subarray(0, 5);
      const salted = createHash('md5');
      for (let i = 0; i < 16; i++) salted.update(start).update(salt);
      const base = salted.digest().subarray(0, 5);
      return (block) => createHash('md5').update(base).update(u32(block)).digest();
    },
  };
}

function cryptoApiScheme(view: Buffer): Scheme {
  const headerBytes = view.readUInt32LE(8);
  const keyBits = view.readUInt32LE(12 + 16) || 40;
  const at = 12 + headerBytes;
  if (at + 60 > view.length || keyBits > 160) throw new ReadFault('corrupt', 'damaged_structure');
  const salt = view.subarray(at + 4, at + 20);
  return {
    hash: 'sha1',
    verifier: view.subarray(at + 20, at + 36),
    verifierHash: view.subarray(at + 40, at + 60),
    keys(password) {
      const base = createHash('sha1').update(salt).update(password, 'utf16le').digest();
      return (block) => {
        const key = createHash('sha1')
          .update(base)
          .update(u32(block))
          .digest()
          .subarray(0, keyBits >> 3);
        return keyBits === 40 ? Buffer.concat([key, Buffer.alloc(11)]) : key;
      };
    },
  };
}

/** One key for each block of bytes. */
class BlockCipher implements StreamCipher {
  readonly #keyOf: KeyOfBlock;
  readonly #blockBytes: number;
  #block = -1;
  #at = 0;
  #cipher: Rc4 | null = null;

  constructor(keyOf: KeyOfBlock, blockBytes: number) {
    this.#keyOf = keyOf;
    this.#blockBytes = blockBytes;
  }

  decrypt(bytes: Uint8Array, position: number, block = 0): void {
    for (let done = 0; done < bytes.length;) {
      const at = position + done;
      const inBlock = at % this.#blockBytes;
      const part = bytes.subarray(done, done + this.#blockBytes - inBlock);
      this.#cipherAt(block + Math.floor(at / this.#blockBytes), inBlock).apply(part);
      this.#at = inBlock + part.length;
      done += part.length;
    }
  }

  /** The cipher of a block at a position, going on where it stands if it can. */
  #cipherAt(block: number, position: number): Rc4 {
    if (this.#cipher === null || block !== this.#block || position < this.#at) {
      this.#cipher = new Rc4(this.#keyOf(block));
      this.#block = block;
      this.#at = 0;
    }
    this.#cipher.skip(position - this.#at);
    return this.#cipher;
  }
}

const XOR_PADDING = Buffer.from('bbffffbaffffb98000be0f00bf0f00', 'hex');
const XOR_INITIAL = [
  0xe1f0, 0x1d0f, 0xcc9c, 0x84c0, 0x110c, 0x0e10, 0xf1ce, 0x313e, 0x1872, 0xe139, 0xd40f, 0x84f9, 0x280c, 0xa96a, 0x4ec3,
] as const; // prettier-ignore
const XOR_MATRIX = [
  0xaefc, 0x4dd9, 0x9bb2, 0x2745, 0x4e8a, 0x9d14, 0x2a09, 0x7b61, 0xf6c2, 0xfda5, 0xeb6b, 0xc6f7, 0x9dcf, 0x2bbf,
  0x4563, 0x8ac6, 0x05ad, 0x0b5a, 0x16b4, 0x2d68, 0x5ad0, 0x0375, 0x06ea, 0x0dd4, 0x1ba8, 0x3750, 0x6ea0, 0xdd40,
  0xd849, 0xa0b3, 0x5147, 0xa28e, 0x553d, 0xaa7a, 0x44d5, 0x6f45, 0xde8a, 0xad35, 0x4a4b, 0x9496, 0x390d, 0x721a,
  0xeb23, 0xc667, 0x9cef, 0x29ff, 0x53fe, 0xa7fc, 0x5fd9, 0x47d3, 0x8fa6, 0x0f6d, 0x1eda, 0x3db4, 0x7b68, 0xf6d0,
  0xb861, 0x60e3, 0xc1c6, 0x93ad, 0x377b, 0x6ef6, 0xddec, 0x45a0, 0x8b40, 0x06a1, 0x0d42, 0x1a84, 0x3508, 0x6a10,
  0xaa51, 0x4483, 0x8906, 0x022d, 0x045a, 0x08b4, 0x1168, 0x76b4, 0xed68, 0xcaf1, 0x85c3, 0x1ba7, 0x374e, 0x6e9c,
  0x3730, 0x6e60, 0xdcc0, 0xa9a1, 0x4363, 0x86c6, 0x1dad, 0x3331, 0x6662, 0xccc4, 0x89a9, 0x0373, 0x06e6, 0x0dcc,
  0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48c4,
] as const; // prettier-ignore

/** Obfuscation by exclusive or ([MS-OFFCRYPTO] 2.3.7). Throws ReadFault('encrypted', 'password_needed') when no password fits. */
export function openXor(verifier: number, passwords: readonly string[]): Uint8Array {
  for (const password of [...passwords, DEFAULT_PASSWORD]) {
    const bytes = Buffer.from(password, 'latin1').subarray(0, XOR_PASSWORD_LIMIT);
    if (bytes.length > 0 && xorVerifier(bytes) === verifier) return xorArray(bytes);
  }
  throw new ReadFault('encrypted', 'password_needed');
}

function xorVerifier(password: Uint8Array): number {
  let verifier = 0;
  for (const byte of [password.length, ...password].reverse()) {
    verifier = ((verifier >> 14) & 1) | ((verifier << 1) & 0x7fff);
    verifier ^= byte;
  }
  return verifier ^ 0xce4b;
}

function xorArray(password: Uint8Array): Uint8Array {
  const key = xorKey(password);
  const padded = Buffer.concat([password, XOR_PADDING]).subarray(0, 16);
  return Uint8Array.from(padded, (byte, i) => rotateRight(byte ^ (i % 2 === 0 ? key & 0xff : key >> 8)));
}

function xorKey(password: Uint8Array): number {
  let key: number = XOR_INITIAL[password.length - 1]!;
  let element = XOR_MATRIX.length - 1;
  for (let i = password.length - 1; i >= 0; i--)
    for (let bit = 0; bit < 7; bit++, element--)
      if ((password[i]! & (0x40 >> bit)) !== 0) key ^= XOR_MATRIX[element]!;
  return key;
}

function rotateRight(byte: number): number {
  return ((byte >> 1) | (byte << 7)) & 0xff;
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
