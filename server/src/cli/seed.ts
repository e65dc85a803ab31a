import { randomInt } from 'node:crypto';
import { seedFigures } from '../exposure/seedFigures.ts';
import { seedSentences } from '../languages/describeRecall.ts';
import { openCase, seedRecall } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

/** Invented patients for each format and identifier. */
const USUAL = 10;

export const seed: Command = {
  name: 'seed',
  positionals: [],
  options: {
    case: CASE_OPTION,
    patients: {
      value: 'N',
      help: {
        fr: 'patients inventés par format et par identifiant (sinon 10)',
        en: 'invented patients for each format and identifier (else 10)',
      },
    },
    seed: {
      value: 'N',
      help: {
        fr: 'graine, pour refaire l’essai (sinon au hasard)',
        en: 'seed, to repeat the trial (else by chance)',
      },
    },
    json: { help: { fr: 'les chiffres en JSON', en: 'the figures as JSON' } },
  },
  help: {
    fr: 'Mesure le rappel : place des patients inventés dans des fichiers des formats de l’affaire, à part des preuves, les lit comme les autres et dit combien sont retrouvés, par format et par identifiant. Rien n’en reste et rien n’en est compté.',
    en: 'Measures recall: plants invented patients in files of the formats of the case, apart from the evidence, reads them like the others and says how many are found, by format and identifier. Nothing of them stays or is counted.',
  },
  examples: [
    'constat seed --case /srv/constat/hopital',
    'constat seed --case /srv/constat/hopital --patients 30 --seed 2022',
  ],
  async run(invocation) {
    const { value, flag, words, out, signal } = invocation;
    const perCell = value('patients') === '' ? USUAL : numberOf('--patients', value('patients'), 1000);
    const number = value('seed') === '' ? randomInt(2 ** 32) : numberOf('--seed', value('seed'), 2 ** 32 - 1);
    const open = await openCase(value('case'), 'worker');
    try {
      await announceWall(open, invocation);
      await putOnRecord(open, { action: 'recall_measured' });
      await seedRecall(open, { seed: number, perCell, signal });
      const figures = (await seedFigures(open.database)).at(-1)!;
      out.write(
        flag('json')
          ? `${JSON.stringify(figures, null, 2)}\n`
          : `${seedSentences(figures, words).join('\n')}\n`,
      );
    } finally {
      await open.close();
    }
  },
};

function numberOf(option: string, text: string, most: number): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > most || (option === '--patients' && Number(text) === 0))
    throw new UsageError('not_a_number', option, text, option === '--patients' ? '1' : '0', String(most));
  return Number(text);
}
