import { CAPITAL, CLASS, FOLD } from '../text/fold.ts';
import { skipBlanks } from './blanks.ts';
import type { LabelRole } from './labels.ts';

const LF = 0x0a;

/** Short or ambiguous labels need the right surroundings. */
export function fitsLabel(
  bytes: Uint8Array,
  role: LabelRole,
  start: number,
  end: number,
  isCapital: boolean,
): boolean {
  const after = bytes[end] ?? LF;
  const width = end - start;
  if (role === 'phone' && width === 4 && FOLD[bytes[start]!] === 0x50) return isFieldEnd(bytes, end);
  if (role === 'civility_m' && width === 1 && isSpacedLetter(bytes, end)) return false;
  if (role === 'civility_m' && width === 1)
    return after === 0x2e || (after === 0x20 && isCapital && CLASS[bytes[end + 1] ?? 0] === CAPITAL);
  // 'Pr Martin' is a professor, 'pr Martin' is written for 'pour'.
  if (role === 'professional' && width === 2 && (bytes[start]! | 0x20) === 0x70)
    return isCapital && CLASS[bytes[skipBlanks(bytes, end)] ?? 0] === CAPITAL;
  if (role === 'professional' && width === 4 && FOLD[bytes[start]!] === 0x41) return isFieldEnd(bytes, end);
  if (role === 'birth_name' && width <= 3) return CLASS[bytes[skipBlanks(bytes, end)] ?? 0] === CAPITAL;
  if (role === 'relative_after') return isSetApart(bytes, start);
  if (role === 'civility_child') return CLASS[bytes[skipBlanks(bytes, end)] ?? 0] === CAPITAL;
  if (role === 'usage_name')
    return CLASS[bytes[skipBlanks(bytes, end)] ?? 0] === CAPITAL || (width > 6 && isFieldEnd(bytes, end));
  if (role === 'surname' || role === 'given_names' || role === 'full_name')
    return isFieldEnd(bytes, end) || width > 12 || isCapitalBehind(bytes, end);
  // 'Née : 14/07/1984'; 'née MARTIN' is a name, 'il est né' nothing.
  if (role === 'birth' && width <= 3 && (bytes[start]! | 0x20) === 0x6e) return isFieldEnd(bytes, end);
  if (role === 'birth' && width <= 2) return isFieldEnd(bytes, end) || after === 0x20;
  if (role === 'organisation' && width <= 3) return isCapital && CLASS[bytes[start + 1] ?? 0] === CAPITAL;
  if (role === 'announced' && width === 5) return isFieldEnd(bytes, end);
  return true;
}

/** 'Prénom Jeanne': a capital behind one blank. */
function isCapitalBehind(bytes: Uint8Array, end: number): boolean {
  return bytes[end] === 0x20 && CLASS[bytes[end + 1] ?? 0] === CAPITAL;
}

/** Whether another single capital follows: the letters of 'M A R T I N'. */
function isSpacedLetter(bytes: Uint8Array, end: number): boolean {
  return (
    CLASS[bytes[end + 1] ?? 0] === CAPITAL &&
    bytes[end + 2] === 0x20 &&
    CLASS[bytes[end + 3] ?? 0] === CAPITAL &&
    FOLD[bytes[end + 4] ?? LF] === 0
  );
}

/** Whether a bracket or a comma stands before a word: 'MARTIN Luc (époux)'. */
function isSetApart(bytes: Uint8Array, start: number): boolean {
  const before = bytes[start - 1] === 0x20 ? bytes[start - 2] : bytes[start - 1];
  return before === 0x28 || before === 0x2c;
}

/** A field's label ends with ':' or '=', a tab, a wide gap or the line. */
function isFieldEnd(bytes: Uint8Array, end: number): boolean {
  let i = end;
  while (
    bytes[i] === 0x20 ||
    bytes[i] === 0xa0 ||
    bytes[i] === 0x28 ||
    bytes[i] === 0x29 ||
    bytes[i] === 0x2e ||
    bytes[i] === 0x73
  )
    i++;
  const byte = bytes[i];
  return byte === 0x3a || byte === 0x3d || byte === 0x09 || byte === LF || byte === undefined || i - end >= 3;
}
