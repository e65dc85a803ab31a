import type { DetectionContext, Detector, DigitRun } from '../detector.ts';

/** How far behind its label the number may begin, bytes. */
const REACH = 25;

/** Numbers of identity cards, passports, residence permits and driving licences, after their label; machine-readable zones. */
export const identityDocument: Detector = {
  kind: 'identity_document',
  digits: { min: 2, max: 20 },
  detect(context, run) {
    const { bytes, length } = context;
    const label = context.labelOnLine('identity_document');
    const labelled = (label >= 0 && run.start - label < REACH) || isUnderTitle(context, run);
    const zone = isZoneByte(bytes[run.start - 1]) && ZONE.test(context.text(run.start - 60, run.start));
    if (!zone && !labelled) return null;
    let end = run.end;
    while (end < length && end - run.start < 14 && /[A-Z0-9]/.test(context.text(end, end + 1))) end++;
    if (!zone && end - run.start < 7) return null;
    return {
      kind: 'identity_document',
      start: run.start,
      end,
      value: '',
      confidence: zone ? 0.95 : 0.85,
      labelled: true,
    };
  },
};

/** The machine-readable line of an identity card or a passport. */
const ZONE = /(?:IDFRA|P<FRA|I<FRA)[A-Z<]*$/;

function isZoneByte(byte: number | undefined): boolean {
  return byte !== undefined && (byte === 0x3c || (byte >= 0x41 && byte <= 0x5a));
}

/** Shortest number of a document. */
const SHORTEST = 7;
/** 'N° :' at the beginning of a line, and the line before, which is the title of the document: so the number stands on the card itself. */
const TITLE =
  /(?:carte nationale d.identit\u00e9?|carte d.identit\u00e9?|passeport|titre de s\u00e9?.?jour|carte de s\u00e9?.?jour|permis de conduire)[^\n]*\n[^\p{L}\d\n]*(?:n[\u00b0o]?|num\u00e9?.?ro)[ .:\u00b0\t]*$/iu;

function isUnderTitle(context: DetectionContext, { start, end }: DigitRun): boolean {
  if (end - start < SHORTEST || start < 2) return false;
  // Most numbers stand behind something else: this is asked for every run of digits.
  const before = context.bytes[start - 1]!;
  return (
    (before === 0x20 || before === 0x3a || before === 0xb0) && TITLE.test(context.text(start - 100, start))
  );
}
