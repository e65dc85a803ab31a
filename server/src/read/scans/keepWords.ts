import { isZoneLike } from './readZones.ts';
import type { Word } from './recogniseWords.ts';

/** From here on a word is as good as sure. */
const SURE = 70;
/** A line with a word of three letters that is this sure is text: it is kept whole, with the words that are less so. */
const LINE_OF_TEXT = 60;
const WORD = /\p{L}{3}/u;
/** Outside such lines a word must be this sure, a short one more so: stamps, pictures and dirt give words too. */
const ALONE = { long: 60, short: 85 };
/** Numbers of this form are kept in any case: dirt does not look like them, and the recogniser is often wrongly unsure of them. */
const NUMBER = /^[\p{P}\s]*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4,}/u;
/** On a page of which less than this share of the letters is sure, nothing is text. */
const LEGIBLE = 0.3;

/** The words that are text; none where the page holds no legible text: a photograph, a drawing, a page the wrong way up. */
export function keepWords(words: readonly Word[]): Word[] {
  if (legibility(words) < LEGIBLE) return [];
  return [...Map.groupBy(words, (word) => word.line).values()].flatMap(keepOfLine);
}

function keepOfLine(words: readonly Word[]): Word[] {
  const readable = words.filter(isText);
  const isLine = readable.some((word) => word.confidence >= LINE_OF_TEXT && WORD.test(word.text));
  return readable.filter(
    (word) => isLine || isSureAlone(word) || NUMBER.test(word.text) || isZoneLike(word.text),
  );
}

function isSureAlone({ text, confidence }: Word): boolean {
  return confidence >= (lettersIn(text) >= 4 ? ALONE.long : ALONE.short);
}

/** Share of letters and digits that stand in sure words of three or more, 0 to 1; 0 where there is no such word. */
export function legibility(words: readonly Word[]): number {
  let all = 0;
  let sure = 0;
  for (const word of words) {
    const length = lettersIn(word.text);
    all += length;
    if ((length >= 3 && word.confidence >= SURE) || isZoneLike(word.text)) sure += length;
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
