import { nirKey } from '../../columns/nirKey.ts';

/** Letters that are read for digits (identifiers.md 1.4), and the digits that they stand for. */
const DIGIT_OF: Readonly<Record<string, string>> = {
  O: '0', o: '0', Q: '0', D: '0', I: '1', l: '1', i: '1', '|': '1', Z: '2', z: '2', S: '5', s: '5', G: '6', B: '8',
}; // prettier-ignore
const LOOKALIKE = /[OoQDIli|ZzSsGB]/g;

/**
 * Puts digits where letters were read for them, only where the rest leaves no doubt: in dates (two separators of one kind), in telephone
 * numbers and in a social security number whose key then is right. Patient numbers may hold letters of their own and stay as they are.
 */
export function repairFigures(line: string): string {
  return repairNir(line.replace(DATE, asDate).replace(PHONE, asDigits));
}

const LIKE_DIGIT = '[\\dOoQDIli|ZzSsGB]';
const DATE = new RegExp(
  `(?<![\\p{L}\\d])(?=\\S{0,9}\\d)${LIKE_DIGIT}{2}(?<separator>[/.-])${LIKE_DIGIT}{2}\\k<separator>(?:${LIKE_DIGIT}{4}|${LIKE_DIGIT}{2})(?![\\p{L}\\d])`,
  'gu',
);
/** Only a day and a month that exist make a date of it. */
function asDate(found: string): string {
  const digits = asDigits(found);
  const [day, month] = digits.split(/[/.-]/).map(Number);
  return day! >= 1 && day! <= 31 && month! >= 1 && month! <= 12 ? digits : found;
}

const PHONE = new RegExp(`(?<![\\p{L}\\d])[0O][1-9](?:(?: |\\.)${LIKE_DIGIT}{2}){4}(?![\\p{L}\\d])`, 'gu');

/** Thirteen characters and a key of two, with spaces between or not; no letter or digit at either side. */
const NIR = new RegExp(
  `(?<![\\p{L}\\d])[1-478Il|](?: ?${LIKE_DIGIT}){4}(?: ?(?:${LIKE_DIGIT}|[AB])){2}(?: ?${LIKE_DIGIT}){8}(?![\\p{L}\\d])`,
  'gu',
);

function repairNir(line: string): string {
  return line.replace(NIR, (found) => {
    if (/^[\d ]+$/.test(found)) return found;
    const digits = asDigits(found);
    return hasRightKey(digits) ? digits : (corsican(found) ?? found);
  });
}

/** 2A and 2B are departments: the letter stays. */
function corsican(found: string): string | null {
  const letter = /^(?:\S ?){5}2 ?(?<letter>[AB])/.exec(found);
  if (letter === null) return null;
  const at = letter[0].length - 1;
  const repaired = asDigits(found.slice(0, at)) + found[at]! + asDigits(found.slice(at + 1));
  return hasRightKey(repaired) ? repaired : null;
}

function hasRightKey(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  return (
    compact.length === 15 &&
    /^\d{13}$|^\d{5}[\d]{1}[\dAB]\d{6}$/.test(compact.slice(0, 13)) &&
    nirKey(compact.slice(0, 13)) === Number(compact.slice(13))
  );
}

function asDigits(text: string): string {
  return text.replace(LOOKALIKE, (letter) => DIGIT_OF[letter]!);
}
