import { hashText } from '../patients/index/hashText.ts';
import { CLASS, DIGIT, FOLD, hashWord } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';

/** Looks at the bytes of one cell, bytes[start, end): the rows of tables are read without making strings of them. */

/** Words that stand in cells of names and are none: civilities (with the sex that they say), 'née', 'bébé'. */
export const NAME_FILLERS: ReadonlyMap<number, number> = new Map(
  [
    [1, 'MR MONSIEUR'],
    [2, 'MME MLLE MELLE MADAME MADEMOISELLE MRS MS MISS NEE EPOUSE EPSE VEUVE VVE EP'],
    [0, 'NE ENF ENFANT BEBE BB BABY DR DOCTEUR PR DIT DITE PATIENT PATIENTE TOTAL'],
  ].flatMap(([sex, words]) =>
    (words as string).split(' ').map((word): [number, number] => [hashWord(word), sex as number]),
  ),
);

/** Cells that say that there is nothing to say. */
const NOTHING: ReadonlySet<number> = new Set(
  [
    'NON',
    'NC',
    'NR',
    'ND',
    'NA',
    'NSP',
    'NEANT',
    'AUCUN',
    'AUCUNE',
    'SANS',
    'INCONNU',
    'INCONNUE',
    'NULL',
    'RAS',
    '0',
    'NONRENSEIGNE',
    'NONCOMMUNIQUE',
    'NONE',
    'N',
    'X',
  ].map((word) => hashText(encode(word))),
);

/** Whether there are so many digits. */
export function hasDigits(bytes: Uint8Array, start: number, end: number, least: number): boolean {
  let count = 0;
  for (let i = start; i < end; i++) if (CLASS[bytes[i]!] === DIGIT && ++count === least) return true;
  return false;
}

/** Blanks and the signs that end an initial. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0xa0 || byte === 0x2e || byte === 0x2c;
}

/** 'néant', 'NC', 'aucune'. */
export function saysNothing(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start < 20 && NOTHING.has(hashText(bytes, start, end));
}

/** Letters and digits of a cell. */
export function countLetters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (FOLD[bytes[i]!] !== 0) count++;
  return count;
}

/** False for cells of blanks and dashes only. */
export function hasContent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (FOLD[bytes[i]!] !== 0) return true;
  return false;
}

/** 1 man, 2 woman, 0 unknown: M, H, 1, male / F, 2, female. */
export function sexOf(byte: number): number {
  const letter = FOLD[byte]!;
  if (letter === 0x4d || letter === 0x48 || letter === 0x31) return 1;
  return letter === 0x46 || letter === 0x32 ? 2 : 0;
}

/** 'Patient/pat-0' refers to 'pat-0'. */
export function lastPathStart(bytes: Uint8Array, start: number, end: number): number {
  for (let i = end - 1; i >= start; i--)
    if (bytes[i] === 0x2f || bytes[i] === 0x23 || bytes[i] === 0x3a) return i + 1;
  return start;
}
