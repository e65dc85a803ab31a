import type { SampleFigures, StratumResult } from '@constat/contract/sample.ts';
import { formatCount, formatMoment, formatPercent } from './formatNumber.ts';
import { count, countEach, fill, type Words } from './words.ts';

/** One sample as lines. */
export function sampleSentences(sample: SampleFigures, words: Words): string[] {
  const w = words.review;
  const { number, drawn, seed, engine, strata, files } = sample;
  return [
    fill(w.sample, number, formatMoment(drawn, words), seed, engine),
    ...strata.filter((stratum) => stratum.drawn > 0).map((stratum) => stratumSentence(stratum, words)),
    ...strata
      .filter((stratum) => stratum.drawn === 0)
      .map((s) => countEach(w.notSampled, words, w.strata[s.stratum], s.units)),
    ...(files === null ? [] : [count(w.allStrata, files.atMost, words, formatCount(files.estimate, words))]),
    ...unreadSentences(sample, words),
    ...changeSentences(sample, words),
    ...(sample.outdated ? [w.outdated] : []),
  ];
}

function stratumSentence(s: StratumResult, words: Words): string {
  const w = words.review;
  return countEach(
    s.stratum === 'patients' ? w.patientStratum : w.fileStratum,
    words,
    w.strata[s.stratum],
    s.units,
    s.read,
    s.drawn,
    s.missed,
    formatPercent(s.upper, words),
    formatCount(s.alone, words),
    formatCount(s.atMost, words),
  );
}

/** Warnings where something that was drawn is not read: whoever reads chooses what is left out. */
export function unreadSentences({ strata, files }: SampleFigures, words: Words): string[] {
  const w = words.review;
  const unread = files === null ? 0 : files.drawn - files.read;
  const patients = strata.filter(({ stratum, read, drawn }) => stratum === 'patients' && read < drawn);
  return [
    ...(files === null || unread === 0
      ? []
      : [count(w.unreadFiles, unread, words, formatCount(files.atMostUnreadMissed, words))]),
    ...patients.map(({ drawn, read, unreadMissed }) =>
      count(w.unreadPatients, drawn - read, words, formatCount(unreadMissed.atMost, words)),
    ),
  ];
}

/** That answers were changed after they were given, how many, and what they were by; nothing where none was. */
export function changedSentence({ number, strata, changes }: SampleFigures, words: Words): string[] {
  if (changes.length === 0) return [];
  const units = new Set(changes.map(({ ordinal }) => ordinal)).size;
  const sum = (key: 'missed' | 'missedAtFirst'): string =>
    formatCount(
      strata.reduce((total, stratum) => total + stratum[key], 0),
      words,
    );
  return [count(words.review.changed, units, words, String(number), sum('missedAtFirst'), sum('missed'))];
}

function changeSentences(sample: SampleFigures, words: Words): string[] {
  const w = words.review;
  return [
    ...changedSentence(sample, words),
    ...sample.changes.map(({ ordinal, stratum, before, now, changed, reason }) =>
      fill(
        w.change,
        ordinal,
        w.strata[stratum],
        formatCount(before, words),
        formatCount(now, words),
        formatMoment(changed, words),
        reason,
      ),
    ),
  ];
}
