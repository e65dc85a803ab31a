import { CATEGORIES, type Category } from '@constat/contract/category.ts';
import { noteSchema, reviewerSchema, type Verdict } from '@constat/contract/decision.ts';
import { decidePair } from '../exposure/review/decidePair.ts';
import { patientIds } from '../patients/patientIds.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, oneOf, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { REVIEWER_OPTION } from './reviewNext.ts';

const VERDICT_OF: Readonly<Record<string, Verdict>> = { yes: 'is', no: 'is_not', unsure: 'unclear' };

export const reviewDecide: Command = {
  name: 'review decide',
  positionals: ['yes|no|unsure'],
  options: {
    case: CASE_OPTION,
    path: {
      value: 'PATH',
      required: true,
      help: { fr: 'chemin de l’élément, comme dans les exports', en: 'path of the item, as exports show it' },
    },
    patient: {
      value: 'IPP',
      required: true,
      help: { fr: 'numéro du patient', en: 'number of the patient' },
    },
    reviewer: REVIEWER_OPTION,
    note: { value: 'TEXT', help: { fr: 'pourquoi', en: 'why' } },
    data: {
      value: CATEGORIES.slice(0, 2).join(',') + ',…',
      help: {
        fr: 'données exposées, si elles diffèrent de celles trouvées',
        en: 'data exposed, where they differ from those found',
      },
    },
  },
  help: {
    fr: 'Consigne une réponse : c’est ce patient, ce n’est pas lui, ou on ne peut pas le dire. Une réponse qui ajoute ou retire une personne à prévenir compte quand un deuxième relecteur donne la même. Une même mention ne peut désigner qu’une personne : confirmer un second homonyme est refusé tant que la première réponse n’est pas corrigée.',
    en: 'Records an answer: it is this patient, it is not, or it cannot be told. An answer that adds somebody to those told, or takes somebody away, counts once a second reviewer gives the same. One mention means one person: a second namesake is not confirmed until the first answer is corrected.',
  },
  examples: [
    'constat review decide yes --path Services/liste.pdf --patient 8400123 --reviewer "A. Martel" --case /srv/constat/hopital',
    'constat review decide no --path Services/liste.pdf --patient 8400123 --reviewer "B. Roux" --note "autre date de naissance" --case /srv/constat/hopital',
  ],
  async run({ positionals, value, words, out }) {
    const verdict = VERDICT_OF[positionals[0]!];
    if (verdict === undefined)
      throw new UsageError('argument_not_allowed', positionals[0]!, Object.keys(VERDICT_OF).join(', '));
    const reviewer = reviewerSchema.safeParse(value('reviewer'));
    if (!reviewer.success) throw new UsageError('text_not_usable', '--reviewer');
    const note = noteSchema.safeParse(value('note'));
    if (!note.success) throw new UsageError('text_not_usable', '--note');
    const answer = {
      path: value('path'),
      patient: value('patient'),
      verdict,
      reviewer: reviewer.data,
      note: note.data,
      categories: categoriesIn(value('data')),
    };
    const open = await openCase(value('case'));
    try {
      const patients = await patientIds(open.database, open.opened.keys, [answer.patient]);
      await putOnRecord(open, { action: 'review_decided', patients });
      await decidePair(open.database, open.opened.keys, answer);
      out.write(`${words.review.recorded}\n`);
    } finally {
      await open.close();
    }
  },
};

function categoriesIn(text: string): Category[] {
  return text
    .split(',')
    .filter((name) => name !== '')
    .map((name) => oneOf('--data', name.trim(), CATEGORIES));
}
