import type { Summary } from '@constat/contract/summary.ts';
import { formatDay } from './formatNumber.ts';
import { fill, type Words } from './words.ts';

/** The circumstances in a sentence. */
export function describeCircumstances(stated: Summary['severity']['circumstances'], words: Words): string {
  const w = words.circumstances;
  return [
    stated.breachDate === null ? w.dateUnknown : fill(w.date, formatDay(stated.breachDate, words)),
    w.confidentiality[stated.confidentiality],
    w.integrity[stated.integrity],
    w.availability[stated.availability],
    stated.malice === 2 ? w.malicious : w.notMalicious,
  ].join(' · ');
}
