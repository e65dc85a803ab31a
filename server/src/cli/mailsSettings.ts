import { resolve } from 'node:path';
import { readInputFile } from '../exposure/inputFile.ts';
import { parseMailSettings, readMailSettings, writeMailSettings } from '../notify/mail/mailSettings.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const mailsSettings: Command = {
  name: 'mails settings',
  positionals: [],
  options: {
    case: CASE_OPTION,
    set: {
      value: 'FILE',
      help: {
        fr: 'fichier JSON des réglages à prendre ; les mots de passe n’y figurent que par leur place (fichier ou variable)',
        en: 'JSON file of settings to take in; passwords are in it only by their place (file or variable)',
      },
    },
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Montre ou remplace les réglages des courriels : serveur, expéditeur, retour, débit, boîte des rapports.',
    en: 'Shows or replaces the settings for e-mails: server, sender, return path, pace, mailbox of the reports.',
  },
  examples: [
    'constat mails settings --case /srv/constat/hopital',
    'constat mails settings --set courriels.json --case /srv/constat/hopital',
  ],
  async run({ value, words, out }) {
    const folder = resolve(value('case'));
    if (value('set') === '') {
      out.write(`${JSON.stringify(await readMailSettings(folder), null, 2)}\n`);
      return;
    }
    const settings = parseMailSettings(await readInputFile(value('set')));
    const open = await openCase(folder);
    try {
      await putOnRecord(open, { action: 'settings_changed', reason: value('reason') });
      await writeMailSettings(open.database.pool, { folder, caseId: open.database.caseId }, settings);
      out.write(`${words.mail.settingsKept}\n`);
    } finally {
      await open.close();
    }
  },
};
