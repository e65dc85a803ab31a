import { byteOf, decode } from './windows1252.ts';

/**
 * Folding of Windows-1252: case and accents are taken away, so that 'É', 'é' and 'E' are one. FOLD[b] is the upper-case ASCII letter
 * or digit of byte b, 0 for anything that is no part of a word. (œ folds to O, æ to A, ß to S: one byte in, one byte out.)
 */
export const FOLD: Uint8Array = new Uint8Array(256);

/** Folded letters begin here, digits lie below. */
export const FIRST_LETTER = 0x41;

/** Class of a byte: 0 other, 1 lower-case letter, 2 capital letter, 3 digit. */
export const CLASS: Uint8Array = new Uint8Array(256);
export const OTHER = 0;
export const LOWER = 1;
export const CAPITAL = 2;
export const DIGIT = 3;

for (let b = 0; b < 256; b++) {
  const character = decode(Uint8Array.of(b));
  if (/[0-9]/.test(character)) {
    FOLD[b] = b;
    CLASS[b] = DIGIT;
  } else if (
    /\p{L}/u.test(character) &&
    character !== 'ª' &&
    character !== 'º' &&
    character !== 'µ' &&
    character !== 'ƒ'
  ) {
    const base = character.normalize('NFKD').replace(/\p{M}/gu, '');
    const special: Record<string, string> = { 'œ': 'O', 'Œ': 'O', 'æ': 'A', 'Æ': 'A', 'ß': 'S', 'ø': 'O', 'Ø': 'O', 'ð': 'D', 'Ð': 'D', 'þ': 'T', 'Þ': 'T' }; // prettier-ignore
    FOLD[b] = byteOf((special[character] ?? base[0]!.toUpperCase()).charCodeAt(0));
    CLASS[b] = character === character.toLowerCase() ? LOWER : CAPITAL;
  }
}

/** Hash of a folded word: the same over bytes of any case and accents. Start value and step; 32 bits, never 0 at the end (see endHash). */
export const HASH_START = 0x811c9dc5;

/** Second letter of the ligatures Œ and Æ and of ß, folded, by byte; 0 for any other. FOLD has their first. */
export const SECOND: Uint8Array = new Uint8Array(256);
for (const [letters, second] of [
  ['Œœ', 0x45],
  ['Ææ', 0x45],
  ['ß', 0x53],
] as const)
  for (const letter of letters) SECOND[byteOf(letter.charCodeAt(0))] = second;

/** Hash of the word bytes[start, end) with its ligatures written out: 'Lætitia' as 'LAETITIA'. */
export function hashWrittenOut(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let i = start; i < end; i++) {
    hash = hashStep(hash, FOLD[bytes[i]!]!);
    if (SECOND[bytes[i]!] !== 0) hash = hashStep(hash, SECOND[bytes[i]!]!);
  }
  return hash >>> 0;
}

/** Adds one folded byte to a running hash (FNV-1a). */
export function hashStep(hash: number, folded: number): number {
  return Math.imul(hash ^ folded, 0x01000193);
}

/** The folded form of a text: upper-case ASCII words joined by single spaces. */
export function foldText(bytes: Uint8Array): string {
  let out = '';
  let gap = false;
  for (const b of bytes) {
    const f = FOLD[b]!;
    if (f === 0) gap = out !== '';
    else {
      if (gap) out += ' ';
      gap = false;
      out += String.fromCharCode(f);
    }
  }
  return out;
}

/** Hash of a folded word given as an ASCII string, equal to the running hash over its bytes. */
export function hashWord(folded: string): number {
  let hash = HASH_START;
  for (let i = 0; i < folded.length; i++) hash = hashStep(hash, folded.charCodeAt(i));
  return hash >>> 0;
}
