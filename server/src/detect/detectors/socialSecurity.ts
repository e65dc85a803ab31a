import { nirKey } from '../../columns/nirKey.ts';
import type { DetectionContext, Detector, DigitRun } from '../detector.ts';
import { isDigit, isDigitSeparator, touchesWord } from '../digits.ts';
import type { Finding } from '../scan.ts';

/** NIR or INS: 13 characters and perhaps a key of two (identifiers.md 1). A wrong key lowers the confidence, it does not drop the number. */
export const socialSecurity: Detector = {
  kind: 'social_security',
  digits: { min: 5, max: 40 },
  detect(context, run) {
    const first = context.bytes[run.start]!;
    if (first === 0x30 || first === 0x35 || first === 0x36 || first === 0x39) return null;
    if (run.end - run.start > 15 || run.digits < 5) return null;
    const body = readBody(context, run);
    if (body === null || !isPlausible(body.text)) return null;
    const label = context.labelBefore(run.start, 24) === 'social_security';
    const key = readKey(context, body.end);
    const end = key?.end ?? body.end;
    if (touchesWord(context.bytes, run.start, end, context.length)) return null;
    return judge(body.text, key?.value ?? null, label, run.start, end);
  },
};

/** 13 characters: digits, with 2A or 2B at the sixth and seventh, single separators between. */
function readBody({ bytes, length }: DetectionContext, run: DigitRun): { text: string; end: number } | null {
  let text = '';
  let i = run.start;
  while (text.length < 13) {
    const byte = bytes[i];
    if (byte === undefined || i >= length) return null;
    const upper = byte & 0xdf;
    if (isDigit(byte)) text += String.fromCharCode(byte);
    else if (text.length === 6 && text.endsWith('2') && (upper === 0x41 || upper === 0x42))
      text += String.fromCharCode(upper);
    else if (!(isSeparator(byte) && i > run.start && !isSeparator(bytes[i - 1]!))) return null;
    i++;
  }
  return { text, end: i };
}

/** A separator of groups, or the end of a line inside a long number. */
function isSeparator(byte: number): boolean {
  return isDigitSeparator(byte) || byte === 0x0a;
}

/** The key: two digits, directly, after a separator, or after 'clé'. */
function readKey(context: DetectionContext, at: number): { value: number; end: number } | null {
  const match = /^(?:[ .\-/\u00a0:]{0,3}(?:cl[e\u00e9] ?:? ?)?)(\d\d)(?!\d)/i.exec(context.text(at, at + 9));
  if (match === null) return null;
  return { value: Number(match[1]), end: at + match[0].length };
}

function isPlausible(text: string): boolean {
  const month = Number(text.slice(3, 5));
  const validMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
  return validMonth && text.slice(10, 13) !== '000' && text.slice(5, 7) !== '00';
}

function judge(
  text: string,
  key: number | null,
  labelled: boolean,
  start: number,
  end: number,
): Finding | null {
  const right = key !== null && key === nirKey(text);
  const usual = (text.startsWith('1') || text.startsWith('2')) && Number(text.slice(3, 5)) <= 12;
  if (!right && !labelled && !usual) return null;
  if (key === null && !labelled && text.startsWith('34009')) return null;
  const confidence = right ? 0.99 : key === null ? (labelled ? 0.9 : 0.7) : labelled ? 0.6 : 0.4;
  return { kind: 'social_security', start, end, value: text, confidence, labelled };
}
