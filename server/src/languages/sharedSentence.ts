import type { Summary } from '@constat/contract/summary.ts';
import { formatCount } from './formatNumber.ts';
import { fill, type Words } from './words.ts';

/** How many patients stand only in mentions of a common name that many bear. */
export function sharedSentence({ persons: { shared } }: Pick<Summary, 'persons'>, words: Words): string {
  const { expected, low, high, mentions } = shared;
  const [about, ...others] = [expected, low, high, mentions].map((n) => formatCount(n, words));
  return Math.round(expected) === 0
    ? fill(words.summary.sharedFew, ...others)
    : fill(words.summary.shared, about!, ...others);
}
