import { sampleFigures } from '../exposure/sampling/sampleFigures.ts';
import { sampleSentences } from '../languages/describeSample.ts';
import { count } from '../languages/words.ts';
import { openCase, takeSampleResults } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command } from './command.ts';
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
    json: { help: { fr: 'les chiffres en JSON', en: 'the figures as JSON' } },
  },
  help: {
    fr: 'Prend les réponses du lecteur et dit ce que les échantillons bornent, strate par strate (Clopper-Pearson exact, 95 %) et ensemble. Une erreur dans la feuille, et rien n’est pris.',
    en: 'Takes in the reader’s answers and says what the samples bound, stratum by stratum (exact Clopper-Pearson, 95%) and together. One fault in the sheet, and nothing is taken in.',
  },
  examples: [
    'constat sample result --case /srv/constat/hopital --file feuille.csv',
    'constat sample result --case /srv/constat/hopital',
  ],
  async run(invocation) {
    const { value, flag, words, out } = invocation;
    const open = await openCase(value('case'));
    try {
      if (value('file') !== '') {
        await announceWall(open, invocation);
        await putOnRecord(open, { action: 'sample_taken' });
        const taken = await takeSampleResults(open, value('file'));
        if (!flag('json')) out.write(`${count(words.review.taken, taken, words)}\n`);
      }
      const samples = await sampleFigures(open.database);
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
