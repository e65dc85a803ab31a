import type { Detector } from '../detector.ts';

/** 'âgée de 74 ans', '8 mois'. */
export const age: Detector = {
  kind: 'age',
  digits: { min: 1, max: 20 },
  detect({ bytes, length }, run) {
    const width = run.end - run.start;
    if (width > 3) return null;
    const after = String.fromCharCode(...bytes.subarray(run.end, Math.min(length, run.end + 8)));
    const unit = /^[ \u00a0]?(ans?|mois|y\.?o)\b/i.exec(after);
    if (unit === null) return null;
    const written = Number(String.fromCharCode(...bytes.subarray(run.start, run.end)));
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
