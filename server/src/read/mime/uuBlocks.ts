import { decodeAtOnce } from './transferDecoding.ts';

/** A file that stands uuencoded in the text of a mail. */
export interface UuFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BEGIN = /^begin [0-7]{3,4} (\S[^\n]{0,250})\n(?=[ -`]{2,64}\n)/gm;
const END = /^end[ \t]*$/gm;

/** Takes uuencoded files out of a text (lines end with \n): mails of before MIME, and some programs long after. */
export function takeUuBlocks(text: string): { text: string; files: UuFile[] } {
  const files: UuFile[] = [];
  let kept = '';
  let from = 0;
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    END.lastIndex = BEGIN.lastIndex;
    const end = END.exec(text);
    if (end === null) break;
    const block = Buffer.from(text.slice(begin.index, end.index), 'latin1');
    files.push({ name: begin[1]!.trim(), bytes: decodeAtOnce(block, 'uuencode') });
    kept += text.slice(from, begin.index);
    from = BEGIN.lastIndex = END.lastIndex;
  }
  return { text: kept + text.slice(from), files };
}
