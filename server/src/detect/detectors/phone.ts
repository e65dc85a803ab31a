import type { DetectionContext, Detector, DigitRun } from '../detector.ts';
import { isDigit, readDigits, touchesDigit } from '../digits.ts';
import type { Finding } from '../scan.ts';

/** French numbers in every spelling, and foreign ones that begin with +. Short numbers and special tariffs are nobody's. */
export const phone: Detector = {
  kind: 'phone',
  digits: { min: 9, max: 40 },
  detect(context, run) {
    const { bytes, length } = context;
    const plus = run.start > 0 && bytes[run.start - 1] === 0x2b;
    const text = context.text(run.start, run.start + 26);
    const prefix = /^(?:00[ .]?33|33(?=[ .(]*\d)|0)[ .\-/\u00a0]?(?:\(0\)[ .\u00a0]?)?/.exec(text)?.[0];
    if (prefix === undefined || (prefix.startsWith('33') && !plus))
      return plus
        ? foreign(context, run.start)
        : (withoutZero(context, run) ?? ofAnotherCountry(context, run));
    const national = readDigits(
      bytes,
      run.start +
        prefix.length +
        (prefix.startsWith('0') && prefix.length === 1 ? 0 : leadingZero(text, prefix)),
      9,
      length,
    );
    if (national === null || touchesDigit(bytes, run.start, national.end, length))
      return ofAnotherCountry(context, run);
    if (isDigit(bytes[run.start - 2]) && !plus && isJoined(bytes[run.start - 1]!)) return null;
    if (!/^[1-79]\d{8}$/.test(national.text) || national.text.startsWith('8')) return null;
    const labelled = context.labelBefore(run.start, 12) === 'phone';
    return {
      kind: 'phone',
      start: plus ? run.start - 1 : run.start,
      end: national.end,
      value: national.text,
      confidence: labelled ? 0.97 : 0.85,
      labelled,
    };
  },
};

/** Behind its label, as other countries write theirs: '(463) 555-9543', '020 7946 0958'. */
function ofAnotherCountry(context: DetectionContext, { start }: DigitRun): Finding | null {
  if (context.labelBefore(start, 12) !== 'phone') return null;
  const match = /^\d{1,5}\)?(?:[ .\-/]{0,2}\d){5,12}(?!\d)/.exec(context.text(start, start + 26));
  const digits = match?.[0].replace(/\D/g, '') ?? '';
  if (match === null || digits.length < 9) return null;
  return {
    kind: 'phone',
    start,
    end: start + match[0].length,
    value: digits,
    confidence: 0.8,
    labelled: true,
  };
}

/** A mobile number behind its label that a spreadsheet has taken the zero from: '612345678'. */
function withoutZero(context: DetectionContext, { start, end }: DigitRun): Finding | null {
  if (
    end - start !== 9 ||
    !/^[67]$/.test(context.text(start, start + 1)) ||
    context.labelBefore(start, 12) !== 'phone'
  )
    return null;
  if (touchesDigit(context.bytes, start, end, context.length)) return null;
  return { kind: 'phone', start, end, value: context.text(start, end), confidence: 0.8, labelled: true };
}

/** '+33 06 …': a zero too many. */
function leadingZero(text: string, prefix: string): number {
  return text[prefix.length] === '0' ? 1 : 0;
}

function isJoined(byte: number): boolean {
  return byte === 0x2f || byte === 0x2e || byte === 0x2d;
}

function foreign(context: DetectionContext, start: number): Finding | null {
  const match = /^[1-9]\d{0,2}(?:[ .\-()]?\d){6,12}(?!\d)/.exec(context.text(start, start + 22));
  if (match === null) return null;
  const value = `+${match[0].replace(/\D/g, '')}`;
  return {
    kind: 'phone',
    start: start - 1,
    end: start + match[0].length,
    value,
    confidence: 0.8,
    labelled: false,
  };
}
