/**
 * The one encoding inside Constat: Windows-1252, one byte a character. Positions are byte positions, folding is one table look-up.
 * Characters outside it are transliterated at the edge to their base letters (ł -> l, ş -> s); what has none becomes '?'.
 */

const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Code point of each byte. */
const CODE_POINT = new Uint16Array(256);
for (let b = 0; b < 256; b++) CODE_POINT[b] = b >= 0x80 && b < 0xa0 ? C1.charCodeAt(b - 0x80) : b;

const BYTE_OF = new Map<number, number>();
for (let b = 0; b < 256; b++) BYTE_OF.set(CODE_POINT[b]!, b);

/** Letters without a decomposition in Unicode, and punctuation that documents use for plain signs. */
const TRANSLITERATION: Record<string, string> = {
  'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D', 'ħ': 'h', 'Ħ': 'H', 'ı': 'i', 'ŧ': 't', 'Ŧ': 'T', 'ĸ': 'k', 'ŋ': 'n', 'Ŋ': 'N',
  'ﬀ': 'ff', 'ﬁ': 'fi', 'ﬂ': 'fl', 'ﬃ': 'ffi', 'ﬄ': 'ffl', 'ĳ': 'ij', 'Ĳ': 'IJ',
  '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2015': '-', '\u2212': '-', '\u00ad': '', '\ufeff': '', '\u200b': '', '\u200c': '', '\u200d': '', '\u2060': '',
  '\u2000': ' ', '\u2001': ' ', '\u2002': ' ', '\u2003': ' ', '\u2004': ' ', '\u2005': ' ', '\u2006': ' ', '\u2007': '\u00a0', '\u2008': ' ', '\u2009': ' ', '\u200a': ' ', '\u202f': '\u00a0', '\u3000': ' ',
  '\u02bc': "'", '\u2032': "'", '\u2028': '\n', '\u2029': '\n', '\u2044': '/', '\u2215': '/',
}; // prettier-ignore

const cache = new Map<string, Uint8Array>();

function encodeOutside(character: string): Uint8Array {
  const known = cache.get(character);
  if (known !== undefined) return known;
  const direct = TRANSLITERATION[character];
  const base = direct ?? character.normalize('NFKD').replace(/\p{M}/gu, '');
  const bytes: number[] = [];
  for (const c of base) {
    const b = BYTE_OF.get(c.codePointAt(0)!);
    if (b !== undefined) bytes.push(b);
    else if (direct === undefined) bytes.push(0x3f);
  }
  const encoded = Uint8Array.from(bytes);
  if (cache.size < 4096) cache.set(character, encoded);
  return encoded;
}

/** The bytes of one code point. */
export function encodeCodePoint(codePoint: number): Uint8Array {
  return encodeOutside(String.fromCodePoint(codePoint));
}

/** The byte of a code point, or -1 when Windows-1252 has none. */
export function byteOf(codePoint: number): number {
  const isSame = codePoint < 0x80 || (codePoint >= 0xa0 && codePoint < 0x100);
  return isSame ? codePoint : (BYTE_OF.get(codePoint) ?? -1);
}

/** Characters whose byte is another in Latin-1, or that it has not. */
const UNLIKE_LATIN1 = /[\x80-\x9f\u0100-\uffff]/;

/** Encodes a string. Combining sequences are composed first, so that 'e\u0301' becomes the one byte of 'é'. */
export function encode(text: string): Uint8Array {
  if (!UNLIKE_LATIN1.test(text)) return Buffer.from(text, 'latin1');
  const plain = encodePlain(text);
  if (plain !== null) return plain;
  const composed = text.normalize('NFC');
  let out = new Uint8Array(composed.length + 8);
  let length = 0;
  for (let i = 0; i < composed.length; i++) {
    const unit = composed.charCodeAt(i);
    const byte = byteOf(unit);
    if (byte >= 0) {
      if (length === out.length) out = grow(out);
      out[length++] = byte;
      continue;
    }
    const codePoint = composed.codePointAt(i)!;
    if (codePoint > 0xffff) i++;
    for (const b of encodeCodePoint(codePoint)) {
      if (length === out.length) out = grow(out);
      out[length++] = b;
    }
  }
  return out.slice(0, length);
}

/** Most text: characters before the combining marks, and typographic signs, which have a byte each. null for any other text. */
function encodePlain(text: string): Uint8Array | null {
  const out = Buffer.allocUnsafe(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80 || (unit >= 0xa0 && unit < 0x100)) out[i] = unit;
    else {
      const byte = unit < 0x300 || (unit >= 0x2000 && unit < 0x2200) ? byteOf(unit) : -1;
      if (byte < 0) return null;
      out[i] = byte;
    }
  }
  return out;
}

function grow(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2 + 64);
  larger.set(bytes);
  return larger;
}

/** Decodes bytes[start, end). */
export function decode(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const stop = Math.min(end, bytes.length);
  if (start >= stop) return '';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, stop - start).toString('latin1');
  return isLatin1(bytes, start, stop) ? text : text.replace(C1_CONTROLS, (c) => C1[c.charCodeAt(0) - 0x80]!);
}

/** The characters of Latin-1 whose bytes are others here. */
const C1_CONTROLS = /[\x80-\x9f]/g;

function isLatin1(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((bytes[i]! & 0xe0) === 0x80) return false;
  return true;
}
