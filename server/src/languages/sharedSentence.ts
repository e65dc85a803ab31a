import type { Summary } from '@constat/contract/summary.ts';
import { formatCount } from './formatNumber.ts';
import { fill, type Words } from './words.ts';

/** How many patients stand only in mentions of a common name that many bear. */
export function sharedSentence({ persons: { shared } }: Pick<Summary, 'persons'>, words: Words): string {
  const { expected, low, high, mentions } = shared;
  const [about, least, most, all] = [Math.round(expected), low, high, mentions].map((n) =>
    formatCount(n, words),
  );
  return fill(words.summary.shared, about!, least!, most!, all!);
}
