/** Tells whether a second version of a text (the HTML of a mail) says anything that the first did not. */
export class TextTwins {
  #words: Set<string> | null = new Set();

  /** Remembers the words of a text. */
  add(text: string): void {
    for (const word of wordsOf(text)) this.#words?.add(word);
  }

  /** A text was too long to be remembered: from now on everything is new. */
  forget(): void {
    this.#words = null;
  }

  /** Whether the text has no word that was not there before. */
  holds(text: string): boolean {
    const words = this.#words;
    return words !== null && words.size > 0 && wordsOf(text).every((word) => words.has(word));
  }
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}@]+/gu) ?? [];
}
