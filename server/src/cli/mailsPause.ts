import { count } from '../languages/words.ts';
import { cancelQueued, pauseSending, resumeSending } from '../notify/mail/mailControl.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const mailsPause: Command = {
  name: 'mails pause',
  positionals: [],
  options: {
    case: CASE_OPTION,
    resume: { help: { fr: 'reprend l’envoi', en: 'lets sending go on' } },
    cancel: {
      help: {
        fr: 'retire aussi de la file tout ce qui n’est pas parti',
        en: 'also takes out of the queue all that has not left',
      },
    },
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Suspend l’envoi des courriels aussitôt, sur toutes les machines, ou le reprend.',
    en: 'Stops sending e-mails at once, on all machines, or lets it go on.',
  },
  examples: [
    'constat mails pause --case /srv/constat/hopital',
    'constat mails pause --resume --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out }) {
    if (flag('resume') && flag('cancel')) throw new UsageError('exclusive', '--resume, --cancel');
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'mails_paused', reason: value('reason') });
      const context = { database: open.database, now: () => null };
      if (flag('resume')) await resumeSending(context);
      else await pauseSending(context, 'person');
      out.write(`${flag('resume') ? words.mail.resumed : words.mail.pausing}\n`);
      if (flag('cancel'))
        out.write(`${count(words.mail.cancelled, await cancelQueued(context, null), words)}\n`);
    } finally {
      await open.close();
    }
  },
};
