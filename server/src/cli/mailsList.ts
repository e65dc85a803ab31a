import { type MailState, mailStateSchema } from '@constat/contract/mailDesk.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { listMails, type MailLine, type MailSummary, summariseMails } from '../notify/mail/listMails.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, oneOf } from './command.ts';

export const mailsList: Command = {
  name: 'mails list',
  positionals: [],
  options: {
    case: CASE_OPTION,
    state: {
      value: mailStateSchema.options.join('|'),
      help: { fr: 'un courriel par ligne, dans cet état', en: 'one mail a line, in this state' },
    },
    json: { help: { fr: 'en JSON', en: 'as JSON' } },
  },
  help: {
    fr: 'Montre où en sont les courriels, sans dire à qui ils vont : en file, acceptés, revenus, incertains.',
    en: 'Shows where the e-mails stand, without saying whom they go to: queued, accepted, come back, uncertain.',
  },
  examples: [
    'constat mails list --case /srv/constat/hopital',
    'constat mails list --state uncertain --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out }) {
    const state = stateOf(value('state'));
    const open = await openCase(value('case'));
    try {
      if (state === null) {
        const summary = await summariseMails(open);
        out.write(`${flag('json') ? JSON.stringify(summary) : summaryText(summary, words)}\n`);
        return;
      }
      for await (const line of listMails(open, state))
        out.write(`${flag('json') ? JSON.stringify(line) : lineText(line)}\n`);
    } finally {
      await open.close();
    }
  },
};

function stateOf(given: string): MailState | null {
  if (given === '') return null;
  return oneOf('--state', given, mailStateSchema.options);
}

function summaryText(
  { states, doubled, unclear, pausedSince, reason, stoppedDomains }: MailSummary,
  words: Words,
): string {
  const w = words.mail;
  const counted = mailStateSchema.options.flatMap((state) => {
    const number = states[state] ?? 0;
    return number === 0 ? [] : [count(w.states[state], number, words)];
  });
  return [
    ...(counted.length === 0 ? [w.empty] : counted),
    ...(doubled > 0 ? [count(w.doubled, doubled, words)] : []),
    ...(unclear > 0 ? [count(w.unclear, unclear, words)] : []),
    ...(stoppedDomains > 0 ? [count(w.stopped, stoppedDomains, words)] : []),
    ...(pausedSince === null
      ? []
      : [fill(w.paused, formatMoment(pausedSince.toISOString(), words), reasonText(reason, words))]),
  ].join('\n');
}

function reasonText(reason: string, { mail }: Words): string {
  return Object.entries(mail.reasons).find(([known]) => known === reason)?.[1] ?? reason;
}

/** '12  notice 40  uncertain  attempt 1  2026-11-26T10:00:00.000Z  unknown' */
function lineText({
  mail,
  notice,
  state,
  attempts,
  claimed,
  queued,
  event,
  status,
  class: kind,
}: MailLine): string {
  return [
    String(mail),
    notice === null ? '-' : String(notice),
    state,
    String(attempts),
    claimed ?? queued,
    event,
    status,
    kind,
  ]
    .filter((part) => part !== '')
    .join('  ');
}
