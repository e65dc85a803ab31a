import type { RecaptureFigures, SeedFigures } from '@constat/contract/recall.ts';
import { formatCount, formatMoment, formatPercent } from './formatNumber.ts';
import { countEach, fill, type Words } from './words.ts';

/** One run of seeded recall as lines. */
export function seedSentences(figures: SeedFigures, words: Words): string[] {
  const w = words.review;
  const line = (name: string, { found, planted, low, high }: SeedFigures['all']): string =>
    countEach(w.recall, words, name, found, planted, formatPercent(low, words), formatPercent(high, words));
  return [
    fill(w.seedRun, figures.number, formatMoment(figures.run, words), figures.seed, figures.engine),
    line(w.wholeRecall, figures.all),
    ...figures.identifiers.map((row) => line(w.identifiers[row.identifier], row)),
    ...figures.formats.map((row) => line(row.format, row)),
    ...(figures.mistaken > 0 ? [fill(w.mistaken, figures.mistaken)] : []),
    ...(figures.unplanted.length > 0 ? [fill(w.unplanted, figures.unplanted.join(', '))] : []),
    w.seedsAreEasy,
  ];
}

/** Capture-recapture as lines, its caveat last. */
export function recaptureSentences(figures: readonly RecaptureFigures[], words: Words): string[] {
  const w = words.review;
  if (figures.length === 0) return [w.noRecapture];
  return [
    ...figures.map((row) =>
      fill(
        w.recapture,
        row.stratum === null ? w.recapturePatients : fill(w.recapturePairs, w.strata[row.stratum]),
        formatCount(row.byNumber, words),
        formatCount(row.byNameAndBirth, words),
        formatCount(row.both, words),
        formatCount(row.total, words),
        formatCount(row.low, words),
        formatCount(row.high, words),
        formatPercent(row.recall, words),
      ),
    ),
    w.recaptureCaveat,
  ];
}
