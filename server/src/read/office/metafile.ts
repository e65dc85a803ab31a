import type { LineBuilder } from '../emitLines.ts';
import type { Member } from '../format.ts';
import { memorySource } from '../source.ts';
import { withBitmapHeader } from './pictureRecords.ts';

/** A piece of text in a picture, at a height. */
export interface MetafileText {
  readonly y: number;
  readonly text: string;
}

/** Smaller bitmaps are patterns and marks. */
const SMALLEST_BITMAP = 1024;

/** Writes the texts of a picture: those at one height that follow one another stand on one line. */
export function writeMetafileTexts(texts: Iterable<MetafileText>, lines: LineBuilder): void {
  let height: number | null = null;
  for (const { y, text } of texts) {
    if (text.trim() === '') continue;
    if (height === null) lines.nextPage();
    else if (height === y) lines.tab();
    else lines.endLine();
    height = y;
    lines.text(text);
  }
  lines.endLine();
}

/** The bitmaps of a picture, as files. */
export function* bitmapMembers(bitmaps: Iterable<Buffer>): Generator<Member> {
  let ordinal = 0;
  for (const bitmap of bitmaps) {
    if (bitmap.length < SMALLEST_BITMAP) continue;
    const displayName = `picture-${++ordinal}.bmp`;
    yield {
      name: Buffer.from(displayName),
      displayName,
      source: memorySource(withBitmapHeader(bitmap), displayName),
    };
  }
}
