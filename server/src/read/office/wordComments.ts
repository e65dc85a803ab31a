import type { WordFile } from './wordFile.ts';
import { stringGroup } from './wordStrings.ts';

/** Who wrote a comment, and where its text begins in the story of comments. */
export interface CommentHead {
  readonly position: number;
  readonly author: string;
}

/** Numbers of the tables of comments ([MS-DOC] 2.5.6): their marks, their texts, the names of their authors. */
const MARKS = 4;
const TEXTS = 5;
const AUTHORS = 36;
const MARK_BYTES = 30;
/** Place of the author's number in a mark ([MS-DOC] 2.9.4 ATRDPre10). */
const AUTHOR_AT = 20;

/** The heads of all comments, in the order of their texts; none where the tables are lost. */
export function commentHeads(file: WordFile): CommentHead[] {
  const marks = file.isWord97 ? file.table(MARKS) : null;
  const texts = file.table(TEXTS);
  if (marks === null || texts === null) return [];
  const authors = stringGroup(file.table(AUTHORS));
  const markView = Buffer.from(marks.buffer, marks.byteOffset, marks.length);
  const textView = Buffer.from(texts.buffer, texts.byteOffset, texts.length);
  const count = Math.min(Math.floor((marks.length - 4) / (4 + MARK_BYTES)), Math.floor(texts.length / 4));
  const heads: CommentHead[] = [];
  for (let i = 0; i < count; i++) {
    const author = authors[markView.readUInt16LE(4 * (count + 1) + MARK_BYTES * i + AUTHOR_AT)];
    const position = textView.readInt32LE(4 * i);
    if (author !== undefined && position >= (heads.at(-1)?.position ?? 0)) heads.push({ position, author });
  }
  return heads;
}
