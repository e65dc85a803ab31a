import type { Scan } from '../detect/scan.ts';
import { CAPITAL, CLASS, FOLD, HASH_START, hashStep, LOWER } from '../text/fold.ts';
import type { NameIndex } from './joinMentions.ts';

const LF = 0x0a;
/** A narrow cell breaks a name into so many pieces at most. */
const PIECES = 5;

/** A name that the ends of a narrow cell broke: the part that it is, and where its last piece ends. */
export interface BrokenWord {
  readonly part: number;
  readonly end: number;
  /** Ends of lines behind the word's first piece. */
  readonly lines: number;
}

/** The name part that the word of token `t` makes together with the pieces on the next lines ('LANDE' above 'RRIEN'); null where it was not broken. */
export function brokenWord(scan: Scan, t: number, names: NameIndex): BrokenWord | null {
  const { bytes } = scan;
  if (bytes[scan.end[t]!] !== LF) return null;
  const start = pieceBefore(bytes, scan.start[t]!);
  const kind = CLASS[bytes[scan.end[t]! - 1]!] === LOWER ? LOWER : CAPITAL;
  let hash = HASH_START;
  let found: BrokenWord | null = null;
  let at = start;
  for (let piece = 0; piece < PIECES; piece++) {
    let end = at;
    while (FOLD[bytes[end] ?? 0] !== 0 && (piece === 0 || CLASS[bytes[end]!] === kind))
      hash = hashStep(hash, FOLD[bytes[end++]!]!);
    if (end === at || FOLD[bytes[end] ?? 0] !== 0) break;
    const part = piece === 0 ? 0 : names.partOf(hash >>> 0);
    if (part !== 0) found = { part, end, lines: start === scan.start[t] ? piece : piece - 1 };
    if (bytes[end] !== LF) break;
    at = end + 1;
  }
  return found;
}

/** A single capital at the end of the line above is the first piece: 'É' above 'VELYN'. */
function pieceBefore(bytes: Uint8Array, start: number): number {
  const single =
    bytes[start - 1] === LF && CLASS[bytes[start - 2] ?? 0] === CAPITAL && CLASS[bytes[start - 3] ?? 0] === 0;
  return single ? start - 2 : start;
}
