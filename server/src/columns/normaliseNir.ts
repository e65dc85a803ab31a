import { nirKey } from './nirKey.ts';

/** A NIR without separators: 13 characters, and what its key says. */
export interface Nir {
  readonly body: string;
  readonly key: 'right' | 'wrong' | 'absent';
}

/** Reads a NIR or INS in any spacing; the letter O for a zero is mended. Null when it is not of that shape (identifiers.md 1). */
export function normaliseNir(text: string): Nir | null {
  const plain = text
    .toUpperCase()
    .replace(/CL[EÉ]/g, '')
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0');
  const match = /^([1-478]\d{4}(?:\d{2}|2[AB])\d{6})(\d{2})?$/.exec(plain);
  if (match === null) return null;
  const [, body, key] = match;
  if (key === undefined) return { body: body!, key: 'absent' };
  return { body: body!, key: Number(key) === nirKey(body!) ? 'right' : 'wrong' };
}
