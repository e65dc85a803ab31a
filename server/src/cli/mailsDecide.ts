import { CaseError } from '../case/caseError.ts';
import { count } from '../languages/words.ts';
import { decideMails, MAIL_DECISIONS, type MailDecision } from '../notify/mail/decideMails.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, type Invocation, oneOf, UsageError } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

export const mailsDecide: Command = {
  name: 'mails decide',
  positionals: [],
  options: {
    case: CASE_OPTION,
    mail: {
      value: 'N,N…|all',
      required: true,
      help: { fr: 'numéros des courriels incertains, ou tous', en: 'numbers of uncertain mails, or all' },
    },
    as: {
      value: MAIL_DECISIONS.join('|'),
      required: true,
      help: { fr: 'partis, ou à envoyer encore une fois', en: 'sent, or to be sent once more' },
    },
    by: { value: 'NAME', help: { fr: 'qui le décide', en: 'who decides' } },
    and: {
      value: 'NAME',
      help: {
        fr: 'et avec qui (pour renvoyer plusieurs courriels)',
        en: 'and with whom (to send several mails again)',
      },
    },
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Règle des courriels dont nul ne peut savoir s’ils sont partis. En renvoyer plusieurs demande deux personnes.',
    en: 'Settles mails of which nobody can know whether they were sent. To send several again takes two persons.',
  },
  examples: [
    'constat mails decide --mail 12 --as sent --case /srv/constat/hopital',
    'constat mails decide --mail all --as send-again --by "A. Martin" --and "B. Petit" --case /srv/constat/hopital',
  ],
  async run(invocation) {
    const { value, words, out } = invocation;
    const decision = decisionOf(value('as'));
    const mails = numbersOf(value('mail'));
    const persons = personsOf(invocation);
    const open = await openCase(value('case'));
    try {
      const said = [value('reason'), ...persons].filter((part) => part !== '').join(' · ');
      await putOnRecord(open, { action: 'mails_decided', reason: said });
      const { database } = open;
      const consent = persons.length < 2 ? null : (): Promise<void> => Promise.resolve();
      const decided = await decideMails({ database, now: () => null }, mails, decision, consent);
      const { decidedSent, decidedAgain } = words.mail;
      out.write(`${count(decision === 'sent' ? decidedSent : decidedAgain, decided, words)}\n`);
    } finally {
      await open.close();
    }
  },
};

function decisionOf(given: string): MailDecision {
  return oneOf('--as', given, MAIL_DECISIONS);
}

function numbersOf(given: string): number[] | 'all' {
  if (given === 'all') return 'all';
  if (!/^\d{1,15}(?:,\d{1,15})*$/.test(given)) throw new UsageError('not_usable', '--mail', given);
  return [...new Set(given.split(',').map(Number))];
}

/** Who decides: nobody, one or two different names; who they are is known by log-in only on the server. */
function personsOf({ value }: Invocation): string[] {
  const persons = [value('by').trim(), value('and').trim()].filter((name) => name !== '');
  const [first, second] = persons.map((name) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' '));
  if (second !== undefined && first === second) throw new CaseError('same_person', '--by, --and');
  return persons;
}
