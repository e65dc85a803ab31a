import { FOLD } from '../../text/fold.ts';
import type { Detector } from '../detector.ts';

/** 'âgée de 74 ans', '8 mois'. */
export const age: Detector = {
  kind: 'age',
  digits: { min: 1, max: 40 },
  detect(context, run) {
    if (run.end - run.start > 3 || !mayBeUnit(context.bytes, run.end)) return null;
    const unit = /^[ \u00a0]?(ans?\b|mois\b|y\.?o\b|a(?=\s{2}|[\t\n,);]|$))/i.exec(
      context.text(run.end, run.end + 8),
    );
    if (unit === null) return null;
    const written = Number(context.text(run.start, run.end));
    const years = unit[1]!.toLowerCase() === 'mois' ? Math.floor(written / 12) : written;
    if (years > 115) return null;
    return {
      kind: 'age',
      start: run.start,
      end: run.end + unit[0].length,
      value: String(years),
      confidence: 0.8,
      labelled: false,
    };
  },
};

/** Whether the word after the number begins like a unit of time: 'an', 'mo', 'yo', or 'a' and 'm' alone. */
function mayBeUnit(bytes: Uint8Array, at: number): boolean {
  const start = bytes[at] === 0x20 || bytes[at] === 0xa0 ? at + 1 : at;
  const first = FOLD[bytes[start] ?? 0];
  const second = FOLD[bytes[start + 1] ?? 0];
  if (first === 0x41) return second === 0x4e || second === 0;
  return (first === 0x4d || first === 0x59) && (second === 0x4f || second === 0x2e);
}
