import { type Source } from '../format.ts';

/** Encodings of a part for the transport (RFC 2045; uuencode is older and never was a standard). */
export type TransferEncoding = 'plain' | 'base64' | 'quoted-printable' | 'uuencode';

const CHUNK = 1 << 18;
const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;

/** The encoding that a header names; what is unknown is taken as it is. */
export function transferEncodingOf(header: string): TransferEncoding {
  const name = header.toLowerCase();
  if (name.includes('base64')) return 'base64';
  if (name.includes('quoted-printable')) return 'quoted-printable';
  return /\bx?-?uu(?:e|encode)?\b/.test(name) ? 'uuencode' : 'plain';
}

/** The bytes [start, end) of a source, decoded. */
export async function* decodeTransfer(
  source: Source,
  start: number,
  end: number,
  encoding: TransferEncoding,
): AsyncGenerator<Uint8Array> {
  const decoder = DECODERS[encoding]();
  for (let at = start; at < end;) {
    const chunk = await source.readAt(at, Math.min(CHUNK, end - at));
    if (chunk.length === 0) break;
    at += chunk.length;
    const decoded = decoder.decode(chunk);
    if (decoded.length > 0) yield decoded;
  }
  const rest = decoder.end();
  if (rest.length > 0) yield rest;
}

/** Bytes that are in memory, decoded. */
export function decodeAtOnce(bytes: Uint8Array, encoding: TransferEncoding): Uint8Array {
  const decoder = DECODERS[encoding]();
  return Buffer.concat([decoder.decode(bytes), decoder.end()]);
}

/** Decodes chunk by chunk; tolerant, never throws. */
interface Decoder {
  decode(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const NOTHING = new Uint8Array(0);

const DECODERS: Record<TransferEncoding, () => Decoder> = {
  'plain': () => ({ decode: (chunk) => chunk, end: () => NOTHING }),
  'base64': () => new Base64Decoder(),
  'quoted-printable': () => new LineDecoder(quotedPrintableLine),
  'uuencode': () => new LineDecoder(uuLine),
};

const BASE64 = new Int8Array(256).fill(-1);
Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').forEach(
  (letter, value) => (BASE64[letter] = value),
);

/** Four letters give three bytes; whatever is no letter is passed over. Padding ends a group: base64 texts stand one behind the other at times. */
class Base64Decoder implements Decoder {
  #bits = 0;
  #letters = 0;

  decode(chunk: Uint8Array): Uint8Array {
    const out = new Uint8Array(Math.ceil((chunk.length * 3) / 4) + 3);
    let length = 0;
    let bits = this.#bits;
    let letters = this.#letters;
    for (let i = 0; i < chunk.length; i++) {
      const value = BASE64[chunk[i]!]!;
      if (value < 0) {
        if (chunk[i] !== EQUALS || letters === 0) continue;
        length = flushGroup(out, length, bits, letters);
        letters = bits = 0;
        continue;
      }
      bits = (bits << 6) | value;
      if (++letters < 4) continue;
      out[length++] = bits >>> 16;
      out[length++] = bits >>> 8;
      out[length++] = bits;
      letters = bits = 0;
    }
    this.#bits = bits;
    this.#letters = letters;
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    const out = new Uint8Array(2);
    return out.subarray(0, flushGroup(out, 0, this.#bits, this.#letters));
  }
}

/** The one or two bytes that two or three letters hold. */
function flushGroup(out: Uint8Array, at: number, bits: number, letters: number): number {
  let length = at;
  if (letters === 2) out[length++] = bits >>> 4;
  if (letters === 3) {
    out[length++] = bits >>> 10;
    out[length++] = bits >>> 2;
  }
  return length;
}

/** Longest line that waits for its end. */
const LINE_LIMIT = 1 << 20;

/** Decodes line by line. */
class LineDecoder implements Decoder {
  readonly #line: (line: Uint8Array, out: Uint8Array, at: number) => number;
  #rest: Uint8Array = NOTHING;

  constructor(line: (line: Uint8Array, out: Uint8Array, at: number) => number) {
    this.#line = line;
  }

  decode(chunk: Uint8Array): Uint8Array {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const stop = bytes.lastIndexOf(LF) + 1;
    const cut = stop === 0 && bytes.length > LINE_LIMIT ? bytes.length : stop;
    this.#rest = new Uint8Array(bytes.subarray(cut));
    return this.#lines(bytes.subarray(0, cut));
  }

  end(): Uint8Array {
    return this.#lines(this.#rest);
  }

  #lines(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array(bytes.length + 3);
    let length = 0;
    for (let from = 0; from < bytes.length;) {
      const found = bytes.indexOf(LF, from);
      const to = found < 0 ? bytes.length : found + 1;
      length = this.#line(bytes.subarray(from, to), out, length);
      from = to;
    }
    return out.subarray(0, length);
  }
}

/** '=E9' is a byte, '=' at the end of a line joins it with the next; an '=' before anything else stays. Blanks at the end of a line are the transport's. */
function quotedPrintableLine(line: Uint8Array, out: Uint8Array, at: number): number {
  let end = line.length;
  while (end > 0 && (line[end - 1] === LF || line[end - 1] === CR)) end--;
  const lineEnd = end;
  while (end > 0 && (line[end - 1] === 0x20 || line[end - 1] === 0x09)) end--;
  const soft = end > 0 && line[end - 1] === EQUALS;
  if (soft) end--;
  let length = at;
  for (let i = 0; i < end; i++) {
    const byte = line[i]!;
    const high = byte === EQUALS && i + 2 < end ? hexValue(line[i + 1]!) : -1;
    const low = high < 0 ? -1 : hexValue(line[i + 2]!);
    if (low >= 0) {
      out[length++] = (high << 4) | low;
      i += 2;
    } else out[length++] = byte;
  }
  if (!soft) for (let i = lineEnd; i < line.length; i++) out[length++] = line[i]!;
  return length;
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** 'M…': a letter for the number of bytes, then four letters for each three. The frame ('begin 644 name', 'end', '`') gives nothing. */
function uuLine(line: Uint8Array, out: Uint8Array, at: number): number {
  const count = (line[0]! - 0x20) & 0x3f;
  const letters = Math.ceil(count / 3) * 4;
  const isFrame = /^(?:begin [0-7]{3,4} |end\s*$)/.test(Buffer.from(line.subarray(0, 12)).toString('latin1'));
  if (isFrame || line[0]! < 0x20 || count === 0 || line.length - 1 < letters - 3) return at;
  let length = at;
  for (let i = 1; i <= letters; i += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => ((line[i + k] ?? 0x20) - 0x20) & 0x3f) as [
      number,
      number,
      number,
      number,
    ];
    out[length++] = (a << 2) | (b >> 4);
    out[length++] = (b << 4) | (c >> 2);
    out[length++] = (c << 6) | d;
  }
  return Math.min(length, at + count);
}
