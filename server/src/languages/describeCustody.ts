import type { Summary } from '@constat/contract/summary.ts';
import { count, fill, type Words } from './words.ts';

/** So many are told one by one. */
const TOLD = 10;

/** Sentences on evidence whose custody record is incomplete; none where all is stated. */
export function custodySentences({ custody }: Summary, words: Words): string[] {
  if (custody.length === 0) return [];
  const w = words.audit.custody;
  const told = custody
    .slice(0, TOLD)
    .map(({ evidence, missing }) => fill(w.gap, evidence, missing.map((what) => w.missing[what]).join(', ')));
  const more = custody.length - told.length;
  return [w.gaps, ...told, ...(more > 0 ? [count(words.import.more, more, words)] : []), w.gapsWhy];
}
