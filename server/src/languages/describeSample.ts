import type { SampleFigures } from '@constat/contract/sample.ts';
import { formatCount, formatMoment, formatPercent } from './formatNumber.ts';
import { count, countEach, fill, type Words } from './words.ts';

/** One sample as lines. */
export function sampleSentences(sample: SampleFigures, words: Words): string[] {
  const w = words.review;
  const { number, drawn, seed, engine, strata, files } = sample;
  return [
    fill(w.sample, number, formatMoment(drawn, words), seed, engine),
    ...strata
      .filter((stratum) => stratum.drawn > 0)
      .map((s) =>
        countEach(
          s.stratum === 'patients' ? w.patientStratum : w.fileStratum,
          words,
          w.strata[s.stratum],
          s.units,
          s.read,
          s.drawn,
          s.missed,
          formatPercent(s.upper, words),
          s.atMost,
        ),
      ),
    ...strata
      .filter((stratum) => stratum.drawn === 0)
      .map((s) => countEach(w.notSampled, words, w.strata[s.stratum], s.units)),
    ...(files === null ? [] : [count(w.allStrata, files.atMost, words, formatCount(files.estimate, words))]),
    ...(files !== null && files.read < files.drawn ? [w.unfinished] : []),
    ...(sample.outdated ? [w.outdated] : []),
  ];
}
