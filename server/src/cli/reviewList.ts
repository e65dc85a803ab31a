import { reviewProgress } from '../exposure/review/reviewProgress.ts';
import { type Question, reviewQueue } from '../exposure/review/reviewQueue.ts';
import { calibrationSentences, reviewSentences } from '../languages/describeReview.ts';
import { localLocator } from '../languages/localLocator.ts';
import { formatShare } from '../languages/formatNumber.ts';
import { count, type Words } from '../languages/words.ts';
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
          `${[...reviewSentences(figures, words), ...calibrationSentences(figures, words), count(words.review.waiting, queue.waiting, words), ...firstQuestions(queue.questions, words)].join('\n')}\n`,
        );
    } finally {
      await open.close();
    }
  },
};

function firstQuestions(questions: readonly Question[], words: Words): string[] {
  if (questions.length === 0) return [];
  return [
    '',
    words.review.next,
    ...questions.map(
      ({ path, locator, patient, probability }) =>
        `  ${formatShare(probability, 1, words).padStart(6)}  ${patient.patientNumber}  ${path} · ${localLocator(locator, words)}`,
    ),
  ];
}
