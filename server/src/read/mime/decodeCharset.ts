import iconv from 'iconv-lite';
import { encode } from '../../text/windows1252.ts';
import { decodeText } from '../decodeText.ts';
import { detectEncoding, type Encoding, utf8Length } from '../detectEncoding.ts';

/** Bytes that decide whether a label can be believed. */
const SAMPLE = 65_536;

/** Labels of texts whose bytes tell themselves whether they are UTF-8 or Windows-1252; wrong ones among these are common. */
const SELF_TELLING =
  /^(?:|us-?ascii|ascii|ansi.*|utf-?8|iso[-_]?8859-?1|latin-?1|l1|cp-?1252|windows-?1252|x-unknown|unknown(?:-8bit)?|x-user-defined|8bit|default|none|iso-8859-8859-1|ansi_x3\.4-1968)$/;

/**
 * Text of a declared charset as Windows-1252 with \n line ends. A declaration is believed unless the bytes show that it is wrong:
 * what is UTF-8 throughout is read as UTF-8 whatever was declared; an unknown charset is told from the bytes.
 */
export async function* decodeCharset(
  chunks: AsyncIterable<Uint8Array>,
  label: string,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const sample = await firstBytes(iterator);
  const all = joined(sample, iterator);
  const charset = label.trim().toLowerCase();
  const decoder = SELF_TELLING.test(charset) || isUtf8(sample) ? null : decoderOf(charset);
  if (decoder === null) yield* decodeText(all, charset === '' ? undefined : labelledEncoding(sample));
  else yield* withDecoder(all, decoder);
}

/** The encoding of a text that says it is Western: UTF-8 or Windows-1252, never one of DOS or old Macs, whose letters are dashes and quotes there. */
export function labelledEncoding(bytes: Uint8Array): Encoding {
  const told = detectEncoding(bytes.subarray(0, SAMPLE));
  return told === 'cp850' || told === 'macroman' ? 'windows-1252' : told;
}

async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < SAMPLE) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(new Uint8Array(next.value));
    length += next.value.length;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Whether bytes hold at least one sequence of UTF-8, and nothing above ASCII that is none. */
function isUtf8(bytes: Uint8Array): boolean {
  let sequences = 0;
  for (let i = 0; i < bytes.length;) {
    if (bytes[i]! < 0x80) {
      i++;
      continue;
    }
    const length = utf8Length(bytes, i);
    if (length === 0) return false;
    sequences++;
    i += length;
  }
  return sequences > 0;
}

interface StringDecoder {
  decode(chunk: Uint8Array): string;
  end(): string;
}

/** Node knows the labels of the web (with the Asian ones), iconv-lite the code pages of DOS and UTF-7; null when neither does. */
function decoderOf(charset: string): StringDecoder | null {
  try {
    const decoder = new TextDecoder(charset.replace(/^(?:x-|cs)(?=iso|windows|cp)/, ''));
    return {
      decode: (chunk) => decoder.decode(chunk, { stream: true }),
      end: () => decoder.decode(),
    };
  } catch {
    if (!iconv.encodingExists(charset)) return null;
    const decoder = iconv.getDecoder(charset);
    return { decode: (chunk) => decoder.write(Buffer.from(chunk)), end: () => decoder.end() ?? '' };
  }
}

async function* withDecoder(
  chunks: AsyncIterable<Uint8Array>,
  decoder: StringDecoder,
): AsyncGenerator<Uint8Array> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk);
    // A line end of two characters must not be cut.
    rest = text.endsWith('\r') ? '\r' : '';
    yield encodeLines(rest === '' ? text : text.slice(0, -1));
  }
  yield encodeLines(rest + decoder.end());
}

function encodeLines(text: string): Uint8Array {
  return encode(text.replace(/\r\n?/g, '\n'));
}
