import iconv from 'iconv-lite';
import { decode } from '../../text/windows1252.ts';

/** Numbers of Windows code pages that iconv knows under another name. */
const NAMES: Record<number, string> = { 10000: 'macroman', 1361: 'euckr', 65001: 'utf8', 1200: 'utf16le' };

/** Decodes bytes in a Windows code page; one that is not known is taken for Windows-1252. */
export function decodeCodePage(bytes: Uint8Array, codePage: number): string {
  if (codePage === 1252) return decode(bytes);
  const name = NAMES[codePage] ?? `cp${codePage}`;
  if (!iconv.encodingExists(name)) return decode(bytes);
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), name);
}
