import { createCipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import iconv from 'iconv-lite';
import type { SyncBytes } from './format.ts';
import { syncRange } from './source.ts';
import type { ZipRecord } from './zipDirectory.ts';

/** The packed bytes of an encrypted entry in clear. */
export interface Decrypted {
  readonly size: number;
  stream(): Generator<Uint8Array>;
}

const CHUNK = 1 << 18;

/** The bytes that a password may stand for: UTF-8, or the code pages of Windows and DOS. */
export function passwordBytes(password: string): Buffer[] {
  const forms = [
    Buffer.from(password),
    iconv.encode(password, 'windows-1252'),
    iconv.encode(password, 'cp850'),
  ];
  return forms.filter((form, i) => forms.findIndex((other) => other.equals(form)) === i);
}

/** Tries a password on WinZip AES; null when it is wrong. What it gives is proven by the archive's own authentication code. */
export function decryptAes(bytes: SyncBytes, field: Uint8Array, password: Uint8Array): Decrypted | null {
  const strength = field[4] ?? 0;
  if (strength < 1 || strength > 3) return null;
  const keyBytes = 8 + 8 * strength;
  const saltBytes = keyBytes / 2;
  const salt = bytes.read(0, saltBytes).slice();
  const verifier = bytes.read(saltBytes, 2).slice();
  const keys = pbkdf2Sync(password, salt, 1000, 2 * keyBytes + 2, 'sha1');
  if (!keys.subarray(2 * keyBytes).equals(verifier)) return null;
  const content = syncRange(bytes, saltBytes + 2, bytes.size - saltBytes - 12);
  const hmac = createHmac('sha1', keys.subarray(keyBytes, 2 * keyBytes));
  for (let at = 0; at < content.size; at += CHUNK) hmac.update(content.read(at, CHUNK));
  const code = bytes.read(bytes.size - 10, 10);
  if (code.length < 10 || !timingSafeEqual(hmac.digest().subarray(0, 10), code)) return null;
  return { size: content.size, stream: () => counterMode(content, keys.subarray(0, keyBytes)) };
}

/** AES in counter mode with a counter that begins at 1 and grows from its first byte on (WinZip: "AES Encryption Information"). */
function* counterMode(content: SyncBytes, key: Uint8Array): Generator<Uint8Array> {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
  let counter = 0n;
  for (let at = 0; at < content.size; at += CHUNK) {
    const chunk = new Uint8Array(content.read(at, CHUNK));
    const counters = Buffer.alloc(Math.ceil(chunk.length / 16) * 16);
    for (let i = 0; i < counters.length; i += 16) counters.writeBigUInt64LE(++counter, i);
    const mask = cipher.update(counters);
    for (let i = 0; i < chunk.length; i++) chunk[i]! ^= mask[i]!;
    yield chunk;
  }
}

/**
 * Tries a password on PKWARE's traditional encryption (APPNOTE.TXT 6.1). One byte tells most wrong passwords: whoever uses what
 * comes out must have checked its CRC.
 */
export function decryptTraditional(
  bytes: SyncBytes,
  record: ZipRecord,
  password: Uint8Array,
): Decrypted | null {
  const start = TraditionalKeys.of(password);
  const header = start.decrypt(new Uint8Array(bytes.read(0, 12)));
  const expected = [record.timeByte, ...(record.crc === null ? [] : [record.crc >>> 24])];
  if (header.length < 12 || !expected.includes(header[11]!)) return null;
  return {
    size: bytes.size - 12,
    *stream() {
      const keys = start.copy();
      for (let at = 12; at < bytes.size; at += CHUNK)
        yield keys.decrypt(new Uint8Array(bytes.read(at, CHUNK)));
    },
  };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The three keys, which change with every byte. */
class TraditionalKeys {
  #a = 0x12345678;
  #b = 0x23456789;
  #c = 0x34567890;

  static of(password: Uint8Array): TraditionalKeys {
    const keys = new TraditionalKeys();
    for (const byte of password) keys.#update(byte);
    return keys;
  }

  copy(): TraditionalKeys {
    const keys = new TraditionalKeys();
    [keys.#a, keys.#b, keys.#c] = [this.#a, this.#b, this.#c];
    return keys;
  }

  /** Decrypts in place. */
  decrypt(bytes: Uint8Array): Uint8Array {
    for (let i = 0; i < bytes.length; i++) {
      const word = (this.#c | 2) & 0xffff;
      const plain = bytes[i]! ^ ((Math.imul(word, word ^ 1) >>> 8) & 0xff);
      this.#update(plain);
      bytes[i] = plain;
    }
    return bytes;
  }

  #update(byte: number): void {
    this.#a = (this.#a >>> 8) ^ CRC_TABLE[(this.#a ^ byte) & 0xff]!;
    this.#b = (Math.imul(this.#b + (this.#a & 0xff), 134775813) + 1) | 0;
    this.#c = (this.#c >>> 8) ^ CRC_TABLE[(this.#c ^ (this.#b >>> 24)) & 0xff]!;
  }
}
