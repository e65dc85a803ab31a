import type { Category } from '@constat/contract/category.ts';
import type { ExposedCategory } from '../noticeContent.ts';

/** What can be abused at once comes first, then what is nobody's business, then all else. */
const RANKS: readonly (readonly Category[])[] = [
  ['bank', 'social_security', 'identity_document'],
  ['medical', 'insurance', 'family'],
];

/** How urgent a notice is, by what is exposed: 1 leaves first. */
export function rankOf(exposed: readonly ExposedCategory[]): number {
  const rank = RANKS.findIndex((categories) => exposed.some(({ category }) => categories.includes(category)));
  return rank < 0 ? RANKS.length + 1 : rank + 1;
}

/** Ranks that there are. */
export const MOST_RANKS = RANKS.length + 1;
