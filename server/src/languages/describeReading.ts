import { isSettled, type Summary } from '@constat/contract/summary.ts';
import { count, type Words } from './words.ts';

/** How many are concerned; where the figure is none, whether nobody was found or nothing was read. */
export function concernedSentence({ persons, reading }: Summary, words: Words): string {
  const w = words.summary;
  const concerned = Math.round(persons.expected);
  if (concerned > 0) return count(w.concerned, concerned, words);
  return reading.read === 0 ? w.notYet : w.nobody;
}

/** That the figures are provisional, why, and what to do; nothing where they are settled. */
export function unsettledSentences({ reading }: Summary, words: Words): string[] {
  if (isSettled(reading)) return [];
  const w = words.summary;
  const { unread, again, names, registerChanged } = reading;
  return [
    w.unsettled,
    ...(registerChanged ? [w.registerChanged] : []),
    ...(again > 0 ? [count(w.contentsAgain, again, words)] : []),
    ...(unread > 0 ? [count(w.contentsUnread, unread, words)] : []),
    ...(names > 0 && unread + again === 0 ? [count(w.namesUnread, names, words)] : []),
  ];
}
