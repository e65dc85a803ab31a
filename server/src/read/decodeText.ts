import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { byteOf, decode, encode, encodeCodePoint } from '../text/windows1252.ts';
import { concatBytes } from './concatBytes.ts';
import { byteOrderMark, detectEncoding, type Encoding, utf8Length } from './detectEncoding.ts';

const CR = 0x0d;
const LF = 0x0a;

/** Turns chunks of a text in one encoding into Windows-1252 with \n line ends. Holds at most a few bytes between chunks. */
export interface ChunkDecoder {
  /** The decoded bytes; valid until the next call, perhaps the chunk itself: read-only. */
  decode(chunk: Uint8Array): Uint8Array;
}

/** Decodes a stream of bytes: in the encoding that a mark at its beginning says, else in `encoding`, else as its first chunk looks. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  encoding?: Encoding,
): AsyncGenerator<Uint8Array> {
  let decoder: ChunkDecoder | null = null;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (decoder === null) {
      const mark = byteOrderMark(chunk);
      if (mark !== null) rest = chunk.subarray(mark.length);
      decoder = chunkDecoder(mark?.encoding ?? encoding ?? detectEncoding(chunk.subarray(0, 65_536)));
    }
    const decoded = decoder.decode(rest);
    if (decoded.length > 0) yield decoded;
  }
}

/**
 * Decodes a stream as {@link decodeText} does, to strings: for parsers of markup. What is UTF-8 keeps all its characters; whoever hands the text on puts it
 * into Windows-1252.
 */
export async function* decodeToStrings(
  chunks: AsyncIterable<Uint8Array>,
  encoding?: Encoding,
): AsyncGenerator<string> {
  let decoder: ChunkDecoder | Utf8Strings | null = null;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (decoder === null) {
      const mark = byteOrderMark(chunk);
      if (mark !== null) rest = chunk.subarray(mark.length);
      const told = mark?.encoding ?? encoding ?? detectEncoding(chunk.subarray(0, 65_536));
      decoder = told === 'utf-8' ? new Utf8Strings() : chunkDecoder(told);
    }
    const text = decoder instanceof Utf8Strings ? decoder.text(rest) : decode(decoder.decode(rest));
    if (text !== '') yield text;
  }
}

/** Decodes a whole text. */
export function decodeWhole(bytes: Uint8Array, encoding?: Encoding): Uint8Array {
  const mark = byteOrderMark(bytes);
  const rest = mark === null ? bytes : bytes.subarray(mark.length);
  // A sequence cut by the end is read as single bytes: the empty chunk flushes it.
  const decoder = chunkDecoder(encoding ?? mark?.encoding ?? detectEncoding(rest.subarray(0, 65_536)));
  return decoder.decode(rest).slice();
}

function chunkDecoder(encoding: Encoding): ChunkDecoder {
  switch (encoding) {
    case 'utf-8':
      return new Utf8Decoder();
    case 'utf-8-twice':
      return new TwiceDecoder();
    case 'utf-16le':
    case 'utf-16be':
      return new Utf16Decoder(encoding);
    case 'windows-1252':
    case 'cp850':
    case 'macroman':
      return new SingleByteDecoder(encoding);
  }
}

/** Room for what was decoded, used again for each chunk. */
class Output {
  #bytes = new Uint8Array(0);

  /** Room for so many bytes at least. */
  room(capacity: number): Uint8Array {
    if (this.#bytes.length < capacity) this.#bytes = new Uint8Array(capacity);
    return this.#bytes;
  }
}

/** UTF-8, the common case: ASCII is copied byte by byte without a look-up; bytes that are no UTF-8 are taken as Windows-1252. */
class Utf8Decoder implements ChunkDecoder {
  readonly #out = new Output();
  #rest = new Uint8Array(0);
  #afterCr = false;

  decode(chunk: Uint8Array): Uint8Array {
    const hasCr = this.#afterCr || chunk.includes(CR);
    if (!hasCr && this.#rest.length === 0 && isAscii(chunk)) return chunk;
    const src = this.#rest.length === 0 ? chunk : concatBytes(this.#rest, chunk);
    // No sequence grows: two bytes give at most one, a transliterated one (three bytes) at most three.
    const out = this.#out.room(src.length + 16);
    const from = new DataView(src.buffer, src.byteOffset, src.length);
    const to = new DataView(out.buffer, out.byteOffset, out.length);
    let o = 0;
    let i = 0;
    const end = src.length;
    while (i < end) {
      if (!hasCr) {
        const run = asciiRun(from, i, to, o, end);
        i += run;
        o += run;
        if (i === end) break;
      }
      const b = src[i]!;
      if (b < 0x80) {
        i++;
        if (b === CR) out[o++] = LF;
        else if (b !== LF || !this.#afterCr) out[o++] = b;
        this.#afterCr = b === CR;
        continue;
      }
      this.#afterCr = false;
      const length = utf8Length(src, i);
      if (length === 0) {
        out[o++] = b;
        i++;
      } else if (i + length > end) break;
      else {
        o = this.#writeSequence(src, i, length, out, o);
        i += length;
      }
    }
    this.#rest = src.slice(i);
    return out.subarray(0, o);
  }

  #writeSequence(src: Uint8Array, i: number, length: number, out: Uint8Array, o: number): number {
    const codePoint = readSequence(src, i, length);
    const byte = byteOf(codePoint);
    if (byte >= 0) {
      out[o] = byte;
      return o + 1;
    }
    const composed =
      codePoint >= 0x300 && codePoint < 0x370 && o > 0 ? composeWith(out[o - 1]!, codePoint) : null;
    if (composed !== null) {
      out[o - 1] = composed;
      return o;
    }
    const encoded = encodeCodePoint(codePoint).subarray(0, length);
    out.set(encoded, o);
    return o + encoded.length;
  }
}

/** UTF-8 to strings; a chunk that is not UTF-8 throughout goes the slower way, where single bytes are taken as Windows-1252. */
class Utf8Strings {
  readonly #tolerant = new Utf8Decoder();
  #rest: Uint8Array = new Uint8Array(0);
  #afterCr = false;

