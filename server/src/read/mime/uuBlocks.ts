import { memorySource } from '../source.ts';
import { decodeTransfer } from './transferDecoding.ts';

/** A file that stands uuencoded in the text of a mail. */
export interface UuFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BEGIN = /^begin [0-7]{3,4} (\S[^\n]{0,250})\n(?=[ -`]{2,64}\n)/gm;
const END = /^end[ \t]*$/gm;

/** Takes uuencoded files out of a text (lines end with \n): mails of before MIME, and some programs long after. */
export async function takeUuBlocks(text: string): Promise<{ text: string; files: UuFile[] }> {
  const files: UuFile[] = [];
  let kept = '';
  let from = 0;
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    END.lastIndex = BEGIN.lastIndex;
    const end = END.exec(text);
    if (end === null) break;
    const block = Buffer.from(text.slice(begin.index, end.index), 'latin1');
    const chunks = await Array.fromAsync(
      decodeTransfer(memorySource(block, ''), 0, block.length, 'uuencode'),
      (chunk) => chunk.slice(),
    );
    files.push({ name: begin[1]!.trim(), bytes: Buffer.concat(chunks) });
    kept += text.slice(from, begin.index);
    from = BEGIN.lastIndex = END.lastIndex;
  }
  return { text: kept + text.slice(from), files };
}
