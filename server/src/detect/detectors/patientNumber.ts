import type { DetectionContext, Detector } from '../detector.ts';
import { isDigit, isDigitSeparator } from '../digits.ts';
import { CLASS, OTHER } from '../../text/fold.ts';

/** A patient number (IPP): after its label in any shape, or digits that are a number of the register. */
export const patientNumber: Detector = {
  kind: 'patient_number',
  digits: { min: 3, max: 40 },
  detect(context, run) {
    const { bytes, length, words } = context;
    let { start, end } = run;
    // Letters at either side belong to the number: 'A0084512', '84512B'.
    while (start > 0 && run.start - start < 3 && CLASS[bytes[start - 1]!] !== OTHER) start--;
    while (end < length && end - run.end < 3 && CLASS[bytes[end]!] !== OTHER) end++;
    if ((start > 0 && CLASS[bytes[start - 1]!] !== OTHER) || (end < length && CLASS[bytes[end]!] !== OTHER))
      return null;
    const labelled = context.labelBefore(start, 20) === 'patient_number';
    const width = end - start;
    if (words.patientNumbersEndWithLetters && start === run.start) start = letterBefore(context, start, end);
    if (labelled || words.patientNumbersEndWithLetters || words.patientNumbersAreInGroups)
      end = spacedNumber(context, start, end);
    if (!labelled && end === start + width && !words.patientNumberLengths.has(width)) return null;
    const registered = words.isPatientNumber(bytes, start, end);
    if (!registered && (!labelled || width < 4 || width > 20)) return null;
    return {
      kind: 'patient_number',
      start,
      end,
      value: context.text(start, end),
      confidence: registered ? (labelled ? 0.99 : 0.7) : 0.5,
      labelled,
    };
  },
};

/** Start of a number whose letters are set apart ('C 0898427 R'), where the register knows it so; else `start`. */
function letterBefore(context: DetectionContext, start: number, end: number): number {
  const { bytes, words } = context;
  if (start < 2 || !isDigitSeparator(bytes[start - 1]!)) return start;
  let first = start - 1;
  while (first > 0 && start - first < 3 && isLetter(bytes[first - 1]!)) first--;
  if (first === start - 1 || (first > 0 && CLASS[bytes[first - 1]!] !== OTHER)) return start;
  const last = spacedNumber(context, first, end);
  return words.isPatientNumber(bytes, first, last) ? first : start;
}

/** End of a number that is written in groups, where the register knows it as a whole ('84 000 001', '84-000-001 B'); else `end`. */
function spacedNumber({ bytes, length, words }: DetectionContext, start: number, end: number): number {
  if (words.isPatientNumber(bytes, start, end)) return end;
  let at = end;
  while (
    at < length &&
    at - start < 16 &&
    (isDigit(bytes[at]) || (isDigitSeparator(bytes[at]!) && isDigit(bytes[at + 1])))
  )
    at++;
  if (words.patientNumbersEndWithLetters) {
    let letters = at < length && isDigitSeparator(bytes[at]!) ? at + 1 : at;
    const first = letters;
    while (letters < length && letters - first < 2 && isLetter(bytes[letters]!)) letters++;
    const ends = letters === length || CLASS[bytes[letters]!] === OTHER;
    if (letters > first && ends && words.isPatientNumber(bytes, start, letters)) return letters;
  }
  return at > end && words.isPatientNumber(bytes, start, at) ? at : end;
}

function isLetter(byte: number): boolean {
  return CLASS[byte] !== OTHER && !isDigit(byte);
}
