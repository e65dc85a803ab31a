import type { LetterFonts } from './breakLines.ts';
import { LetterFont } from './letterFont.ts';

/** Fonts of the letters: Atkinson Hyperlegible, made for people who see badly (SIL Open Font Licence). */
const FOLDER = '@expo-google-fonts/atkinson-hyperlegible';

let fonts: LetterFonts | null = null;

/** The fonts of all letters, read once. */
export function letterFonts(): LetterFonts {
  return (fonts ??= {
    regular: new LetterFont(`${FOLDER}/400Regular/AtkinsonHyperlegible_400Regular.ttf`),
    bold: new LetterFont(`${FOLDER}/700Bold/AtkinsonHyperlegible_700Bold.ttf`),
    paragraphs: new Map(),
  });
}

/** Whether letters can print a text: their fonts have all of it. */
export function canPrint(text: string): boolean {
  return /^[ -~\u00a0-\u00ffŒœŸ’]*$/.test(text) || !letterFonts().regular.lacksSome(text);
}
