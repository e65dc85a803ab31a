import { FOLD, HASH_START, hashStep } from '../../text/fold.ts';

/** Hash of the letters and digits of a text, whatever separates them: for numbers, e-mails and addresses. 0 for a text without any. */
export function hashText(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = HASH_START;
  let any = false;
  for (let i = start; i < end; i++) {
    const folded = FOLD[bytes[i]!]!;
    if (folded === 0) continue;
    any = true;
    hash = hashStep(hash, folded);
  }
  return any ? hash >>> 0 || 1 : 0;
}

/** A second, independent hash of the same letters and digits: together 64 bits. */
export function checkText(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = 0x9747b28c;
  for (let i = start; i < end; i++) {
    const folded = FOLD[bytes[i]!]!;
    if (folded === 0) continue;
    hash = Math.imul(hash ^ folded, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
