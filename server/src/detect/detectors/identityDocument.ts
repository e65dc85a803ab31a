import type { Detector } from '../detector.ts';

const LABEL =
  /(?:carte (?:nationale )?d.identit[e\u00e9]|\bCNI\b|passeport|passport|titre de s[e\u00e9]jour|carte de s[e\u00e9]jour|permis de conduire|carte de r[e\u00e9]sident|pi[e\u00e8]ce d.identit[e\u00e9])[^\n]{0,24}$/i;

/** Numbers of identity cards, passports, residence permits and driving licences, after their label; machine-readable zones. */
export const identityDocument: Detector = {
  kind: 'identity_document',
  digits: { min: 2, max: 20 },
  detect({ bytes, length }, run) {
    const before = String.fromCharCode(...bytes.subarray(Math.max(0, run.start - 60), run.start));
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const zone = /(?:IDFRA|P<FRA|I<FRA)[A-Z<]*$/.test(line);
    if (!zone && !LABEL.test(line)) return null;
    let end = run.end;
    while (end < length && end - run.start < 14 && /[A-Z0-9]/.test(String.fromCharCode(bytes[end]!))) end++;
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
