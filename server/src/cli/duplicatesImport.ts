import { readDecisionFile } from '../exposure/duplicates/decisionFile.ts';
import { importDecisions } from '../exposure/duplicates/duplicateDecisions.ts';
import { count } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const duplicatesImport: Command = {
  name: 'duplicates import',
  positionals: ['FILE'],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Reprend une liste de décisions (JSONL, de « constat export decisions »), avec qui, quand et pourquoi. Tout ou rien.',
    en: 'Takes over a list of decisions (JSONL, from "constat export decisions"), with who, when and why. All or nothing.',
  },
  examples: [
    'constat export decisions --format jsonl --out decisions.jsonl --case /srv/constat/hopital',
    'constat duplicates import decisions.jsonl --case /srv/constat/hopital',
  ],
  async run({ positionals, value, words, out }) {
    const decisions = await readDecisionFile(positionals[0]!);
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'duplicates_decided' });
      const taken = await importDecisions(open.database, open.opened.keys, decisions);
      out.write(`${count(words.duplicates.imported, taken, words)}\n`);
    } finally {
      await open.close();
    }
  },
};
