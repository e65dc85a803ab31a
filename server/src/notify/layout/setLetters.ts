import type { LetterData } from '../texts/letterData.ts';
import { layOutLetter } from './layOutLetter.ts';
import { letterFonts } from './letterFonts.ts';
import { sharedObjects, writeLetters } from './writeLetters.ts';

let shared: readonly string[] | null = null;

/**
 * Letters as one tagged PDF, in their order: one heading of the first level a letter, paragraphs, real lists; the foot of every page bears the code of its sheet.
 * Letters in each language and version are set alike. The same letters give the same bytes.
 */
export function setLetters(letters: readonly LetterData[]): Buffer {
  const fonts = letterFonts();
  return writeLetters(
    letters.map((letter) => ({ ...layOutLetter(letter, fonts), language: letter.lang === 'fr' ? 'fr-FR' : 'en-GB' })),
    (shared ??= sharedObjects(fonts)),
  );
} // prettier-ignore
