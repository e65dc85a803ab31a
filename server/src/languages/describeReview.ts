import { BAND_BOUNDS, type CalibrationBand, type ReviewFigures } from '@constat/contract/review.ts';
import { formatDecimal, formatShare } from './formatNumber.ts';
import { count, fill, type Words } from './words.ts';

/** The figures of review as lines. */
export function reviewSentences(figures: ReviewFigures, words: Words): string[] {
  const w = words.review;
  const { agreement } = figures;
  return [
    count(w.answers, figures.answers, words, count(w.countReviewers, figures.reviewers, words)),
    fill(w.outcomes, figures.confirmed, figures.denied, figures.leftOpen),
    ...(figures.overturned > 0 ? [count(w.overturned, figures.overturned, words)] : []),
    ...(figures.second > 0 ? [count(w.second, figures.second, words)] : []),
    ...(figures.third > 0 ? [count(w.third, figures.third, words)] : []),
    agreement === null
      ? w.noAgreement
      : count(
          w.agreement,
          agreement.pairs,
          words,
          formatShare(agreement.observed, 1, words),
          ...[agreement.kappa, agreement.low, agreement.high].map((x) => formatDecimal(x, words)),
        ),
  ];
}

/** What the answers say of the probabilities, as lines. */
export function calibrationSentences({ calibration }: ReviewFigures, words: Words): string[] {
  const w = words.review;
  return [
    ...(calibration.length === 0 ? [] : [w.calibration]),
    ...calibration.map((band) =>
      fill(
        w.band,
        w.kinds[band.kind],
        ...bandOf(band, words),
        band.decided,
        band.confirmed,
        formatShare(band.mean, 1, words),
        formatShare(band.low, 1, words),
        formatShare(band.high, 1, words),
        band.applied ? w.applied : w.notApplied,
      ),
    ),
  ];
}

/** The bounds of a band of probability. */
export function bandOf({ band }: CalibrationBand, words: Words): [string, string] {
  return [formatShare(BAND_BOUNDS[band]!, 1, words), formatShare(BAND_BOUNDS[band + 1] ?? 1, 1, words)];
}
