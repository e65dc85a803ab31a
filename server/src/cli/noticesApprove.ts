import { fill } from '../languages/words.ts';
import { approveBatch } from '../notify/batches/releaseBatch.ts';
import { openCase } from '../pipeline.ts';
import { batchNumber } from './batchNumber.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { TWO_PERSONS_OPTIONS, twoNames } from './twoPersons.ts';

export const noticesApprove: Command = {
  name: 'notices approve',
  positionals: ['BATCH'],
  options: { case: CASE_OPTION, ...TWO_PERSONS_OPTIONS },
  help: {
    fr: 'Deux personnes approuvent un lot composé, par l’empreinte de sa liste et de ses contenus. Les codes des courriers sont alors protégés (environ 10 ms de processeur chacun) ; interrompu, cela reprend.',
    en: 'Two people approve a batch that is built, by the hash of its list and contents. The codes of its letters are protected then (about 10 ms of processor each); interrupted, this goes on the next time.',
  },
  examples: ['constat notices approve 1 --by "A. Martin" --and "B. Petit" --case /srv/constat/hopital'],
  async run(invocation) {
    const { positionals, value, words, out } = invocation;
    const number = batchNumber(positionals[0]!);
    const consent = twoNames(invocation);
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'notices_approved', reason: value('reason') });
      const context = { database: open.database, keys: open.opened.keys, folder: open.opened.folder };
      await approveBatch(context, number, { consent: () => Promise.resolve(consent) });
      out.write(`${fill(words.notices.approved, number)}\n`);
    } finally {
      await open.close();
    }
  },
};
