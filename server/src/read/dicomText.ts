import iconv from 'iconv-lite';
import { trimEndOf } from '../text/trimEndOf.ts';

/** Character sets of (0008,0005) (PS3.3 C.12.1.1.2) by the name that iconv-lite knows. Those of Asia are only read as far as they are ASCII. */
const CODECS: Readonly<Record<string, string>> = {
  '100': 'windows-1252',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '126': 'iso-8859-7',
  '127': 'iso-8859-6',
  '138': 'iso-8859-8',
  '144': 'iso-8859-5',
  '148': 'iso-8859-9',
  '166': 'tis-620',
  '203': 'iso-8859-15',
  '192': 'utf-8',
};

/** The codec of a declared character set; Windows-1252 where there is none: 'ASCII' files of French devices hold Latin-1. */
export function dicomCodec(declared: string): string {
  const sets = declared.split('\\').map((set) => set.trim());
  if (sets.some((set) => /GB18030|GBK/i.test(set))) return 'gb18030';
  const numbers = sets.map((set) => /(?<!\d)(\d+)$/.exec(set)?.[1] ?? '').map((number) => CODECS[number]);
  return numbers.find((codec) => codec !== undefined) ?? 'windows-1252';
}

/**
 * Decodes a text value. What is valid UTF-8 is UTF-8 whatever is declared (devices often declare Latin-1); escape sequences of
 * ISO 2022 are left out; padding goes.
 */
export function decodeDicomText(bytes: Uint8Array, codec: string): string {
  const buffer = Buffer.from(bytes);
  const isUtf8 = buffer.some((byte) => byte >= 0x80) && !buffer.toString('utf8').includes('\ufffd');
  const text = isUtf8 ? buffer.toString('utf8') : iconv.decode(buffer, codec);

  return trimEndOf(text.replace(/\u001b[$()\-.,/*+][\w@]{1,2}/g, ''), '\0 ').trimStart();
}
