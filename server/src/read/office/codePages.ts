import iconv from 'iconv-lite';
import { decode } from '../../text/windows1252.ts';

/** Numbers of Windows code pages that iconv knows under another name. */
const NAMES: Record<number, string> = { 10000: 'macroman', 1361: 'euckr', 65001: 'utf8', 1200: 'utf16le' };

/** Code pages of character sets of fonts (\fcharset in RTF). */
export const CHARSET_PAGES: Readonly<Record<number, number>> = {
  0: 1252, 2: 1252, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258,
  177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}; // prettier-ignore

/** Decodes bytes in a Windows code page; one that is not known is taken for Windows-1252. */
export function decodeCodePage(bytes: Uint8Array, codePage: number): string {
  if (codePage === 1252) return decode(bytes);
  const name = NAMES[codePage] ?? `cp${codePage}`;
  if (!iconv.encodingExists(name)) return decode(bytes);
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name);
}
