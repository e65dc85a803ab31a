import { LastAnswer } from './lastAnswer.ts';

/** Encodings that decodeText tells apart. 'utf-8' falls back to Windows-1252 byte by byte where the bytes are not UTF-8. */
export type Encoding =
  'utf-8' | 'utf-8-twice' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'cp850' | 'macroman';

/** Bytes of é è à ç ê ô î û ù É ï â in each single-byte encoding: French text shows which one it is. */
const FRENCH_LETTERS: Record<'windows-1252' | 'cp850' | 'macroman', readonly number[]> = {
  'windows-1252': [
    0xe9, 0xe8, 0xe0, 0xe7, 0xea, 0xf4, 0xee, 0xfb, 0xf9, 0xc9, 0xef, 0xe2, 0xeb, 0xc8, 0xc0, 0xc7,
  ],
  'cp850': [0x82, 0x8a, 0x85, 0x87, 0x88, 0x93, 0x8c, 0x96, 0x97, 0x90, 0x8b, 0x83, 0x89, 0xd4, 0xb7, 0x80],
  'macroman': [
    0x8e, 0x8f, 0x88, 0x8d, 0x90, 0x99, 0x94, 0x9e, 0x9d, 0x83, 0x95, 0x89, 0x91, 0xe9, 0xcb, 0x82,
  ],
};

/** Length of the byte order mark that the encoding brings, 0 without one. */
export function byteOrderMark(head: Uint8Array): { encoding: Encoding; length: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

const encodings = new LastAnswer(tellEncoding);

/** The encoding of a text from its first bytes (64 kB are plenty). */
export function detectEncoding(head: Uint8Array): Encoding {
  return encodings.of(head);
}

function tellEncoding(head: Uint8Array): Encoding {
  const wide = detectUtf16(head);
  if (wide !== null) return wide;
  const { valid, invalid } = countUtf8(head);
  if (invalid > valid) return detectSingleByte(head);
  return valid >= 3 && isEncodedTwice(head) ? 'utf-8-twice' : 'utf-8';
}

/** UTF-16 without a mark: nearly every second byte of Western text is zero. */
function detectUtf16(head: Uint8Array): Encoding | null {
  const pairs = head.length >> 1;
  if (pairs < 4) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i++) {
    if (head[2 * i] === 0) even++;
    if (head[2 * i + 1] === 0) odd++;
  }
  if (odd > pairs * 0.7 && even < pairs * 0.1) return 'utf-16le';
  return even > pairs * 0.7 && odd < pairs * 0.1 ? 'utf-16be' : null;
}

/** Length of the UTF-8 sequence at `i`: 0 when there is none. A sequence cut by the end counts as whole. */
export function utf8Length(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  for (let k = 1; k < length && i + k < bytes.length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
  return length;
}

function countUtf8(bytes: Uint8Array): { valid: number; invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < bytes.length;) {
    if (bytes[i]! < 0x80) {
      i++;
      continue;
    }
    const length = utf8Length(bytes, i);
    if (length > 0) valid++;
    else invalid++;
    i += length || 1;
  }
  return { valid, invalid };
}

/** 'Ã©': the characters of valid UTF-8 read as Windows-1252 are themselves valid UTF-8. */
function isEncodedTwice(head: Uint8Array): boolean {
  const once = new TextDecoder('utf-8').decode(head);
  const latin = new Uint8Array(once.length);
  let length = 0;
  for (let i = 0; i < once.length; i++) {
    const unit = once.charCodeAt(i);
    if (unit < 0x100) latin[length++] = unit;
  }
  const { valid, invalid } = countUtf8(latin.subarray(0, length));
  return valid >= 3 && valid > 10 * invalid;
}

function detectSingleByte(head: Uint8Array): Encoding {
  let best: Encoding = 'windows-1252';
  let most = 0;
  for (const [encoding, letters] of Object.entries(FRENCH_LETTERS) as [Encoding, readonly number[]][]) {
    const accented = new Set(letters);
    let count = 0;
    for (let i = 1; i < head.length; i++) if (accented.has(head[i]!) && isAsciiLetter(head[i - 1]!)) count++;
    if (count > most) {
      most = count;
      best = encoding;
    }
  }
  return best;
}

function isAsciiLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}
