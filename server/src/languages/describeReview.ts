import { BAND_BOUNDS, type CalibrationBand, type ReviewFigures } from '@constat/contract/review.ts';
import { formatDecimal, formatShare } from './formatNumber.ts';
import { count, fill, type Words } from './words.ts';

/** The figures of review as lines. */
export function reviewSentences(figures: ReviewFigures, words: Words): string[] {
  const w = words.review;
  return [
    count(w.answers, figures.answers, words, count(w.countReviewers, figures.reviewers, words)),
    fill(
      w.outcomes,
      count(w.confirmed, figures.confirmed, words),
      count(w.denied, figures.denied, words),
      count(w.leftOpen, figures.leftOpen, words),
    ),
    ...(figures.overturned > 0 ? [count(w.overturned, figures.overturned, words)] : []),
    ...(figures.second > 0 ? [count(w.second, figures.second, words)] : []),
    ...(figures.third > 0 ? [count(w.third, figures.third, words)] : []),
    ...agreementSentences(figures, words),
    ...apartSentences(figures, words),
  ];
}

/** Of answers that are kept and count nowhere. */
export function apartSentences({ apart }: ReviewFigures, words: Words): string[] {
  return apart === 0 ? [] : [count(words.review.apart, apart, words)];
}

function agreementSentences({ agreement }: ReviewFigures, words: Words): string[] {
  const w = words.review;
  if (agreement === null) return [w.noAgreement];
  const { pairs, observed, kappa, low, high } = agreement;
  const share = formatShare(observed, 1, words);
  if (kappa === null || low === null || high === null) return [count(w.fewPairs, pairs, words, share)];
  const figures = [kappa, low, high].map((x) => formatDecimal(x, words));
  return [count(w.agreement, pairs, words, share, ...figures)];
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
