import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill } from '../languages/words.ts';
import { followMails } from '../notify/batches/followMails.ts';
import { mailboxOf } from '../notify/mail/bounces/index.ts';
import { keptReports, showReport } from '../notify/mail/bounces/keptReports.ts';
import { takeBounces, type TakenBounces } from '../notify/mail/bounces/takeBounces.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';
import { openMails } from './mailsContext.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const mailsBounces: Command = {
  name: 'mails bounces',
  positionals: [],
  options: {
    case: CASE_OPTION,
    list: {
      help: { fr: 'les rapports qui attendent une personne', en: 'the reports that wait for a person' },
    },
    show: {
      value: 'N',
      help: {
        fr: 'un rapport en entier, marqué comme vu ; consigné',
        en: 'a report as a whole, marked as seen; goes on record',
      },
    },
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Prend les rapports de non-remise et les plaintes de la boîte des retours. Un courrier est prévu pour qui n’a pas été atteint ; qui n’a pas d’adresse attend une décision. Ce qui n’est pas compris est gardé pour une personne.',
    en: 'Takes reports of delivery and complaints from the mailbox of returns. A letter is planned for whoever was not reached; whoever has no address waits for a decision. What is not understood is kept for a person.',
  },
  examples: [
    'constat mails bounces --case /srv/constat/hopital',
    'constat mails bounces --list --case /srv/constat/hopital',
    'constat mails bounces --show 7 --reason "appel du patient" --case /srv/constat/hopital',
  ],
  async run(invocation) {
    if (invocation.flag('list')) await list(invocation);
    else if (invocation.value('show') !== '') await show(invocation);
    else await take(invocation);
  },
};

async function take(invocation: Invocation): Promise<void> {
  const { value, words, out } = invocation;
  const mails = await openMails(value('case'), 'worker');
  const { context, folder } = mails;
  try {
    await putOnRecord(mails, { action: 'mail_reports_taken', reason: value('reason') });
    const taken = await takeBounces(context, mailboxOf(context.settings, folder));
    const kinds = Object.keys(taken) as (keyof TakenBounces)[];
    const lines = kinds
      .filter((kind) => taken[kind] > 0)
      .map((kind) => count(words.mail.taken[kind], taken[kind], words));
    out.write(`${lines.length === 0 ? words.mail.noReports : lines.join('\n')}\n`);
  } finally {
    await mails.close();
  }
  await follow(invocation);
}

/** Plans letters for whoever an e-mail did not reach: as the app, since whoever takes in reports has no right to look at notices. */
async function follow({ value, words, out }: Invocation): Promise<void> {
  const open = await openCase(value('case'));
  try {
    const { byLetter, waiting } = await followMails(open.database, open.opened.keys);
    if (byLetter > 0) out.write(`${count(words.mail.byLetter, byLetter, words)}\n`);
    if (waiting > 0) out.write(`${count(words.mail.waiting, waiting, words)}\n`);
  } finally {
    await open.close();
  }
}

async function list({ value, words, out }: Invocation): Promise<void> {
  const open = await openCase(value('case'));
  try {
    const reports = await keptReports(open);
    for (const { report, kind, received } of reports) {
      const said = kind === 'forged' ? words.mail.kinds.forged : words.mail.kinds.unclear;
      out.write(`${fill(words.mail.report, report, said, formatMoment(received, words))}\n`);
    }
    if (reports.length === 0) out.write(`${words.mail.noReports}\n`);
  } finally {
    await open.close();
  }
}

async function show({ value, out }: Invocation): Promise<void> {
  if (!/^\d{1,15}$/.test(value('show'))) throw new UsageError('not_usable', '--show', value('show'));
  const open = await openCase(value('case'));
  try {
    await putOnRecord(open, { action: 'mail_report_viewed', reason: value('reason') });
    const { database, opened } = open;
    const text = await showReport({ database, keys: opened.keys, now: () => null }, Number(value('show')));
    out.write(`${text}\n`);
  } finally {
    await open.close();
  }
}
