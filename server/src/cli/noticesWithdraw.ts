import { count } from '../languages/words.ts';
import { withdrawBatch } from '../notify/batches/withdrawBatch.ts';
import { openCase } from '../pipeline.ts';
import { batchNumber } from './batchNumber.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const noticesWithdraw: Command = {
  name: 'notices withdraw',
  positionals: ['BATCH'],
  options: { case: CASE_OPTION, reason: REASON_OPTION },
  help: {
    fr: 'Retire un lot qui n’a pas été remis : ses courriers sont sélectionnés de nouveau par « notices plan », sous un autre code.',
    en: 'Takes back a batch that was not handed over: its letters are selected anew by "notices plan", under another code.',
  },
  examples: ['constat notices withdraw 1 --reason "faute dans le texte" --case /srv/constat/hopital'],
  async run({ positionals, value, words, out }) {
    const number = batchNumber(positionals[0]!);
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'notices_built', reason: value('reason') });
      const { folder, keys } = open.opened;
      const letters = await withdrawBatch({ database: open.database, keys, folder }, number);
      out.write(`${count(words.notices.withdrawn, letters, words)}\n`);
    } finally {
      await open.close();
    }
  },
};