  text(chunk: Uint8Array): string {
    const bytes = this.#rest.length === 0 ? chunk : concatBytes(this.#rest, chunk);
    const end = wholeSequences(bytes);
    const whole = Buffer.from(bytes.buffer, bytes.byteOffset, end);
    this.#rest = bytes.slice(end);
    const text = isUtf8(whole) ? whole.toString('utf8') : decode(this.#tolerant.decode(whole));
    return this.#withLineEnds(text);
  }

  #withLineEnds(text: string): string {
    if (text === '') return '';
    const from = this.#afterCr && text.startsWith('\n') ? 1 : 0;
    this.#afterCr = text.endsWith('\r');
    return text.includes('\r') ? text.slice(from).replace(/\r\n?/g, '\n') : text.slice(from);
  }
}

/** Where the last sequence begins that is cut by the end, or the end. */
function wholeSequences(bytes: Uint8Array): number {
  for (let i = bytes.length - 1; i >= 0 && i > bytes.length - 4; i--) {
    const byte = bytes[i]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return i + length > bytes.length ? i : bytes.length;
  }
  return bytes.length;
}

/** Copies ASCII from `from` at i to `to` at o, up to `end` or the first other byte, four bytes at a time; returns how many were copied. */
function asciiRun(from: DataView, i: number, to: DataView, o: number, end: number): number {
  let run = 0;
  for (; i + run + 4 <= end; run += 4) {
    const four = from.getUint32(i + run, true);
    if ((four & 0x8080_8080) !== 0) break;
    to.setUint32(o + run, four, true);
  }
  for (; i + run < end; run++) {
    const byte = from.getUint8(i + run);
    if (byte >= 0x80) break;
    to.setUint8(o + run, byte);
  }
  return run;
}

function readSequence(src: Uint8Array, i: number, length: number): number {
  const lead = src[i]!;
  let codePoint = length === 2 ? lead & 0x1f : length === 3 ? lead & 0x0f : lead & 0x07;
  for (let k = 1; k < length; k++) codePoint = (codePoint << 6) | (src[i + k]! & 0x3f);
  return codePoint;
}

/** A letter and a combining mark as one byte ('e' + U+0301 = 'é'), or the letter itself when there is none; null after no letter. */
function composeWith(previous: number, mark: number): number | null {
  const letter = String.fromCharCode(previous);
  if (!/[A-Za-z]/.test(letter)) return null;
  const byte = byteOf((letter + String.fromCodePoint(mark)).normalize('NFC').codePointAt(0)!);
  return byte >= 0 ? byte : previous;
}

class TwiceDecoder implements ChunkDecoder {
  readonly #first = new Utf8Decoder();
  readonly #second = new Utf8Decoder();

  decode(chunk: Uint8Array): Uint8Array {
    return this.#second.decode(this.#first.decode(chunk));
  }
}

class Utf16Decoder implements ChunkDecoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  #afterCr = false;

  constructor(encoding: 'utf-16le' | 'utf-16be') {
    this.#decoder = new TextDecoder(encoding);
  }

  decode(chunk: Uint8Array): Uint8Array {
    const text = this.#decoder.decode(chunk, { stream: true });
    const lines = (this.#afterCr && text.startsWith('\n') ? text.slice(1) : text).replace(/\r\n?/g, '\n');
    if (text !== '') this.#afterCr = text.endsWith('\r');
    return encode(lines);
  }
}

/** A table per encoding: one byte in, one byte out (rarely more: box drawings become '?'). */
class SingleByteDecoder implements ChunkDecoder {
  readonly #table = new Uint8Array(256);
  readonly #isIdentity: boolean;
  readonly #out = new Output();
  #afterCr = false;

  constructor(encoding: 'windows-1252' | 'cp850' | 'macroman') {
    this.#isIdentity = encoding === 'windows-1252';
    for (let b = 0; b < 256; b++) {
      const known =
        encoding === 'windows-1252' ? b : (encode(iconv.decode(Buffer.of(b), encoding))[0] ?? 0x3f);
      this.#table[b] = known;
    }
  }

  decode(chunk: Uint8Array): Uint8Array {
    if (this.#isIdentity && !this.#afterCr && !chunk.includes(CR)) return chunk;
    const out = this.#out.room(chunk.length);
    const table = this.#table;
    let o = 0;
    let afterCr = this.#afterCr;
    for (const b of chunk) {
      if (b === CR) out[o++] = LF;
      else if (b !== LF || !afterCr) out[o++] = table[b]!;
      afterCr = b === CR;
    }
    this.#afterCr = afterCr;
    return out.subarray(0, o);
  }
}
