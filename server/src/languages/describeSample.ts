import type { SampleFigures } from '@constat/contract/sample.ts';
import { formatCount, formatMoment, formatPercent } from './formatNumber.ts';
import { count, fill, type Words } from './words.ts';

/** One sample as lines. */
export function sampleSentences(sample: SampleFigures, words: Words): string[] {
  const w = words.review;
  const { number, drawn, seed, engine, strata, files } = sample;
  return [
    fill(w.sample, number, formatMoment(drawn, words), seed, engine),
    ...strata
      .filter((stratum) => stratum.drawn > 0)
      .map((s) =>
        fill(
          s.stratum === 'patients' ? w.patientStratum : w.fileStratum,
          w.strata[s.stratum],
          formatCount(s.units, words),
          formatCount(s.read, words),
          formatCount(s.drawn, words),
          formatCount(s.missed, words),
          formatPercent(s.upper, words),
          formatCount(s.atMost, words),
        ),
      ),
    ...strata
      .filter((stratum) => stratum.drawn === 0)
      .map((s) => fill(w.notSampled, w.strata[s.stratum], formatCount(s.units, words))),
    ...(files === null ? [] : [count(w.allStrata, files.atMost, words, formatCount(files.estimate, words))]),
    ...(files !== null && files.read < files.drawn ? [w.unfinished] : []),
    ...(sample.outdated ? [w.outdated] : []),
  ];
}
