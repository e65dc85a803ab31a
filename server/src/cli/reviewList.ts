import { BAND_BOUNDS, type ReviewFigures } from '@constat/contract/review.ts';
import { reviewProgress } from '../exposure/review/reviewProgress.ts';
import { type Question, reviewQueue } from '../exposure/review/reviewQueue.ts';
import { formatDecimal, formatShare } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';

/** Questions shown. */
const SHOWN = 20;

export const reviewList: Command = {
  name: 'review list',
  positionals: [],
  options: {
    case: CASE_OPTION,
    json: { help: { fr: 'les chiffres en JSON', en: 'the figures as JSON' } },
  },
  help: {
    fr: 'Dit où en est la relecture : ce qui est décidé, ce qui attend, l’accord entre relecteurs, ce que les réponses disent des probabilités ; puis les premières questions.',
    en: 'Says how far the review is: what is decided, what waits, how far reviewers agree, what the answers say of the probabilities; then the first questions.',
  },
  examples: ['constat review list --case /srv/constat/hopital'],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      const figures = await reviewProgress(open.database);
      const queue = await reviewQueue(open.database, open.opened.keys, { reviewer: null, limit: SHOWN });
      if (flag('json')) out.write(`${JSON.stringify({ waiting: queue.waiting, ...figures }, null, 2)}\n`);
      else
        out.write(
          `${[...reviewSentences(figures, words), count(words.review.waiting, queue.waiting, words), ...firstQuestions(queue.questions, words)].join('\n')}\n`,
        );
    } finally {
      await open.close();
    }
  },
};

/** The figures of review as lines. */
export function reviewSentences(figures: ReviewFigures, words: Words): string[] {
  const w = words.review;
  const { agreement, calibration } = figures;
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
    ...(calibration.length === 0 ? [] : [w.calibration]),
    ...calibration.map((band) =>
      fill(
        w.band,
        w.kinds[band.kind],
        formatShare(BAND_BOUNDS[band.band]!, 1, words),
        formatShare(BAND_BOUNDS[band.band + 1] ?? 1, 1, words),
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

function firstQuestions(questions: readonly Question[], words: Words): string[] {
  if (questions.length === 0) return [];
  return [
    '',
    words.review.next,
    ...questions.map(
      ({ path, locator, patient, probability }) =>
        `  ${formatShare(probability, 1, words).padStart(6)}  ${patient.patientNumber}  ${path} · ${locator}`,
    ),
  ];
}
