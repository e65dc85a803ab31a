import { checkText } from '../patients/index/hashText.ts';
import { FOLD } from '../text/fold.ts';

/** Digits and letters of a national number at most: of longer ones nothing is looked for. */
const LONGEST = 16;
const ZERO = 0x30;
const NINE = 0x39;

const letters = new Uint8Array(LONGEST);

/**
 * The checks ({@link checkText}) of all numbers that are one slip of a pen away from the one at bytes[start, end): another digit in one place, or two
 * neighbours exchanged. The register holds numbers as checks only, so that this is how a mistyped one is recognised. Empty for a number of fewer than six characters.
 */
export function checksNear(bytes: Uint8Array, start = 0, end = bytes.length): ReadonlySet<number> {
  const near = new Set<number>();
  let length = 0;
  for (let i = start; i < end; i++) {
    const folded = FOLD[bytes[i]!]!;
    if (folded === 0) continue;
    if (length === LONGEST) return near;
    letters[length++] = folded;
  }
  if (length < SHORTEST) return near;
  for (let i = 0; i < length; i++) {
    const own = letters[i]!;
    for (let digit = ZERO; digit <= NINE; digit++) {
      if (digit === own) continue;
      letters[i] = digit;
      near.add(checkText(letters, 0, length));
    }
    letters[i] = own;
    const next = letters[i + 1]!;
    if (i + 1 === length || next === own) continue;
    letters[i] = next;
    letters[i + 1] = own;
    near.add(checkText(letters, 0, length));
    letters[i] = own;
    letters[i + 1] = next;
  }
  return near;
}

/** A shorter number has too many neighbours among the numbers that exist. */
const SHORTEST = 6;
