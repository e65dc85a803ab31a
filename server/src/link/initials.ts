import {
  BIRTH_NAME,
  FIRST_GIVEN_NAME,
  PART_ID,
  type PatientIndex,
  USAGE_NAME,
} from '../patients/index/patientIndex.ts';
import { FOLD } from '../text/fold.ts';
import { decode } from '../text/windows1252.ts';
import type { Traits } from './traits.ts';

/** Bytes before a birth date in which the initials and its label stand. */
const REACH = 40;

/** Two initials and nothing but the label of a birth date behind them, at the end of a text. */
const BEFORE_BIRTH =
  /(?<![\p{L}\d.-])(\p{Lu})\. ?(\p{Lu})\.?,? ?\(?(?:n\u00e9e?(?:\(e\))?|ddn|date de naissance|naissance) ?(?:le)? ?:? ?$/iu;

/** The folded initials of somebody of whom only they stand before the birth date at `date` ('B. L., née le '); null for anybody else. */
export function initialsBefore(bytes: Uint8Array, date: number): readonly number[] | null {
  const match = BEFORE_BIRTH.exec(decode(bytes, Math.max(0, date - REACH), date));
  if (match === null || !isCapital(match[1]!) || !isCapital(match[2]!)) return null;
  return [FOLD[match[1]!.charCodeAt(0)]!, FOLD[match[2]!.charCodeAt(0)]!];
}

function isCapital(letter: string): boolean {
  return letter !== letter.toLowerCase();
}

/** Whether a surname and the given name in everyday use begin with the initials, in either order. */
export function bearsInitials(index: PatientIndex, p: number, { initials }: Traits): boolean {
  const [a = 0, b = 0] = initials;
  if (a === 0) return false;
  let surname = 0;
  let given = 0;
  for (let i = index.nameStarts[p]!; i < index.nameStarts[p + 1]!; i++) {
    const entry = index.nameParts[i]!;
    const letter = index.partTexts[index.partTextStarts[entry & PART_ID]!]!;
    const bit = letter === a && a !== b ? 1 : letter === b ? (a === b ? 3 : 2) : 0;
    if ((entry & (BIRTH_NAME | USAGE_NAME)) !== 0) surname |= bit;
    if ((entry & FIRST_GIVEN_NAME) !== 0) given |= bit;
  }
  return ((surname & 1) !== 0 && (given & 2) !== 0) || ((surname & 2) !== 0 && (given & 1) !== 0);
}
