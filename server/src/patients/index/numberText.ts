import { CLASS, OTHER } from '../../text/fold.ts';

const ZERO = 0x30;

/** A patient number without its leading zeros: spreadsheets and hurried hands leave them out. */
export function withoutZeros(number: string): string {
  return number.startsWith('0') ? number.replace(/^0+(?=.)/, '') : number;
}

/** Where a number in bytes begins behind its leading zeros. */
export function zerosEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end - 1 && bytes[at] === ZERO) at++;
  return at;
}

/** How many letters and digits a number has: what is compared of it. */
export function lettersAndDigits(number: string): number {
  let count = number.length;
  for (let i = 0; i < number.length; i++) if (CLASS[number.charCodeAt(i)] === OTHER) count--;
  return count;
}
