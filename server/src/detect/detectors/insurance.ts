import type { Detector } from '../detector.ts';
import { touchesDigit } from '../digits.ts';

const INSURER =
  /(?:mutuelle|mutualis|compl[e\u00e9]mentaire|adh[e\u00e9]rent|\bAMC\b|pr[e\u00e9]voyance|assurance|harmonie|mgen|\bmaif\b|\bmacif\b|malakoff|humanis|\bapril\b|\bmnt\b|\bmmh\b|swiss ?life|\baxa\b|allianz|klesia|groupama|\bag2r\b|aesio|\bmgp\b|\bmma\b|generali|\bprobtp\b|\bpro btp\b|contrat)[^\n\d]{0,40}$/i;

/** The number of a complementary insurance: digits after an insurer's name or label on the same line. */
export const insurance: Detector = {
  kind: 'insurance',
  digits: { min: 5, max: 40 },
  detect(context, run) {
    const { bytes, length } = context;
    if (run.digits < 5 || run.end - run.start < 3 || touchesDigit(bytes, run.start, run.end, length))
      return null;
    const before = context.text(run.start - 60, run.start);
    if (!INSURER.test(before.slice(before.lastIndexOf('\n') + 1))) return null;
    return { kind: 'insurance', start: run.start, end: run.end, value: '', confidence: 0.85, labelled: true };
  },
};
