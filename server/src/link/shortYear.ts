import { CLASS, DIGIT } from '../text/fold.ts';

const COLON = 0x3a;

/** Whether the year of the date at bytes[start, end) was written with two digits: '14/07/84', '16-août-68', not '1984-07-14'. */
export function hasShortYear(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 6 || isDigit(bytes, end - 3) || !isDigit(bytes, end - 2) || !isDigit(bytes, end - 1))
    return false;
  const beginsWithYear =
    isDigit(bytes, start) &&
    isDigit(bytes, start + 1) &&
    isDigit(bytes, start + 2) &&
    isDigit(bytes, start + 3);
  return !beginsWithYear && bytes[end - 3] !== COLON;
}

function isDigit(bytes: Uint8Array, at: number): boolean {
  return CLASS[bytes[at]!] === DIGIT;
}
