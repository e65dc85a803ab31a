import type { RecaptureFigures, SeedFigures } from '@constat/contract/recall.ts';
import type { SampleFigures } from '@constat/contract/sample.ts';
import { isSettled, type Summary } from '@constat/contract/summary.ts';
import { apartSentences, bandOf, reviewSentences } from '../../languages/describeReview.ts';
import { concernedSentence, unsettledSentences } from '../../languages/describeReading.ts';
import { describeCircumstances } from '../../languages/describeCircumstances.ts';
import { changedSentence, unreadSentences } from '../../languages/describeSample.ts';
import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatMoment,
  formatPercent,
  formatShare,
} from '../../languages/formatNumber.ts';
import { sharedSentence } from '../../languages/sharedSentence.ts';
import { count, fill, type Words } from '../../languages/words.ts';
import { circumstanceOptions } from '../circumstances.ts';
import { expectedMentions } from '../summaryPage.ts';
import { exceptionLines, outsiderSentence, scanSentences } from '../summaryText.ts';
import type { MethodFacts } from './methodFacts.ts';

/** A piece of a section. In a table the first column holds names, the others figures or words. */
export type Block =
  | { readonly kind: 'lead' | 'text' | 'hash'; readonly text: string }
  | { readonly kind: 'list'; readonly lines: readonly string[] }
  | {
      readonly kind: 'table' | 'signatures';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The method statement: what was really done, and what was not. */
export function methodStatement(facts: MethodFacts, words: Words): Section[] {
  return [
    resultSection(facts, words),
    corpusSection(facts, words),
    registerSection(facts, words),
    readSection(facts, words),
    protocolSection(facts, words),
    reviewSection(facts, words),
    samplesSection(facts, words),
    recaptureSection(facts.summary.recapture, words),
    seedsSection(facts.summary.seeds, words),
    { title: words.method.undone.title, blocks: [{ kind: 'list', lines: undoneLines(facts, words) }] },
    { title: words.method.limits.title, blocks: [{ kind: 'list', lines: words.method.limits.lines }] },
    versionsSection(facts, words),
    signaturesSection(facts, words),
  ];
}

const text = (sentence: string): Block => ({ kind: 'text', text: sentence });

function resultSection({ summary }: MethodFacts, words: Words): Section {
  const w = words.method.result;
  const s = words.summary;
  const { persons } = summary;
  const rings = [
    count(s.certain, persons.certain, words),
    count(s.probable, persons.probable, words),
    count(s.possible, persons.possible, words),
  ].join(', ');
  const concerned = Math.round(persons.expected);
  const interval = fill(s.interval, formatCount(persons.low, words), formatCount(persons.high, words));
  const rows = summary.categories
    .filter((row) => row.persons > 0)
    .sort((a, b) => b.persons - a.persons)
    .map((row) => [words.categories[row.category], formatCount(row.persons, words)]);
  return {
    title: w.title,
    blocks: [
      {
        kind: 'lead',
        text: `${concernedSentence(summary, words)}${concerned === 0 ? '' : `, ${interval}.`}`,
      },
      ...unsettled(summary, words).map(text),
      text(`${rings}. ${count(s.register, summary.register, words)} ${outsiderSentence(summary, words)}.`),
      ...(summary.merged === 0 ? [] : [text(count(s.merged, summary.merged, words))]),
      text(beside(summary, words)),
      text(w.unit),
      text(w.rings),
      text(fill(w.interval, formatDecimal(persons.shared.expected, words))),
      ...(persons.shared.mentions === 0 ? [] : [text(`${w.shared} ${sharedSentence(summary, words)}`)]),
      ...(rows.length === 0
        ? []
        : [text(w.relation), { kind: 'table' as const, columns: [s.category, s.persons], rows }]),
    ],
  };
}

/** That the count is provisional and why, as one piece; nothing where it is settled. */
function unsettled(summary: Summary, words: Words): string[] {
  const sentences = unsettledSentences(summary, words);
  return sentences.length === 0 ? [] : [sentences.join(' ')];
}

/** What must be said beside the number: what may be missed in what was read, and what was not read. */
function beside(summary: Summary, words: Words): string {
  const w = words.method.result;
  const last = summary.samples.at(-1);
  const unread = formatCount(unreadItems(summary) + summary.items.waiting, words);
  return last?.files == null
    ? fill(w.unbounded, unread)
    : [
        fill(w.bounded, formatCount(last.files.atMost, words), last.number, unread),
        ...unreadSentences(last, words).map((line) => line.trim()),
      ].join(' ');
}

/** As many as `constat export unread` has lines. */
function unreadItems({ unread }: Summary): number {
  return unread.reduce((sum, { items }) => sum + items, 0);
}

function corpusSection({ evidence, summary, distinct }: MethodFacts, words: Words): Section {
  const w = words.method.corpus;
  const without = evidence.reduce((sum, one) => sum + one.withoutHash, 0);
  return {
    title: w.title,
    blocks: [
      {
        kind: 'table',
        columns: w.columns,
        rows: evidence.map(({ source, added, files, items, bytes }) => [
          source,
          formatMoment(added, words),
          formatCount(files, words),
          formatCount(items, words),
          formatBytes(bytes, words),
        ]),
      },
      text(count(w.distinct, summary.items.items, words, count(w.countDistinct, distinct, words))),
      text(w.hash),
      ...evidence.map(({ sha256 }): Block => ({ kind: 'hash', text: sha256 })),
      text(w.recompute),
      ...(without > 0 ? [text(fill(w.without, formatCount(without, words)))] : []),
    ],
  };
}

function registerSection({ imports }: MethodFacts, words: Words): Section {
  const w = words.method.register;
  const rows = imports.map(({ imported, patients, oddities, sha256 }) => [
    formatMoment(imported, words),
    formatCount(patients, words),
    formatCount(oddities, words),
    sha256,
  ]);
  return { title: w.title, blocks: [{ kind: 'table', columns: w.columns, rows }, text(w.last)] };
}

function readSection({ summary }: MethodFacts, words: Words): Section {
  const s = words.summary;
  const { items } = summary;
  const sentence = fill(
    s.accounted,
    count(s.countFiles, items.files, words),
    count(s.countItems, items.items, words),
    formatBytes(items.bytes, words),
  );
  const rows = summary.fates.map(({ fate, items: n }) => [
    words.fates[fate],
    formatCount(n, words),
    formatShare(n, items.items, words),
  ]);
  return {
    title: words.method.read.title,
    blocks: [
      text(sentence),
      { kind: 'table', columns: [s.fate, s.items, s.share], rows },
      text(words.method.read.note),
      ...(items.waiting > 0 ? [text(count(s.waiting, items.waiting, words))] : []),
      ...scanSentences(summary, words).map(text),
      ...(summary.unread.length > 0 ? [text(count(s.unreadExpected, expectedMentions(summary), words))] : []),
    ],
  };
}

function protocolSection({ summary }: MethodFacts, words: Words): Section {
  const w = words.method.protocol;
  return {
    title: w.title,
    blocks: [
      { kind: 'list', lines: w.steps },
      text(fill(w.circumstances, describeCircumstances(summary.severity.circumstances, words))),
      ...exceptionLines(summary, words).map(text),
    ],
  };
}

function reviewSection({ summary: { review } }: MethodFacts, words: Words): Section {
  const w = words.method.review;
  const rows = review.calibration.map((band) => [
    words.review.kinds[band.kind],
    bandOf(band, words).join(' – '),
    formatCount(band.decided, words),
    formatCount(band.confirmed, words),
    formatShare(band.mean, 1, words),
    `${formatShare(band.low, 1, words)} – ${formatShare(band.high, 1, words)}`,
    band.applied ? words.review.yes : words.review.no,
  ]);
  return {
    title: w.title,
    blocks: [
      text(w.rule),
      ...(review.answers === 0
        ? [words.method.undone.noReview, ...apartSentences(review, words)].map(text)
        : reviewSentences(review, words).map(text)),
      ...(rows.length === 0 ? [] : [text(w.moves), { kind: 'table' as const, columns: w.columns, rows }]),
    ],
  };
}

function samplesSection({ summary: { samples } }: MethodFacts, words: Words): Section {
  const w = words.method.samples;
  const blocks = samples.flatMap((sample) => sampleBlocks(sample, words));
  return {
    title: w.title,
    blocks: samples.length === 0 ? [text(words.method.undone.noSample)] : [text(w.rule), ...blocks],
  };
}

function sampleBlocks(sample: SampleFigures, words: Words): Block[] {
  const w = words.method.samples;
  const rows = sample.strata.map((stratum) => [
    words.review.strata[stratum.stratum],
    formatCount(stratum.units, words),
    `${formatCount(stratum.read, words)} / ${formatCount(stratum.drawn, words)}`,
    formatCount(stratum.missed, words),
    formatPercent(stratum.upper, words),
    formatCount(stratum.alone, words),
    formatCount(stratum.atMost, words),
    formatCount(stratum.unreadMissed.atMost, words),
  ]);
  const together = sample.files === null ? [] : [text(count(w.together, sample.files.atMost, words))];
  return [
    text(
      fill(words.review.sample, sample.number, formatMoment(sample.drawn, words), sample.seed, sample.engine),
    ),
    { kind: 'table', columns: w.columns, rows },
    ...together,
    ...unreadSentences(sample, words).map((line) => text(line.trim())),
    ...changeBlocks(sample, words),
  ];
}

/** Answers that were changed after they were given: before and after, and why. */
function changeBlocks(sample: SampleFigures, words: Words): Block[] {
  const rows = sample.changes.map(({ ordinal, stratum, before, now, changed, reason }) => [
    String(ordinal),
    words.review.strata[stratum],
    formatCount(before, words),
    formatCount(now, words),
    formatMoment(changed, words),
    reason,
  ]);
  if (rows.length === 0) return [];
  return [
    ...changedSentence(sample, words).map((line) => text(line.trim())),
    { kind: 'table', columns: words.method.samples.changeColumns, rows },
  ];
}

function recaptureSection(figures: readonly RecaptureFigures[], words: Words): Section {
  const w = words.method.recapture;
  const r = words.review;
  const rows = figures.map((row) => [
    row.stratum === null ? r.recapturePatients : fill(r.recapturePairs, r.strata[row.stratum]),
    formatCount(row.byNumber, words),
    formatCount(row.byNameAndBirth, words),
    formatCount(row.both, words),
    `${formatCount(row.total, words)} (${formatCount(row.low, words)} – ${formatCount(row.high, words)})`,
    formatPercent(row.recall, words),
  ]);
  return {
    title: w.title,
    blocks:
      rows.length === 0
        ? [text(r.noRecapture)]
        : [{ kind: 'table', columns: w.columns, rows }, text(r.recaptureCaveat)],
  };
}

function seedsSection(runs: readonly SeedFigures[], words: Words): Section {
  const w = words.method.seeds;
  if (runs.length === 0) return { title: w.title, blocks: [text(words.method.undone.noSeeds)] };
  return {
    title: w.title,
    blocks: [
      text(w.rule),
      ...runs.flatMap((run) => seedBlocks(run, words)),
      text(words.review.seedsAreEasy.trim()),
    ],
  };
}

function seedBlocks(run: SeedFigures, words: Words): Block[] {
  const r = words.review;
  const row = (name: string, { planted, found, low, high }: SeedFigures['all']): string[] => [
    name,
    formatCount(planted, words),
    formatCount(found, words),
    `${formatPercent(low, words)} – ${formatPercent(high, words)}`,
  ];
  return [
    text(fill(r.seedRun, run.number, formatMoment(run.run, words), run.seed, run.engine)),
    {
      kind: 'table',
      columns: words.method.seeds.columns,
      rows: [
        row(r.wholeRecall, run.all),
        ...run.identifiers.map((one) => row(r.identifiers[one.identifier], one)),
        ...run.formats.map((one) => row(one.format, one)),
      ],
    },
    ...(run.mistaken > 0 ? [text(fill(r.mistaken, run.mistaken).trim())] : []),
    ...(run.unplanted.length > 0 ? [text(fill(r.unplanted, run.unplanted.join(', ')).trim())] : []),
  ];
}

/** What a reader of the statement must know was not done. */
function undoneLines({ summary, engines }: MethodFacts, words: Words): string[] {
  const w = words.method.undone;
  const { review, samples, seeds } = summary;
  const last = samples.at(-1);
  const unsampled = last?.strata.filter(({ drawn, stratum }) => drawn === 0 && stratum !== 'patients') ?? [];
  const unread = unreadItems(summary);
  const engine = engines.at(-1)?.engine ?? 0;
  const lines = [
    ...unsettled(summary, words),
    ...(review.answers === 0 ? [w.noReview] : review.agreement === null ? [w.noSecond] : []),
    ...(review.answers > 0 && !review.calibration.some(({ applied }) => applied) ? [w.noCalibration] : []),
    ...(last === undefined ? [w.noSample] : []),
    ...samples
      .filter((sample) => unreadUnits(sample) > 0)
      .map((sample) => count(w.sampleUnfinished, unreadUnits(sample), words, String(sample.number))),
    ...(last?.outdated === true ? [w.sampleOutdated] : []),
    ...(unsampled.length > 0
      ? [fill(w.strataUnsampled, unsampled.map(({ stratum }) => words.review.strata[stratum]).join(', '))]
      : []),
    ...(samples.some(({ strata }) => strata.some(({ stratum, read }) => stratum === 'patients' && read > 0))
      ? []
      : [w.noPatientSample]),
    ...(seeds.length === 0 ? [w.noSeeds] : seeds.at(-1)!.engine < engine ? [w.seedsOutdated] : []),
    ...(summary.severity.circumstances.breachDate === null ? [w.noBreachDate] : []),
    ...(unread > 0 ? [count(w.unread, unread, words)] : []),
    ...(summary.scans.waiting > 0
      ? scanSentences({ ...summary, scans: { ...summary.scans, pages: 0 } }, words)
      : []),
  ];
  return lines.length === 0 ? [w.nothing] : lines;
}

function unreadUnits({ strata }: SampleFigures): number {
  return strata.reduce((sum, { drawn, read }) => sum + drawn - read, 0);
}

function versionsSection({ summary, engines, software }: MethodFacts, words: Words): Section {
  const w = words.method.versions;
  const commands = [
    ...w.commands,
    `constat case circumstances ${circumstanceOptions(summary.severity.circumstances)}`,
  ];
  const rows = [
    [w.program, summary.version],
    ...engines.map(({ engine, contents }) => [
      w.engine,
      fill(w.engineValue, engine, count(words.method.corpus.countDistinct, contents, words)),
    ]),
    [w.node, software.node],
    [w.database, software.postgresql],
    [w.system, software.system],
  ];
  return {
    title: w.title,
    blocks: [
      { kind: 'table', columns: w.columns, rows },
      text(w.reproduce),
      { kind: 'list', lines: commands },
    ],
  };
}

/** Nobody signs a count that the next assessment changes. */
function signaturesSection({ summary }: MethodFacts, words: Words): Section {
  const w = words.method.signatures;
  const blocks: Block[] = isSettled(summary.reading)
    ? [{ kind: 'signatures', columns: w.columns, rows: w.roles.map((role) => [role, '', '']) }]
    : [text(w.provisional)];
  return { title: w.title, blocks };
}
