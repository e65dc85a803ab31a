import { fill } from '../languages/words.ts';
import { createCase } from '../pipeline.ts';
import type { Command } from './command.ts';

export const caseCreate: Command = {
  name: 'case create',
  positionals: ['DIR'],
  options: {},
  help: {
    fr: 'Crée une affaire : dossier, clé, base de données.',
    en: 'Creates a case: folder, key, database.',
  },
  examples: ['constat case create /srv/constat/hopital'],
  async run({ positionals, words, out }) {
    const created = await createCase(positionals[0]!);
    out.write(`${fill(words.created, created.folder)}\n`);
  },
};
