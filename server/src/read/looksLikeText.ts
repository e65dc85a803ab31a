import { byteOrderMark, detectEncoding } from './detectEncoding.ts';
import { LastAnswer } from './lastAnswer.ts';

const areText = new LastAnswer(isText);
const texts = new LastAnswer(decodeHead);

/** Whether bytes are text in some encoding: hardly any control characters. */
export function looksLikeText(head: Uint8Array): boolean {
  return areText.of(head);
}

/** The text of the head in a loose decoding, for recognisers that look for marks; at most `limit` characters. */
export function headText(head: Uint8Array, limit = Infinity): string {
  const text = texts.of(head);
  return text.length <= limit ? text : text.slice(0, limit);
}

function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  if (byteOrderMark(head) !== null) return true;
  let control = 0;
  for (let i = 0; i < head.length; i++) control += IS_CONTROL[head[i]!]!;
  if (control * 200 > head.length) return false;
  const encoding = detectEncoding(head);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return true;
  let zeros = 0;
  for (let i = 0; i < head.length; i++) if (head[i] === 0) zeros++;
  return (control + zeros) * 200 <= head.length;
}

/** 1 for control characters that no text has (zero apart, which UTF-16 is full of): all but tab, line ends, form feed, vertical tab, escape and file separator (HL7). */
const IS_CONTROL = Uint8Array.from({ length: 256 }, (_, b) =>
  b < 0x20 && ![0x00, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b, 0x1c].includes(b) ? 1 : 0,
);

function decodeHead(head: Uint8Array): string {
  const mark = byteOrderMark(head);
  const encoding = mark?.encoding ?? detectEncoding(head);
  const rest = mark === null ? head : head.subarray(mark.length);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new TextDecoder(encoding).decode(rest);
  return Buffer.from(rest.buffer, rest.byteOffset, rest.length).toString('latin1');
}
