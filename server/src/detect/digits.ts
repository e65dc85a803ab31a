import { CLASS, DIGIT } from '../text/fold.ts';

const LF = 0x0a;
const BLANK = 0x20;
const OPENING = 0x28;
const CLOSING = 0x29;

/** Bytes that separate groups of digits: space, no-break space, . - / */
export function isDigitSeparator(byte: number): boolean {
  return byte === 0x20 || byte === 0xa0 || byte === 0x2e || byte === 0x2d || byte === 0x2f || byte === 0x96;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** A letter or digit directly before or after: the digits belong to something longer. */
export function touchesWord(bytes: Uint8Array, start: number, end: number, length: number): boolean {
  const before = start > 0 ? CLASS[bytes[start - 1]!]! : 0;
  const after = end < length ? CLASS[bytes[end]!]! : 0;
  return before !== 0 || after !== 0;
}

/** True when a digit stands directly before or after the range. */
export function touchesDigit(bytes: Uint8Array, start: number, end: number, length: number): boolean {
  return (start > 0 && CLASS[bytes[start - 1]!] === DIGIT) || (end < length && CLASS[bytes[end]!] === DIGIT);
}

/** Reads `count` digits from `at`, with at most one separator before each, and at most one end of a line among them; the digits and where they end, or null. */
export function readDigits(
  bytes: Uint8Array,
  at: number,
  count: number,
  length: number,
): { text: string; end: number } | null {
  let text = '';
  let i = at;
  let lines = 0;
  while (text.length < count) {
    if (i < length && isDigit(bytes[i])) text += String.fromCharCode(bytes[i++]!);
    else if (bytes[i] === LF && isDigit(bytes[i + 1]) && lines++ === 0 && text !== '') i++;
    else if (bytes[i] === CLOSING && text.length === 1 && bytes[at - 2] === OPENING)
      i++; // '(06) 12 34 56 78'
    else if (lines > 0 && bytes[i] !== BLANK)
      return null; // what goes on in a line below with other signs is something else: '06' above '12/03/2019'
    else if (text !== '' && i + 1 < length && isDigitSeparator(bytes[i]!) && isDigit(bytes[i + 1])) i++;
    else return null;
  }
  return { text, end: i };
}

/** Bytes of a group of digits that are looked at. */
export const GROUP_LIMIT = 40;

/** Digits of the group that begins at `start`: single separators between groups and one end of a line are skipped, at most {@link GROUP_LIMIT} bytes are looked at. */
export function groupDigits(bytes: Uint8Array, start: number, length: number): number {
  let digits = 0;
  let lines = 0;
  for (let i = start; i < length && i < start + GROUP_LIMIT; i++) {
    const byte = bytes[i]!;
    if (isDigit(byte)) digits++;
    else if (byte === LF) {
      if (!isDigit(bytes[i + 1]) || lines++ > 0) break;
    } else if (!isBetweenDigits(bytes, i) && byte !== OPENING && byte !== CLOSING) break;
  }
  return digits;
}

/** A sign with a digit behind it, perhaps in brackets: '00 33 (0)6'. */
function isBetweenDigits(bytes: Uint8Array, at: number): boolean {
  if (!isDigitSeparator(bytes[at]!)) return false;
  return isDigit(bytes[at + 1]) || (bytes[at + 1] === OPENING && isDigit(bytes[at + 2]));
}

/** Codes of diagnoses (I50.0, F322) and acts (DEQP003): capital letters directly before two or three digits. */
export function isCodeAt(bytes: Uint8Array, start: number, end: number): boolean {
  let letters = 0;
  while (letters < 5 && start - letters > 0 && isCapitalAscii(bytes[start - letters - 1]!)) letters++;
  const width = end - start;
  if (letters === 4) return width === 3;
  return letters === 1 && width === 2 && bytes[end] === 0x2e && isDigit(bytes[end + 1]);
}

function isCapitalAscii(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
