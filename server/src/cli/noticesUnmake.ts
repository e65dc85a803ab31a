import { fill } from '../languages/words.ts';
import { unmakeBatch } from '../notify/batches/unmakeBatch.ts';
import { openCase } from '../pipeline.ts';
import { batchNumber } from './batchNumber.ts';
import { reasonOf } from './caseException.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const noticesUnmake: Command = {
  name: 'notices unmake',
  positionals: ['BATCH'],
  options: { case: CASE_OPTION, reason: { ...REASON_OPTION, required: true } },
  help: {
    fr: 'Défait un lot où une erreur a été trouvée avant sa remise : ses courriers sont de nouveau prévus sous de nouveaux codes, les anciens ne valent plus, ni aucune approbation de ce lot. Un lot remis ne peut plus être défait.',
    en: 'Unmakes a batch in which a mistake was found before it was handed over: its letters are planned again under new codes, the old ones are void, and so is every approval of it. A batch that was handed over cannot be unmade.',
  },
  examples: [
    'constat notices unmake 1 --reason "date du vol erronée" --case /srv/constat/hopital',
    'constat notices unmake 1 --reason "wrong date of the theft" --case /srv/constat/hopital',
  ],
  async run({ positionals, value, words, out }) {
    const number = batchNumber(positionals[0]!);
    const reason = reasonOf(value('reason'));
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'notices_unmade', reason });
      const { folder, keys } = open.opened;
      const letters = await unmakeBatch({ database: open.database, keys, folder }, number);
      out.write(`${fill(words.notices.unmade, number, letters)}\n`);
    } finally {
      await open.close();
    }
  },
};
