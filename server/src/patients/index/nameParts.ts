import { CLASS, DIGIT, FOLD, HASH_START, OTHER, SECOND, hashStep } from '../../text/fold.ts';

/**
 * Parts of a name that stand before or between others and prove little: they are kept for comparison but never looked up alone.
 * Folded; see identifiers.md, names.
 */
const PARTICLES =
  'DE DU DES LA LE LES DI DA DO DOS DAS DEL DELLA VAN VON DER DEN TEN EL AL BEN BENT OULD ABD SAINT SAINTE ST STE MAC MC SAN'.split(
    ' ',
  );

const BLANK = 0x20;

/** Calls `part` with the hash (ligatures written out) and range of each word of letters in a name of at least two letters, in order. */
export function visitNameParts(
  bytes: Uint8Array,
  start: number,
  end: number,
  part: (hash: number, from: number, to: number) => void,
): void {
  let from = -1;
  let hash = HASH_START;
  for (let i = start; i <= end; i++) {
    const kind = i < end ? CLASS[bytes[i]!]! : OTHER;
    if (kind !== OTHER && kind !== DIGIT) {
      if (from < 0) {
        from = i;
        hash = HASH_START;
      }
      hash = hashStep(hash, FOLD[bytes[i]!]!);
      if (SECOND[bytes[i]!] !== 0) hash = hashStep(hash, SECOND[bytes[i]!]!);
    } else if (from >= 0) {
      if (i - from >= 2) part(hash >>> 0, from, i);
      from = -1;
    }
  }
}

/** Hash of a name as it is written, whatever stands between its words and whatever their case and accents; 0 for none. */
export function hashName(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  let gap = false;
  let any = false;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    const folded = FOLD[b]!;
    if (folded === 0) {
      gap = any;
      continue;
    }
    if (gap) hash = hashStep(hash, BLANK);
    gap = false;
    any = true;
    hash = hashStep(hash, folded);
    if (SECOND[b] !== 0) hash = hashStep(hash, SECOND[b]!);
  }
  return any ? hash >>> 0 || 1 : 0;
}

/** The folded word of a range, ligatures written out. */
export function foldedWord(bytes: Uint8Array, from: number, to: number): string {
  let word = '';
  for (let i = from; i < to; i++) {
    word += String.fromCharCode(FOLD[bytes[i]!]!);
    if (SECOND[bytes[i]!] !== 0) word += String.fromCharCode(SECOND[bytes[i]!]!);
  }
  return word;
}

const particles = new Set(PARTICLES);

export function isParticle(folded: string): boolean {
  return particles.has(folded);
}
