import { fill } from '../languages/words.ts';
import { RETURN_MOTIVES, takeReturns } from '../notify/batches/takeReturns.ts';
import { openCase, withReader } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const noticesReturns: Command = {
  name: 'notices returns',
  positionals: ['FILE'],
  options: { case: CASE_OPTION },
  help: {
    fr: `Prend ce que disent l’imprimeur et La Poste des feuilles (CSV ou XLSX, colonnes sheet, result, motive) : printed, spoiled, ou returned avec un motif (${RETURN_MOTIVES.join(', ')}). Le repli suit : courriel s’il est prévu, sinon attente. Une erreur, et rien n’est pris.`,
    en: `Takes in what printer and post say of the sheets (CSV or XLSX, columns sheet, result, motive): printed, spoiled, or returned with a motive (${RETURN_MOTIVES.join(', ')}). The fallback follows: an e-mail where that is foreseen, else it waits. One fault, and nothing is taken in.`,
  },
  examples: ['constat notices returns retours.csv --case /srv/constat/hopital'],
  async run(invocation) {
    const { positionals, value, words, out } = invocation;
    const open = await openCase(value('case'));
    try {
      await announceWall(open, invocation);
      await putOnRecord(open, { action: 'notices_returned' });
      const { database, opened } = open;
      const t = await withReader(open, (reader) =>
        takeReturns(database, opened.keys, reader, positionals[0]!),
      );
      out.write(
        `${fill(words.notices.returns, t.printed, t.spoiled, t.returned, t.known, t.byEmail, t.waiting)}\n`,
      );
    } finally {
      await open.close();
    }
  },
};
