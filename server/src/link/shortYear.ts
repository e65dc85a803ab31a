import { CLASS, DIGIT } from '../text/fold.ts';

const COLON = 0x3a;

/** Whether the year of the date at bytes[start, end) was written with two digits: '14/07/84', '16-août-68', not '1984-07-14'. */
export function hasShortYear(bytes: Uint8Array, start: number, end: number): boolean {
  const isDigit = (at: number): boolean => CLASS[bytes[at]!] === DIGIT;
  if (end - start < 6 || !isDigit(end - 1) || !isDigit(end - 2) || isDigit(end - 3)) return false;
  const beginsWithYear = [0, 1, 2, 3].every((i) => isDigit(start + i));
  return !beginsWithYear && bytes[end - 3] !== COLON;
}
