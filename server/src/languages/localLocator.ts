import { fill, type Words } from './words.ts';

/** A place as exports write it ('line 40', 'file name', 'found by review') in the language of the reader; pages and rows are written alike in all. */
export function localLocator(locator: string, words: Words): string {
  const w = words.places;
  if (locator === 'file name') return w.fileName;
  if (locator === 'found by review') return w.byReview;
  const line = /^line (\d+)$/.exec(locator);
  return line === null ? locator : fill(w.line, line[1]!);
}
