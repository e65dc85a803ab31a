import { decode } from '../text/windows1252.ts';
import { decodeText } from './decodeText.ts';
import type { Encoding } from './detectEncoding.ts';
import type { Source } from './format.ts';

/** A longer line is handed out in pieces of this length: nothing grows with what a file claims to be one line. */
const LINE_LIMIT = 64 << 20;

/** One line of a text, without its end. */
export interface TextLine {
  readonly text: string;
  /** From 1. The pieces of a line that is too long have the same number. */
  readonly number: number;
}

/** The lines of a text in any encoding; CR, LF and CR LF end a line. */
export async function* textLines(
  source: Pick<Source, 'stream'>,
  encoding?: Encoding,
): AsyncGenerator<TextLine> {
  let pieces: string[] = [];
  let length = 0;
  let number = 1;
  const take = (last: string): string => {
    const text = pieces.length === 0 ? last : pieces.join('') + last;
    pieces = [];
    length = 0;
    return text;
  };
  for await (const chunk of decodeText(source.stream(), encoding)) {
    const text = decode(chunk);
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      yield { text: take(text.slice(from, at)), number: number++ };
      from = at + 1;
    }
    pieces.push(text.slice(from));
    length += text.length - from;
    if (length >= LINE_LIMIT) yield { text: take(''), number };
  }
  if (length > 0) yield { text: take(''), number };
}
