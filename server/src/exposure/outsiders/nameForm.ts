import { isFrequentGivenName } from '../../columns/columnCells.ts';
import { similarParts } from '../../link/similarParts.ts';
import { foldWords } from '../../text/foldWords.ts';
import { encode } from '../../text/windows1252.ts';

/** Words beside a name that are none. */
const BESIDE = new Set(
  'M MR MME MLLE MELLE MRS MS MISS MONSIEUR MADAME MADEMOISELLE DR DOCTEUR PR PROFESSEUR ENFANT BEBE NE NEE EPOUSE EPSE VEUVE VVE'.split(
    ' ',
  ),
);

/** The words of a name by which it is known whatever its accents, its order and its civilities: folded, sorted; initials left out. */
export function nameForm(name: string): string[] {
  return foldWords(name)
    .filter((word) => word.length > 1 && !BESIDE.has(word))
    .sort();
}

/**
 * Whether two forms can be the name of one person whose birth date agrees: two words in common and nothing that differs ('MARTIN Marie',
 * 'DUPONT Marie née MARTIN'), or one in common and the others one typing error apart. Two given names of the list are no typing error of each
 * other: LEO and LEA, twins.
 */
export function formsAgree(a: readonly string[], b: readonly string[]): boolean {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const left = [...many];
  const unmatched: string[] = [];
  for (const word of few) {
    const at = left.indexOf(word);
    if (at < 0) unmatched.push(word);
    else left.splice(at, 1);
  }
  const common = few.length - unmatched.length;
  if (unmatched.length === 0) return common >= 2;
  if (common === 0) return false;
  for (const word of unmatched) {
    const at = left.findIndex((other) => isTypingError(word, other));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

function isTypingError(a: string, b: string): boolean {
  if (isFrequentGivenName(a) && isFrequentGivenName(b)) return false;
  const x = encode(a);
  const y = encode(b);
  return similarParts(x, 0, x.length, y, 0, y.length);
}
