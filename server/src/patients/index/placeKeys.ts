import { FOLD, HASH_START, hashStep } from '../../text/fold.ts';
import { hashWord } from '../../text/fold.ts';
import { mix } from './multimap.ts';

/** Postcodes with letters stand above all that are numbers. */
const WITH_LETTERS = 0x8000_0000;

/**
 * What makes a postcode comparable: its four or five digits as a number, for a code with letters ('SW1A 1AA', 'K1A 0B1') a hash of its letters and
 * digits; 0 where there is none. A town behind the digits does not count.
 */
export function postcodeKey(text: string): number {
  const digits = /(?<![\dA-Za-z])(\d{4,5})(?![\dA-Za-z])/.exec(text);
  if (digits !== null) return Number(digits[1]);
  const code = /^\s*([A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}|[A-Za-z]\d[A-Za-z] ?\d[A-Za-z]\d)\s*$/.exec(
    text,
  );
  return code === null ? 0 : (hashWord(code[1]!.toUpperCase().replace(' ', '')) | WITH_LETTERS) >>> 0;
}

/** Words of a town's name that are left out as often as written. */
const TOWN_WORDS: ReadonlySet<string> = new Set(
  'LE LA LES L DE DU DES D CEDEX SAINT SAINTE ST STE SUR SOUS EN'.split(' '),
);

/** What makes the name of a town comparable ('St-Denis Cedex 2' is 'SAINT DENIS'): a hash of its words that count; 0 without any. */
export function townKey(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let key = 0;
  for (let i = start; i < end;) {
    let hash = HASH_START;
    let word = '';
    for (; i < end && FOLD[bytes[i]!]! >= 0x41; i++) {
      hash = hashStep(hash, FOLD[bytes[i]!]!);
      word += String.fromCharCode(FOLD[bytes[i]!]!);
    }
    if (word === '') i++;
    else if (!TOWN_WORDS.has(word)) key = (mix(key) + (hash >>> 0)) >>> 0;
  }
  return key;
}

/** Key of somebody with this name part at this place ({@link postcodeKey}, {@link townKey} or an address) in byPlace. */
export function placeKey(place: number, part: number): number {
  return (mix(place) + Math.imul(part, 0x9e3779b1)) >>> 0 || 1;
}
