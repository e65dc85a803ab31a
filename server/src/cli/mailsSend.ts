import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { mailsLeft, summariseMails } from '../notify/mail/listMails.ts';
import { prepareSending } from '../notify/mail/prepareSending.ts';
import { sendMails, type SendReport } from '../notify/mail/sendMails.ts';
import { sendTestMail, testStatus } from '../notify/mail/sendTestMail.ts';
import { CASE_OPTION, type Command, type Invocation } from './command.ts';
import { openMails, type OpenMails } from './mailsContext.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const mailsSend: Command = {
  name: 'mails send',
  positionals: [],
  options: {
    'case': CASE_OPTION,
    'test-to': {
      value: 'ADDRESS',
      help: {
        fr: 'n’envoie qu’un essai, à une adresse de l’hôpital',
        en: 'sends a test only, to an address of the hospital',
      },
    },
    'watch': {
      help: {
        fr: 'continue et attend ce qui vient plus tard, jusqu’à ce qu’on l’arrête',
        en: 'goes on and waits for what comes later, until it is stopped',
      },
    },
    'reason': REASON_OPTION,
  },
  help: {
    fr: 'Envoie les courriels de la file par le serveur de l’hôpital, chacun une fois. Peut être arrêté et relancé à tout moment, et tourner sur plusieurs machines.',
    en: 'Sends the e-mails of the queue by the hospital’s server, each once. May be stopped and started at any moment, and run on several machines.',
  },
  examples: [
    'constat mails send --test-to dpo@ch-henri-dunant.example --case /srv/constat/hopital',
    'constat mails send --case /srv/constat/hopital',
    'constat mails send --watch --case /srv/constat/hopital',
  ],
  async run(invocation) {
    const { value, words, out } = invocation;
    const mails = await openMails(value('case'), 'worker');
    try {
      if (value('test-to') !== '') {
        out.write(`${await sendTest(mails, value('test-to'), words)}\n`);
        return;
      }
      await putOnRecord(mails, { action: 'mails_sent', reason: value('reason') });
      out.write(`${reportText(await send(mails, invocation), words)}\n`);
    } finally {
      await mails.close();
    }
  },
};

async function send(
  { context, folder }: OpenMails,
  { flag, signal, progress, words }: Invocation,
): Promise<SendReport> {
  const prepared = await prepareSending(context, folder);
  const left = mailsLeft(await summariseMails(context));
  progress.begin(words.mail.sending, flag('watch') ? 0 : left);
  try {
    return await sendMails(context, {
      ...prepared,
      watch: flag('watch'),
      signal,
      onProgress: (done) => progress.update({ done }),
      onTrouble: (trouble) => progress.update({ note: trouble === null ? '' : words.mail.trouble[trouble] }),
    });
  } finally {
    progress.end();
  }
}

async function sendTest({ context, folder }: OpenMails, to: string, { mail }: Words): Promise<string> {
  const { subject, text } = mail.test;
  const outcome = await sendTestMail(
    { keys: context.keys, settings: context.settings, folder },
    { to, subject, text, html: `<p>${text}</p>` },
  );
  const status = testStatus(outcome);
  return status === '' ? mail.test.accepted : fill(mail.test.notAccepted, status);
}

function reportText(
  { accepted, found, absent, uncertain, failed, ended, next }: SendReport,
  words: Words,
): string {
  const w = words.mail;
  return [
    count(w.sent, accepted, words),
    ...(found + absent + uncertain > 0
      ? [count(w.reconciled, found, words, String(absent), String(uncertain))]
      : []),
    ...(failed > 0 ? [count(w.failed, failed, words)] : []),
    w.ended[ended],
    ...(next === null ? [] : [fill(w.next, formatMoment(next.toISOString(), words))]),
  ].join('\n');
}
