import { FLAGS } from '@constat/contract/campaign.ts';
import { count } from '../languages/words.ts';
import { importFlags } from '../notify/select/patientFlags.ts';
import { openCase, withReader } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const noticesFlags: Command = {
  name: 'notices flags',
  positionals: ['FILE'],
  options: { case: CASE_OPTION },
  help: {
    fr: `Prend la liste des indications de l’établissement (CSV ou XLSX, colonnes patient et kind) : personnes à risque, patients fictifs, langue et version, envoi permis après décision (allowed). Elle remplace la précédente. Indications : ${FLAGS.join(', ')}.`,
    en: `Takes in the hospital’s list of flags (CSV or XLSX, columns patient and kind): persons at risk, fictitious patients, language and version, a notice allowed after a decision (allowed). It takes the place of the one before. Kinds: ${FLAGS.join(', ')}.`,
  },
  examples: ['constat notices flags indications.csv --case /srv/constat/hopital'],
  async run(invocation) {
    const { positionals, value, words, out } = invocation;
    const open = await openCase(value('case'));
    try {
      await announceWall(open, invocation);
      await putOnRecord(open, { action: 'notices_flagged' });
      const { database, opened } = open;
      const flagged = await withReader(open, (reader) =>
        importFlags(database, opened.keys, reader, positionals[0]!),
      );
      out.write(`${count(words.notices.flagged, flagged, words)}\n`);
    } finally {
      await open.close();
    }
  },
};
