import { sampleFigures } from '../exposure/sampling/sampleFigures.ts';
import type { TakenResults } from '../exposure/sampling/takeResults.ts';
import { sampleSentences } from '../languages/describeSample.ts';
import { count, type Words } from '../languages/words.ts';
import { openCase, takeSampleResults } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { reasonOf } from './caseException.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const sampleResult: Command = {
  name: 'sample result',
  positionals: [],
  options: {
    case: CASE_OPTION,
    file: {
      value: 'FILE',
      help: {
        fr: 'feuille remplie (CSV ou XLSX) à prendre d’abord',
        en: 'sheet that was filled in (CSV or XLSX), to be taken in first',
      },
    },
    reason: {
      value: 'TEXT',
      help: {
        fr: 'pourquoi des réponses déjà données changent ; figure dans la note de méthode, n’y nommez personne',
        en: 'why answers given before are changed; stands in the method statement: name nobody in it',
      },
    },
    json: { help: { fr: 'les chiffres en JSON', en: 'the figures as JSON' } },
  },
  help: {
    fr: 'Prend les réponses du lecteur et dit ce que les échantillons bornent, strate par strate (Clopper-Pearson exact, 95 %) et ensemble. Une réponse donnée n’est jamais effacée : en changer demande un motif. Une erreur dans la feuille, et rien n’est pris.',
    en: 'Takes in the reader’s answers and says what the samples bound, stratum by stratum (exact Clopper-Pearson, 95%) and together. An answer is never erased: to change one needs a reason. One fault in the sheet, and nothing is taken in.',
  },
  examples: [
    'constat sample result --case /srv/constat/hopital --file feuille.csv',
    'constat sample result --case /srv/constat/hopital --file feuille.csv --reason "seconde lecture du fichier 12"',
    'constat sample result --case /srv/constat/hopital',
  ],
  async run(invocation) {
    const { value, flag, words, out } = invocation;
    const reason = value('reason') === '' ? '' : reasonOf(value('reason'));
    if (reason !== '' && value('file') === '') throw new UsageError('needed_together', '--reason, --file');
    const open = await openCase(value('case'));
    try {
      if (value('file') !== '') {
        await announceWall(open, invocation);
        await putOnRecord(open, { action: 'sample_taken', reason });
        const taken = await takeSampleResults(open, value('file'), reason);
        if (!flag('json')) out.write(`${takenSentences(taken, words).join('\n')}\n`);
      }
      const samples = await sampleFigures(open.database, open.opened.keys);
      out.write(
        flag('json')
          ? `${JSON.stringify(samples, null, 2)}\n`
          : samples.length === 0
            ? `${words.review.noSample}\n`
            : `${samples.flatMap((sample) => sampleSentences(sample, words)).join('\n')}\n`,
      );
    } finally {
      await open.close();
    }
  },
};

function takenSentences({ given, added, changed }: TakenResults, words: Words): string[] {
  const w = words.review;
  return [
    count(w.taken, added, words),
    ...(given > added ? [count(w.takenKnown, given - added, words)] : []),
    ...(changed > 0 ? [count(w.takenChanged, changed, words)] : []),
  ];
}
