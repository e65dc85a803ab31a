import type { Summary } from '@constat/contract/summary.ts';
import { apartSentences, reviewSentences } from './describeReview.ts';
import { changedSentence, unreadSentences } from './describeSample.ts';
import { formatCount, formatPercent } from './formatNumber.ts';
import { count, countEach, type Words } from './words.ts';

/** How the count was checked, or was not, in a few sentences: review, the last sample, the last trial with invented patients. */
export function checkSentences({ review, samples, seeds }: Summary, words: Words): string[] {
  const w = words.review;
  const last = samples.at(-1);
  const sample = last?.files ?? null;
  const trial = seeds.at(-1);
  return [
    ...(review.answers === 0
      ? [w.notReviewed, ...apartSentences(review, words)]
      : reviewSentences(review, words)),
    sample === null ? w.noSample : count(w.lastSample, sample.read, words, formatCount(sample.atMost, words)),
    ...(last === undefined ? [] : unreadSentences(last, words).map((line) => line.trim())),
    ...samples.flatMap((one) => changedSentence(one, words).map((line) => line.trim())),
    ...(last?.outdated === true ? [w.outdated.trim()] : []),
    trial === undefined
      ? w.noSeeds
      : countEach(
          w.lastSeeds,
          words,
          trial.all.found,
          trial.all.planted,
          formatPercent(trial.all.low, words),
          formatPercent(trial.all.high, words),
        ),
  ];
}
