import type { LetterData } from '../texts/letterData.ts';
import type { LetterFonts } from './breakLines.ts';
import { layOutLetter } from './layOutLetter.ts';
import { LetterFont } from './letterFont.ts';
import { sharedObjects, writeLetters } from './writeLetters.ts';

/** Fonts of the letters: Atkinson Hyperlegible, made for people who see badly (SIL Open Font Licence). */
const FONTS = '@expo-google-fonts/atkinson-hyperlegible';

let kept: { readonly fonts: LetterFonts; readonly shared: readonly string[] } | null = null;

/**
 * Letters as one tagged PDF, in their order: one heading of the first level a letter, paragraphs, real lists; the foot of every page bears the code of its sheet.
 * Letters in each language and version are set alike. The same letters give the same bytes.
 */
export function setLetters(letters: readonly LetterData[]): Buffer {
  const { fonts, shared } = (kept ??= loadFonts());
  return writeLetters(
    letters.map((letter) => ({ ...layOutLetter(letter, fonts), language: letter.lang === 'fr' ? 'fr-FR' : 'en-GB' })),
    shared,
  );
} // prettier-ignore

function loadFonts(): { readonly fonts: LetterFonts; readonly shared: readonly string[] } {
  const fonts = {
    regular: new LetterFont(`${FONTS}/400Regular/AtkinsonHyperlegible_400Regular.ttf`),
    bold: new LetterFont(`${FONTS}/700Bold/AtkinsonHyperlegible_700Bold.ttf`),
    paragraphs: new Map(),
  };
  return { fonts, shared: sharedObjects(fonts) };
}
