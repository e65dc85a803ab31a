import { FOLD, foldText } from './fold.ts';
import { byteOf, encode } from './windows1252.ts';

/** Folded letter or digit of each UTF-16 unit below this; '' for what is no part of a word. */
const LIMIT = 0x180;
const FOLDED: readonly string[] = Array.from({ length: LIMIT }, (_, unit) => {
  const byte = byteOf(unit);
  return byte < 0 || FOLD[byte] === 0 ? '' : String.fromCharCode(FOLD[byte]!);
});
/** Beyond Latin and punctuation, or composed of several characters: left to the encoder. */
const OTHER = /[^\u0000-\u00ff\u2010-\u2026]/;

/** The folded words of a string: the same as those of its Windows-1252 bytes (foldText), without making these. */
export function foldWords(text: string): string[] {
  if (OTHER.test(text)) {
    const folded = foldText(encode(text));
    return folded === '' ? [] : folded.split(' ');
  }
  const words: string[] = [];
  let word = '';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const folded = unit < LIMIT ? FOLDED[unit]! : '';
    if (folded !== '') word += folded;
    else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  if (word !== '') words.push(word);
  return words;
}
