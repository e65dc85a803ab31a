import { byteOrderMark, detectEncoding } from './detectEncoding.ts';

/** Whether bytes are text in some encoding: hardly any control characters. */
export function looksLikeText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  if (byteOrderMark(head) !== null) return true;
  const encoding = detectEncoding(head);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return true;
  let control = 0;
  for (const b of head)
    if (
      b < 0x20 &&
      b !== 0x09 &&
      b !== 0x0a &&
      b !== 0x0d &&
      b !== 0x0c &&
      b !== 0x0b &&
      b !== 0x1c &&
      b !== 0x1b
    )
      control++;
  return control * 200 <= head.length;
}

/** The text of the head in a loose decoding, for recognisers that look for marks. */
export function headText(head: Uint8Array): string {
  const mark = byteOrderMark(head);
  const encoding = mark?.encoding ?? detectEncoding(head);
  const rest = mark === null ? head : head.subarray(mark.length);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new TextDecoder(encoding).decode(rest);
  return Buffer.from(rest).toString('latin1');
}
