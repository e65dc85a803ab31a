import type { Question } from '../exposure/review/reviewQueue.ts';
import { reviewQueue } from '../exposure/review/reviewQueue.ts';
import { localLocator } from '../languages/localLocator.ts';
import { formatShare } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { type Patient, dateNumber } from '../patients/patient.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Option } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const REVIEWER_OPTION: Option = {
  value: 'NAME',
  required: true,
  help: { fr: 'nom du relecteur', en: 'name of the reviewer' },
};

export const reviewNext: Command = {
  name: 'review next',
  positionals: [],
  options: {
    case: CASE_OPTION,
    reviewer: REVIEWER_OPTION,
    json: { help: { fr: 'la question en JSON', en: 'the question as JSON' } },
  },
  help: {
    fr: 'Pose la question dont la réponse change le plus : ce patient est-il bien désigné là ? Montre la fiche du patient, jamais la réponse d’un autre relecteur.',
    en: 'Asks the question whose answer changes most: is this patient meant there? Shows the patient’s record, never what another reviewer answered.',
  },
  examples: ['constat review next --case /srv/constat/hopital --reviewer "A. Martel"'],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      const reviewer = value('reviewer');
      const { waiting, questions } = await reviewQueue(open.database, open.opened.keys, {
        reviewer,
        limit: 1,
      });
      const question = questions[0] ?? null;
      if (question !== null)
        await putOnRecord(open, { action: 'review_viewed', patients: [question.patient.id] });
      if (flag('json')) out.write(`${JSON.stringify(question, null, 2)}\n`);
      else if (question === null) out.write(`${words.review.nothing}\n`);
      else
        out.write(
          `${count(words.review.waiting, waiting, words)}\n\n${describeQuestion(question, words)}\n\n${fill(words.review.answer, quoted(question.path), quoted(question.patient.patientNumber), quoted(reviewer), quoted(value('case')))}\n`,
        );
    } finally {
      await open.close();
    }
  },
};

function describeQuestion(question: Question, words: Words): string {
  const w = words.review;
  const { path, locator, patient, categories, reasons, probability, elsewhere } = question;
  const beside = elsewhere === 0 ? w.nowhereElse : fill(w.elsewhere, formatShare(elsewhere, 1, words));
  const rows = [
    [w.place, `${path} · ${localLocator(locator, words)}`],
    [w.patient, describePatient(patient, words)],
    [w.shows, categories.map((category) => words.categories[category]).join(', ')],
    [w.speaks, reasons.map((reason) => w.reasons[reason]).join(', ')],
    [w.probability, `${formatShare(probability, 1, words)} (${beside})`],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

/** The record of a patient, as far as a reviewer compares it. */
function describePatient(patient: Patient, words: Words): string {
  const names = [patient.usageName, patient.birthName].filter((name) => name !== '');
  const date = patient.birthDate === null ? '' : String(dateNumber(patient.birthDate));
  return [
    patient.patientNumber,
    `${[...new Set(names)].join(' / ')} ${patient.givenNames.join(' ')}`,
    date === '' ? '' : fill(words.review.born, `${date.slice(6)}/${date.slice(4, 6)}/${date.slice(0, 4)}`),
    patient.sex ?? '',
    [patient.address, patient.postcode, patient.city].filter((text) => text !== '').join(' '),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

/** A word for the shell. */
export function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
