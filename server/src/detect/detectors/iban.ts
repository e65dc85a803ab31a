import type { Detector } from '../detector.ts';
import { hasRightCheck } from '../../columns/ibanCheck.ts';
import { CLASS, DIGIT, OTHER } from '../../text/fold.ts';

/** Lengths of IBANs by country, for those seen in France; ISO 13616. */
const LENGTHS: Record<string, number> = {
  FR: 27,
  MC: 27,
  BE: 16,
  DE: 22,
  LU: 20,
  CH: 21,
  IT: 27,
  ES: 24,
  PT: 25,
  GB: 22,
  NL: 18,
  PL: 28,
  RO: 24,
};

/** IBANs of any spacing; the check (number modulo 97 = 1) decides. The run of digits is the check number after the country's letters. */
export const iban: Detector = {
  kind: 'iban',
  digits: { min: 2, max: 40 },
  detect(context, run) {
    const { bytes, length } = context;
    if (run.start < 2 || isOtherThanLetter(bytes[run.start - 1]!) || isOtherThanLetter(bytes[run.start - 2]!))
      return null;
    const country = context.text(run.start - 2, run.start).toUpperCase();
    const wanted = LENGTHS[country];
    if (wanted === undefined || (run.start > 2 && CLASS[bytes[run.start - 3]!] !== OTHER)) return null;
    let text = country;
    let i = run.start;
    for (; i < length && text.length < wanted && i < run.start + 60; i++) {
      const byte = bytes[i]!;
      if (byte === 0x20 || byte === 0xa0 || byte === 0x2d) continue;
      if (CLASS[byte] === OTHER || byte > 0x7f) return null;
      text += String.fromCharCode(byte).toUpperCase();
    }
    if (text.length < wanted || !hasRightCheck(text)) return null;
    return { kind: 'iban', start: run.start - 2, end: i, value: text, confidence: 0.99, labelled: false };
  },
};

function isOtherThanLetter(byte: number): boolean {
  return CLASS[byte] === OTHER || CLASS[byte] === DIGIT;
}
