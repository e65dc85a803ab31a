import { FIRST_LETTER, FOLD } from '../text/fold.ts';

const LETTERS = 26;
/** Bit of a second sign that is no letter. */
const NO_LETTER = 1 << 31;

/** The first two letters of the words of a list: asked before a costly look whether one of them may stand at a place. */
export class Beginnings {
  /** By first letter: a bit for each second one. */
  readonly #seconds = new Int32Array(LETTERS);

  /** @param words of letters; case and accents do not count. */
  constructor(words: Iterable<string>) {
    for (const word of words) {
      const bytes = Buffer.from(word, 'latin1');
      this.#seconds[FOLD[bytes[0]!]! - FIRST_LETTER]! |= bitAt(bytes, 1);
    }
  }

  /** Whether a word of the list may begin at `at`; false beyond the end. */
  mayBeginAt(bytes: Uint8Array, at: number): boolean {
    const first = at < bytes.length ? FOLD[bytes[at]!]! - FIRST_LETTER : -1;
    return first >= 0 && (this.#seconds[first]! & bitAt(bytes, at + 1)) !== 0;
  }
}

function bitAt(bytes: Uint8Array, at: number): number {
  const letter = at < bytes.length ? FOLD[bytes[at]!]! - FIRST_LETTER : -1;
  return letter < 0 ? NO_LETTER : 1 << letter;
}
