/** ISO 13616: letters to numbers (A = 10), the first four characters last, modulo 97 = 1. The text has no blanks and is in capitals. */
export function hasRightCheck(text: string): boolean {
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
