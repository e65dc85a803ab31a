import { CAPITAL, CLASS, FOLD, OTHER } from '../text/fold.ts';

/** How two neighbouring words of names are joined. */
export const JOINT = {
  /** They belong to different names. */
  none: 0,
  /** A blank, a hyphen, an apostrophe, a bracket, a particle: one name. */
  tight: 1,
  /** A comma or a slash: one name where surname and given name meet. */
  comma: 2,
  /** Two blanks: one name as long as it is not whole yet, for they part columns too. */
  wide: 3,
} as const;

/** How far apart (bytes) the words of one name stand in columns. */
const APART_BYTES = 60;

const BLANK = 0x20;
const NBSP = 0xa0;
const HYPHEN = 0x2d;
const DOT = 0x2e;

/** Particles in small letters between the words of one name, folded. */
const PARTICLES: ReadonlySet<string> = new Set(
  'DE DU DES D LA LE LES ET VAN VON DER BEN EL AL DA DI DOS DO BINT OULD'.split(' '),
);

/** How bytes[from, to), which stand between two words, join them. */
export function nameJoint(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length === 0 || length > 10) return JOINT.none;
  if (length === 1) return ofOne(bytes[from]!);
  if (length === 2) return ofTwo(bytes[from]!, bytes[from + 1]!);
  return ofMore(bytes, from, to);
}

function ofOne(byte: number): number {
  if (byte === 0x2f || byte === 0x2c) return JOINT.comma;
  return byte === BLANK || byte === HYPHEN || isApostrophe(byte) || byte === NBSP || byte === 0x5f
    ? JOINT.tight
    : JOINT.none;
}

function ofTwo(a: number, b: number): number {
  if (a === 0x2c && isBlank(b)) return JOINT.comma;
  if (isBlank(a) && isBlank(b)) return JOINT.wide;
  if ((isBlank(a) && b === 0x28) || (a === 0x29 && isBlank(b))) return JOINT.tight;
  const hyphened = (a === HYPHEN && (isBlank(b) || b === HYPHEN)) || (isBlank(a) && b === HYPHEN);
  return hyphened || (isApostrophe(a) && isBlank(b)) ? JOINT.tight : JOINT.none;
}

/** ' - ', ' de la ', " K'" (the one letter of a name is no word), ' / ', 'J. '. */
function ofMore(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  let joint: number = JOINT.tight;
  let signs = 0;
  while (i < to) {
    const byte = bytes[i]!;
    if (FOLD[byte] === 0) {
      if (byte === 0x2f || byte === 0x2c) joint = JOINT.comma;
      else if (
        !isBlank(byte) &&
        byte !== HYPHEN &&
        !isApostrophe(byte) &&
        byte !== DOT &&
        byte !== 0x28 &&
        byte !== 0x29
      )
        return JOINT.none;
      if (!isBlank(byte)) signs++;
      i++;
      continue;
    }
    const end = wordEnd(bytes, i, to);
    if (!isInner(bytes, i, end)) return JOINT.none;
    i = end;
  }
  return signs > 2 || hasWideGap(bytes, from, to) ? JOINT.none : joint;
}

function wordEnd(bytes: Uint8Array, start: number, limit: number): number {
  let end = start;
  while (end < limit && FOLD[bytes[end]!] !== 0) end++;
  return end;
}

/** A particle, or a single capital with an apostrophe: "D'Alès", "K'Bidi". */
function isInner(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 1 && CLASS[bytes[start]!] === CAPITAL) return isApostrophe(bytes[end]!);
  if (end - start > 4) return false;
  let word = '';
  for (let i = start; i < end; i++) word += String.fromCharCode(FOLD[bytes[i]!]!);
  return PARTICLES.has(word);
}

function hasWideGap(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (isBlank(bytes[i]!) && isBlank(bytes[i - 1]!)) return true;
  return false;
}

export function isBlank(byte: number): boolean {
  return byte === BLANK || byte === NBSP;
}

export function isApostrophe(byte: number): boolean {
  return byte === 0x27 || byte === 0x92 || byte === 0xb4 || byte === 0x60;
}

/** Whether a word is the further part of a double name: behind a hyphen or an apostrophe, without a blank. */
export function isJoined(bytes: Uint8Array, start: number): boolean {
  const before = bytes[start - 1] ?? 0;
  return before === HYPHEN || isApostrophe(before);
}

/** True when no letter or digit stands in bytes[from, to). */
export function isPunctuation(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (CLASS[bytes[i]!] !== OTHER) return false;
  return true;
}

/** Whether two words stand apart as the cells of one name do: blanks of any width, a tab, one delimiter, one line end, and nothing else. */
export function isApart(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > APART_BYTES) return false;
  let signs = 0;
  let lines = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (isBlank(byte)) continue;
    if (byte === 0x0a) lines++;
    else if (lines > 0 || !isDelimiter(byte)) return false;
    else signs++;
  }
  return signs <= 1 && lines <= 1;
}

/** Tab, ';', '|', ',', '^', '~'. */
function isDelimiter(byte: number): boolean {
  return byte === 0x09 || byte === 0x3b || byte === 0x7c || byte === 0x2c || byte === 0x5e || byte === 0x7e;
}
