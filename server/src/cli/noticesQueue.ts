import { count } from '../languages/words.ts';
import { queueEmails } from '../notify/batches/queueEmails.ts';
import { queueMail } from '../notify/mail/queueMail.ts';
import { loadCheckedTexts } from '../notify/lint/loadCheckedTexts.ts';
import { textsHash } from '../notify/texts/loadTemplates.ts';
import { emailComposer } from '../notify/texts/emailComposer.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { TWO_PERSONS_OPTIONS, twoNames } from './twoPersons.ts';

export const noticesQueue: Command = {
  name: 'notices queue',
  positionals: [],
  options: { case: CASE_OPTION, ...TWO_PERSONS_OPTIONS },
  help: {
    fr: 'Deux personnes mettent tous les courriels prévus dans la file d’envoi, ou aucun ; « constat mails send » les envoie. Un courriel ne dit pas quelles données sont concernées : la boîte peut être lue par d’autres.',
    en: 'Two people put all planned e-mails into the outbox, or none; "constat mails send" sends them. An e-mail does not say which data are concerned: others may read the mailbox.',
  },
  examples: ['constat notices queue --by "A. Martin" --and "B. Petit" --case /srv/constat/hopital'],
  async run(invocation) {
    const { value, words, out } = invocation;
    const consent = twoNames(invocation);
    const open = await openCase(value('case'));
    try {
      const { keys, folder } = open.opened;
      const { statement, templates } = await loadCheckedTexts(folder);
      await putOnRecord(open, { action: 'notices_approved', reason: value('reason') });
      const queued = await queueEmails(open.database, keys, {
        consent: () => Promise.resolve(consent),
        compose: emailComposer(templates, statement),
        texts: await textsHash(templates, statement),
        queue: async (client, database, caseKeys, mail) => {
          await queueMail(client, database, caseKeys, mail);
        },
      });
      out.write(`${count(words.notices.queued, queued, words)}\n`);
    } finally {
      await open.close();
    }
  },
};
