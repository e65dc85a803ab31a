import bwipjs from 'bwip-js/node';

/** A symbol of this many modules holds so many codewords. */
const SIDE = 16;
const CODEWORDS = 12;

/** The data matrix (ISO/IEC 16022) of a sheet code: rows of modules, '1' is black, with the quiet zone of one module around it. */
export function dataMatrix(text: string): string[] {
  const codewords = codewordsOf(text);
  if (codewords === null) return withQuietZone(draw({ text }));
  const { blank, ofBits } = (patterns ??= drawPatterns());
  let modules = blank;
  for (const [i, codeword] of codewords.entries())
    for (let bit = 0; bit < 8; bit++) if ((codeword >> bit) & 1) modules ^= ofBits[i * 8 + bit]!;
  const digits = modules.toString(2).padStart(SIDE * SIDE, '0');
  return withQuietZone(Array.from({ length: SIDE }, (_, y) => digits.slice(y * SIDE, (y + 1) * SIDE)));
}

/**
 * The symbol of codewords that are all zero, and what each single bit of them changes in it: error correction and placement are linear, so a symbol is the first
 * changed by what each of its bits changes. A symbol drawn anew takes as long as a page.
 */
interface Patterns {
  readonly blank: bigint;
  readonly ofBits: readonly bigint[];
}

let patterns: Patterns | null = null;

function drawPatterns(): Patterns {
  const zeros = Array.from({ length: CODEWORDS }, () => 0);
  const blank = modulesOf(zeros);
  const bits = Array.from({ length: CODEWORDS * 8 }, (_, bit) => zeros.with(Math.floor(bit / 8), 1 << (bit % 8)));
  return { blank, ofBits: bits.map((codewords) => modulesOf(codewords) ^ blank) };
} // prettier-ignore

function modulesOf(codewords: readonly number[]): bigint {
  const text = codewords.map((codeword) => `^${String(codeword).padStart(3, '0')}`).join('');
  return BigInt(`0b${draw({ text, raw: true, version: `${SIDE}x${SIDE}` }).join('')}`);
}

function draw(options: {
  readonly text: string;
  readonly raw?: boolean;
  readonly version?: string;
}): string[] {
  const [symbol] = bwipjs.raw({ bcid: 'datamatrix', ...options }) as unknown as readonly {
    readonly pixs: readonly number[];
    readonly pixx: number;
    readonly pixy: number;
  }[];
  const { pixs, pixx, pixy } = symbol!;
  return Array.from({ length: pixy }, (_, y) => pixs.slice(y * pixx, (y + 1) * pixx).join(''));
}

/**
 * The codewords of digits and capitals in C40 (ISO/IEC 16022, 5.2.5), as many as the symbol holds: three characters in two codewords, what is left over in ASCII,
 * padding. Null for other texts, and for those that do not fit.
 */
function codewordsOf(text: string): number[] | null {
  if (!/^[0-9A-Z]{3,}$/.test(text)) return null;
  const packed = text.length - (text.length % 3);
  const codewords = [230];
  for (let i = 0; i < packed; i += 3) {
    const [a, b, c] = [c40(text, i), c40(text, i + 1), c40(text, i + 2)];
    const value = 1_600 * a + 40 * b + c + 1;
    codewords.push(value >> 8, value & 255);
  }
  codewords.push(254);
  for (let i = packed; i < text.length; i++) codewords.push(text.charCodeAt(i) + 1);
  if (codewords.length > CODEWORDS) return null;
  if (codewords.length < CODEWORDS) codewords.push(129);
  while (codewords.length < CODEWORDS) codewords.push(scattered(codewords.length + 1));
  return codewords;
}

/** Padding behind the first is scattered by its place, from 1 on (ISO/IEC 16022, 5.2.3). */
function scattered(place: number): number {
  const value = 130 + ((149 * place) % 253);
  return value > 254 ? value - 254 : value;
}

function c40(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 65 ? code - 48 + 4 : code - 65 + 14;
}

function withQuietZone(rows: readonly string[]): string[] {
  const blank = '0'.repeat(rows[0]!.length + 2);
  return [blank, ...rows.map((row) => `0${row}0`), blank];
}
