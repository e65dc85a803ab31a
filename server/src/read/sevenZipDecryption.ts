import { createDecipheriv, createHash } from 'node:crypto';
import type { SyncBytes } from './format.ts';
import type { Coder } from './sevenZipHeader.ts';

const AES = '06f10701';
const BLOCK = 16;
/** Rounds of the key are 2 to this power; 7-Zip itself writes 19. More than this is made to waste time. */
const POWER_LIMIT = 22;

export function isAes({ id }: Coder): boolean {
  return id === AES;
}

/** The packed bytes in clear (AES-256 in CBC mode), as long as `size` says; null when the properties make no sense. A wrong password gives garbage. */
export function decryptSevenZip(
  packed: SyncBytes,
  { properties }: Coder,
  size: number,
  password: string,
): SyncBytes | null {
  const settings = settingsOf(properties);
  if (settings === null) return null;
  const key = keyOf(settings.power, settings.salt, password);
  const whole = Math.floor(packed.size / BLOCK) * BLOCK;
  const length = Math.min(size, whole);
  return {
    size: length,
    read(offset, count) {
      const end = Math.min(offset + count, length);
      if (offset >= end) return new Uint8Array(0);
      const from = Math.floor(offset / BLOCK) * BLOCK;
      const to = Math.ceil(end / BLOCK) * BLOCK;
      const vector = from === 0 ? settings.vector : packed.read(from - BLOCK, BLOCK).slice();
      const cipher = createDecipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
      return cipher.update(packed.read(from, to - from)).subarray(offset - from, end - from);
    },
  };
}

/** Power of the rounds, salt and first vector (7-Zip, 7zAes.cpp: SetDecoderProperties2). */
function settingsOf(properties: Uint8Array): { power: number; salt: Uint8Array; vector: Uint8Array } | null {
  const first = properties[0] ?? 0;
  const second = properties[1] ?? 0;
  const hasSizes = (first & 0xc0) !== 0;
  const saltSize = hasSizes ? (first >> 7) + (second >> 4) : 0;
  const vectorSize = hasSizes ? ((first >> 6) & 1) + (second & 0x0f) : 0;
  const start = hasSizes ? 2 : 1;
  const power = first & 0x3f;
  if (properties.length < start + saltSize + vectorSize || (power > POWER_LIMIT && power !== 0x3f))
    return null;
  const vector = new Uint8Array(BLOCK);
  vector.set(properties.subarray(start + saltSize, start + saltSize + vectorSize));
  return { power, salt: properties.subarray(start, start + saltSize), vector };
}

/** Keys cost half a million rounds: the last ones are kept. */
const keys = new Map<string, Buffer>();
const KEPT_KEYS = 64;
const ROUNDS_AT_ONCE = 4096;

/** SHA-256 over salt, password (UTF-16LE) and a counter of 8 bytes, again and again. */
function keyOf(power: number, salt: Uint8Array, password: string): Buffer {
  const name = `${power} ${Buffer.from(salt).toString('hex')} ${password}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = deriveKey(power, Buffer.concat([salt, Buffer.from(password, 'utf16le')]));
  if (keys.size >= KEPT_KEYS) keys.clear();
  keys.set(name, key);
  return key;
}

function deriveKey(power: number, secret: Buffer): Buffer {
  if (power === 0x3f) {
    const key = Buffer.alloc(32);
    secret.copy(key);
    return key;
  }
  const hash = createHash('sha256');
  const length = secret.length + 8;
  const rounds = 2 ** power;
  const batch = Buffer.alloc(length * Math.min(rounds, ROUNDS_AT_ONCE));
  for (let at = 0; at < batch.length; at += length) secret.copy(batch, at);
  for (let round = 0; round < rounds; round += batch.length / length) {
    for (let i = 0; i < batch.length / length; i++)
      batch.writeUInt32LE(round + i, i * length + secret.length);
    hash.update(batch);
  }
  return hash.digest();
}
