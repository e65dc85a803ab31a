import type { Word } from './recogniseWords.ts';

/** Words recognised with less confidence are no text: they come from stamps, pictures and dirt. */
const DOUBTFUL = 35;
/** From here on a word is as good as sure. */
const SURE = 70;
/** On a page of which less than this share of the letters is sure, nothing is text. */
const LEGIBLE = 0.3;

/** The words that are text; none where the page holds no legible text: a photograph, a drawing, a page the wrong way up. */
export function keepWords(words: readonly Word[]): Word[] {
  return legibility(words) < LEGIBLE
    ? []
    : words.filter((word) => word.confidence >= DOUBTFUL && isText(word));
}

/** Share of letters and digits that stand in sure words of three or more, 0 to 1; 0 where there is no such word. */
export function legibility(words: readonly Word[]): number {
  let all = 0;
  let sure = 0;
  for (const word of words) {
    const length = lettersIn(word.text);
    all += length;
    if (length >= 3 && word.confidence >= SURE) sure += length;
  }
  return all === 0 ? 0 : sure / all;
}

function lettersIn(text: string): number {
  return text.match(/[\p{L}\d]/gu)?.length ?? 0;
}

/** Ruled lines and frames come as strokes, which are not text. */
function isText({ text }: Word): boolean {
  return !/^[|_\-—–=~.'`°]{2,}$/.test(text);
}
