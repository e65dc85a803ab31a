import type { StatusClass } from '../mailState.ts';

/** A report as it would come, and what must be read in it. */
export interface TestReport {
  readonly name: string;
  readonly text: string;
  readonly kind: 'bounced' | 'delayed' | 'delivered' | 'complaint' | 'auto_reply' | 'forged' | 'unclear';
  readonly class?: StatusClass;
}

/** What happened at the other end: the code, the words of the other server, and what it means. */
interface Cause {
  readonly status: string;
  readonly reply: string;
  readonly words: string;
  readonly class: StatusClass;
}

const UNKNOWN: Cause = {
  status: '5.1.1',
  reply: '550',
  words: 'The email account that you tried to reach does not exist.',
  class: 'hard',
};
const FULL: Cause = {
  status: '5.2.2',
  reply: '552',
  words: 'The recipient mailbox is over quota',
  class: 'full',
};
const POLICY: Cause = {
  status: '5.7.26',
  reply: '550',
  words: 'Unauthenticated email is not accepted due to domain DMARC policy',
  class: 'policy',
};
const DISABLED: Cause = { status: '5.2.1', reply: '550', words: 'The account is disabled', class: 'hard' };
const NO_HOST: Cause = {
  status: '5.1.2',
  reply: '550',
  words: 'Host or domain name not found',
  class: 'hard',
};
const EXPIRED: Cause = { status: '4.4.7', reply: '451', words: 'Delivery time expired', class: 'soft' };
const CONTENT: Cause = { status: '5.6.0', reply: '554', words: 'Message content rejected', class: 'content' };
const SPAM: Cause = {
  status: '5.7.1',
  reply: '554',
  words: 'Message refused: sender reputation',
  class: 'policy',
};
const CAUSES = [UNKNOWN, FULL, POLICY, DISABLED, NO_HOST] as const;

const PERSON = 'personne@boite.example';
const DATE = 'Thu, 26 Nov 2026 10:00:00 +0100';
const OURS = [
  'From: information@ch-henri-dunant.example',
  `To: ${PERSON}`,
  'Subject: Information importante',
  'Auto-Submitted: auto-generated',
];

/** A shape of report: what a server writes to the return path `to` about a cause. */
interface Shape {
  readonly name: string;
  readonly write: (to: string, cause: Cause) => readonly string[];
}

/** A multipart/report with the fields of its status. */
function dsn(
  { from, subject, to, extra = [] }: { from: string; subject: string; to: string; extra?: readonly string[] },
  text: readonly string[],
  message: readonly string[],
  recipient: readonly string[],
): string[] {
  const boundary = 'k3jh4k5jh3=_4kj5';
  return [
    'Return-Path: <>', `Delivered-To: ${to}`, `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Date: ${DATE}`, 'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status;', `\tboundary="${boundary}"`, ...extra, '',
    'This is a MIME-encapsulated message.', '', `--${boundary}`, 'Content-Type: text/plain; charset=utf-8', '', ...text, '', `--${boundary}`,
    'Content-Description: Delivery report', 'Content-Type: message/delivery-status', '', ...message, '', ...recipient, '', `--${boundary}`,
    'Content-Type: text/rfc822-headers', '', `Return-Path: <${to}>`, ...OURS, '', `--${boundary}--`, '',
  ]; // prettier-ignore
}

function plain(head: readonly string[], to: string, body: readonly string[]): string[] {
  return ['Return-Path: <>', `Delivered-To: ${to}`, ...head, `To: ${to}`, `Date: ${DATE}`, '', ...body, ''];
}

const SHAPES: readonly Shape[] = [
  {
    name: 'Postfix',
    write: (to, c) =>
      dsn(
        { from: 'MAILER-DAEMON@mx.boite.example (Mail Delivery System)', subject: 'Undelivered Mail Returned to Sender', to },
        ['This is the mail system at host mx.boite.example.', '', "I'm sorry to have to inform you that your message could not", 'be delivered to one or more recipients.'],
        ['Reporting-MTA: dns; mx.boite.example', 'X-Postfix-Queue-ID: 4Xy3tK0Z', `X-Postfix-Sender: rfc822; ${to}`, 'Arrival-Date: Thu, 26 Nov 2026 09:59:58 +0100 (CET)'],
        [`Final-Recipient: rfc822; ${PERSON}`, `Original-Recipient: rfc822;${PERSON}`, 'Action: failed', `Status: ${c.status}`, 'Remote-MTA: dns; mx.boite.example', `Diagnostic-Code: smtp; ${c.reply} ${c.status} ${c.words}`],
      ),
  },
  {
    name: 'Exim',
    write: (to, c) =>
      dsn(
        { from: 'Mail Delivery System <Mailer-Daemon@mx.boite.example>', subject: 'Mail delivery failed: returning message to sender', to, extra: [`X-Failed-Recipients: ${PERSON}`] },
        ['This message was created automatically by mail delivery software.', '', 'A message that you sent could not be delivered to one or more of its', 'recipients. This is a permanent error. The following address(es) failed:', '', `  ${PERSON}`, `    host mx.boite.example [192.0.2.7]`, `    SMTP error from remote mail server after RCPT TO:<${PERSON}>:`, `    ${c.reply} ${c.status} ${c.words}`],
        ['Reporting-MTA: dns; mx.boite.example'],
        ['Action: failed', `Final-Recipient: rfc822;${PERSON}`, 'Status: 5.0.0', 'Remote-MTA: dns; mx.boite.example', `Diagnostic-Code: smtp; ${c.reply} ${c.status} ${c.words}`],
      ),
  },
  {
    name: 'older Exim, in words',
    write: (to, c) =>
      plain(
        ['From: Mail Delivery System <Mailer-Daemon@mx.boite.example>', 'Subject: Mail delivery failed: returning message to sender', `X-Failed-Recipients: ${PERSON}`, 'Auto-Submitted: auto-replied'],
        to,
        ['This message was created automatically by mail delivery software.', '', 'A message that you sent could not be delivered to one or more of its', 'recipients. This is a permanent error. The following address(es) failed:', '', `  ${PERSON}`, `    SMTP error from remote mail server after RCPT TO:<${PERSON}>:`, `    host mx.boite.example [192.0.2.7]: ${c.reply} ${c.status} ${c.words}`, '', '------ This is a copy of the message, including all the headers. ------', '', ...OURS],
      ),
  },
  {
    name: 'Exchange and Microsoft 365',
    write: (to, c) =>
      dsn(
        { from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@boite.example>', subject: 'Undeliverable: Information importante', to, extra: ['X-MS-Exchange-Message-Is-Ndr:', 'X-Auto-Response-Suppress: All'] },
        ['Delivery has failed to these recipients or groups:', '', `${PERSON}<mailto:${PERSON}>`, c.words, '', 'Diagnostic information for administrators:', '', 'Generating server: AM0PR01MB0001.eurprd01.prod.outlook.example', '', `Remote Server returned '${c.reply} ${c.status} ${c.words}'`],
        ['Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.outlook.example', 'Received-From-MTA: dns;mail.ch-henri-dunant.example', 'Arrival-Date: Thu, 26 Nov 2026 08:59:58 +0000'],
        [`Final-Recipient: rfc822;${PERSON}`, 'Action: failed', `Status: ${c.status}`, `Diagnostic-Code: smtp;${c.reply} ${c.status} ${c.words}`, `X-Display-Name: ${PERSON}`],
      ),
  },
  {
    name: 'Gmail',
    write: (to, c) =>
      dsn(
        { from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.example>', subject: 'Delivery Status Notification (Failure)', to, extra: [`X-Failed-Recipients: ${PERSON}`, 'References: <x@ch-henri-dunant.example>'] },
        ['** Address not found **', '', `Your message wasn't delivered to ${PERSON} because of a problem.`, '', 'The response was:', `${c.reply} ${c.status} ${c.words} For more information, go to https://support.example/mail gsmtp`],
        ['Reporting-MTA: dns; googlemail.example', `Received-From-MTA: dns; ${to}`, 'Arrival-Date: Thu, 26 Nov 2026 00:59:58 -0800 (PST)', 'X-Original-Message-ID: <x@ch-henri-dunant.example>'],
        [`Final-Recipient: rfc822; ${PERSON}`, 'Action: failed', `Status: ${c.status}`, 'Remote-MTA: dns; gmail-smtp-in.l.boite.example. (192.0.2.9, the server for the domain.)', `Diagnostic-Code: smtp; ${c.reply}-${c.status} ${c.words}`, ` ${c.reply} ${c.status} For more information, see the help`, 'Last-Attempt-Date: Thu, 26 Nov 2026 00:59:59 -0800 (PST)'],
      ),
  },
  {
    name: 'OVH',
    write: (to, c) =>
      dsn(
        { from: 'MAILER-DAEMON@mo512.mail-out.boite.example', subject: 'Undelivered Mail Returned to Sender', to },
        ['This is the mail system at host mo512.mail-out.boite.example.', '', `<${PERSON}>: host mx1.boite.example[192.0.2.1] said: ${c.reply}`, `    ${c.status} ${c.words} (in reply to RCPT TO command)`],
        ['Reporting-MTA: dns; mo512.mail-out.boite.example', `X-Postfix-Sender: rfc822; ${to}`],
        [`Final-Recipient: rfc822; ${PERSON}`, 'Action: failed', `Status: ${c.status}`, `Diagnostic-Code: smtp; ${c.reply} ${c.status}`, `    ${c.words}`],
      ),
  },
  {
    name: 'Orange',
    write: (to, c) =>
      dsn(
        { from: 'Mail Delivery Service <postmaster@smtp.boite.example>', subject: 'Delivery Status Notification', to },
        [' - These recipients of your message have been processed by the mail server:', `${PERSON}; Failed; ${c.status}`, '', `    Remote MTA mx.boite.example: SMTP diagnostic: ${c.reply} ${c.status} ${c.words}`],
        ['Reporting-MTA: dns; smtp.boite.example', 'Received-From-MTA: dns; mail.ch-henri-dunant.example (192.0.2.4)'],
        [`Final-Recipient: rfc822; ${PERSON}`, 'Action: Failed', `Status: ${c.status} (${c.words.slice(0, 20)})`, 'Remote-MTA: dns; mx.boite.example', `Diagnostic-Code: smtp; ${c.reply} ${c.status} ${c.words}`],
      ),
  },
  {
    name: 'Free',
    write: (to, c) =>
      dsn(
        { from: 'MAILER-DAEMON@boite.example (Mail Delivery System)', subject: 'Message non remis / Undelivered Mail', to },
        ["Votre message n'a pas pu être remis.", '', `<${PERSON}>: ${c.reply} ${c.status} ${c.words}`],
        ['Reporting-MTA: dns; smtp4-g21.boite.example'],
        [`Final-Recipient: rfc822; ${PERSON}`, 'Action: failed', `Status: ${c.status}`, `Diagnostic-Code: X-Postfix; host mx1.boite.example said: ${c.reply} ${c.status} ${c.words}`],
      ),
  },
  {
    name: 'qmail, in words',
    write: (to, c) =>
      plain(
        ['From: MAILER-DAEMON@mx.boite.example', 'Subject: failure notice'],
        to,
        ['Hi. This is the qmail-send program at mx.boite.example.', "I'm afraid I wasn't able to deliver your message to the following addresses.", "This is a permanent error; I've given up. Sorry it didn't work out.", '', `<${PERSON}>:`, `192.0.2.5 does not like recipient.`, `Remote host said: ${c.reply} ${c.status} ${c.words}`, 'Giving up on 192.0.2.5.', '', '--- Below this line is a copy of the message.', '', `Return-Path: <${to}>`, ...OURS],
      ),
  },
  {
    name: 'sendmail',
    write: (to, c) =>
      dsn(
        { from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.boite.example>', subject: 'Returned mail: see transcript for details', to },
        ['The original message was received at Thu, 26 Nov 2026 09:59:58 +0100', 'from mail.ch-henri-dunant.example [192.0.2.4]', '', '   ----- The following addresses had permanent fatal errors -----', `<${PERSON}>`, `    (reason: ${c.reply} ${c.status} ${c.words})`],
        ['Reporting-MTA: dns; mx.boite.example', 'Received-From-MTA: DNS; mail.ch-henri-dunant.example', 'Arrival-Date: Thu, 26 Nov 2026 09:59:58 +0100'],
        [`Final-Recipient: RFC822; ${PERSON}`, 'Action: failed', `Status: ${c.status}`, 'Remote-MTA: DNS; mx.boite.example', `Diagnostic-Code: SMTP; ${c.reply} ${c.status} ${c.words}`, 'Last-Attempt-Date: Thu, 26 Nov 2026 09:59:59 +0100'],
      ),
  },
  {
    name: 'Zimbra',
    write: (to, c) =>
      dsn(
        { from: 'MAILER-DAEMON (Mail Delivery System)', subject: 'Undelivered Mail Returned to Sender', to, extra: ['X-Spam-Status: No'] },
        ['This is the mail system at host zimbra.boite.example.', '', `<${PERSON}>: host zimbra.boite.example[192.0.2.8] said: ${c.reply} ${c.status} ${c.words} (in reply to end of DATA command)`],
        ['Reporting-MTA: dns; zimbra.boite.example'],
        [`Final-Recipient: rfc822; ${PERSON}`, `Original-Recipient: rfc822;${PERSON}`, 'Action: failed', `Status: ${c.status}`, 'Remote-MTA: dns; zimbra.boite.example', `Diagnostic-Code: smtp; ${c.reply} ${c.status} ${c.words}`],
      ),
  },
  {
    name: 'OpenSMTPD',
    write: (to, c) =>
      dsn(
        { from: 'Mailer Daemon <MAILER-DAEMON@mx.boite.example>', subject: 'Delivery status notification: error', to },
        ['    Hi!', '', '    This is the MAILER-DAEMON, please DO NOT REPLY to this email.', '', '    An error has occurred while attempting to deliver a message for', '    the following list of recipients:', '', `${PERSON}: ${c.reply} ${c.status} ${c.words}`],
        ['Reporting-MTA: dns; mx.boite.example'],
        [`Final-Recipient: rfc822; ${PERSON}`, 'Action: failed', `Status: ${c.status}`],
      ),
  },
  {
    name: 'Yahoo, in words',
    write: (to, c) =>
      plain(
        ['From: MAILER-DAEMON@yahoo.example', 'Subject: Failure Notice', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable'],
        to,
        ['Sorry, we were unable to deliver your message to the following address.', '', `<${PERSON}>:`, `${c.reply}: ${c.status} ${c.words.replaceAll('=', '=3D')}=`, '', '', '--- Below this line is a copy of the message.', ...OURS],
      ),
  },
  {
    name: 'Lotus Domino',
    write: (to, c) =>
      dsn(
        { from: 'Mail Router <postmaster@boite.example>', subject: 'DELIVERY FAILURE: delivery error', to },
        ['Your message', '  Subject: Information importante', '', 'was not delivered to:', `  ${PERSON}`, 'because:', `  ${c.words}`],
        ['Reporting-MTA: dns;mail.boite.example', ''].slice(0, 1),
        [`Final-Recipient: rfc822;${PERSON}`, 'Action: failed', `Status: ${c.status}`, `Diagnostic-Code: X-Notes; ${c.words}`],
      ),
  },
  {
    name: 'a gateway that writes base64',
    write: (to, c) => {
      const status = ['Reporting-MTA: dns; gw.boite.example', '', `Final-Recipient: rfc822; ${PERSON}`, 'Action: failed', `Status: ${c.status}`, `Diagnostic-Code: smtp; ${c.reply} ${c.status} ${c.words}`, ''].join('\r\n');
      const encoded = Buffer.from(status).toString('base64').replace(/.{60}/g, '$&\r\n');
      return [
        'Return-Path: <>', `X-Original-To: ${to.toUpperCase()}`, 'From: postmaster@gw.boite.example', `To: <${to.toUpperCase()}>`, 'Subject: Delivery Status Notification (Failure)', 'MIME-Version: 1.0',
        'Content-Type: multipart/report; boundary=simple; report-type="delivery-status"', '', '--simple', 'Content-Type: text/plain', '', 'Delivery failed.', '', '--simple',
        'Content-Type: message/delivery-status', 'Content-Transfer-Encoding: base64', '', encoded, '', '--simple--', '',
      ]; // prettier-ignore
    },
  },
]; // prettier-ignore

/** Reports of other kinds than a final failure. */
const OTHERS: readonly { name: string; kind: TestReport['kind']; class?: StatusClass; readonly write: (to: string) => readonly string[] }[] = [
  ...[EXPIRED, CONTENT, SPAM].map((c) => ({ name: `Postfix, ${c.status}`, kind: 'bounced' as const, class: c.class, write: (to: string) => SHAPES[0]!.write(to, c) })),
  {
    name: 'Postfix, delayed', kind: 'delayed', class: 'soft',
    write: (to) => dsn({ from: 'MAILER-DAEMON@mx.boite.example', subject: 'Delayed Mail (still being retried)', to }, ['THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.'], ['Reporting-MTA: dns; mx.boite.example'], [`Final-Recipient: rfc822; ${PERSON}`, 'Action: delayed', 'Status: 4.4.1', 'Will-Retry-Until: Mon, 30 Nov 2026 09:59:58 +0100']),
  },
  {
    name: 'sendmail, delayed', kind: 'delayed', class: 'soft',
    write: (to) => dsn({ from: 'MAILER-DAEMON@mx.boite.example', subject: 'Warning: could not send message for past 4 hours', to }, ['** THIS IS A WARNING MESSAGE ONLY **'], ['Reporting-MTA: dns; mx.boite.example'], [`Final-Recipient: RFC822; ${PERSON}`, 'Action: delayed', 'Status: 4.2.0']),
  },
  {
    name: 'Exim, delayed, in words', kind: 'delayed', class: 'soft',
    write: (to) => plain(['From: Mail Delivery System <Mailer-Daemon@mx.boite.example>', 'Subject: Warning: message 1abc-0001 delayed 24 hours'], to, ['This message was created automatically by mail delivery software.', 'A message that you sent has not yet been delivered to one or more of its', 'recipients after more than 24 hours on the queue.', '', 'No action is required on your part. Delivery attempts will continue for', 'some time.']),
  },
  {
    name: 'Postfix, delivered', kind: 'delivered',
    write: (to) => dsn({ from: 'MAILER-DAEMON@mx.boite.example', subject: 'Successful Mail Delivery Report', to }, ['Your message was successfully delivered.'], ['Reporting-MTA: dns; mx.boite.example'], [`Final-Recipient: rfc822; ${PERSON}`, 'Action: delivered', 'Status: 2.0.0', 'Diagnostic-Code: x-unix; delivered to mailbox']),
  },
  {
    name: 'Exchange, delivered', kind: 'delivered',
    write: (to) => dsn({ from: 'postmaster@boite.example', subject: 'Delivered: Information importante', to }, ['Your message has been delivered to the following recipients:'], ['Reporting-MTA: dns;mx.boite.example'], [`Final-Recipient: rfc822;${PERSON}`, 'Action: delivered', 'Status: 2.1.5']),
  },
  ...['abuse', 'fraud', 'opt-out'].map((type) => ({ name: `complaint: ${type}`, kind: 'complaint' as const, write: (to: string) => arf(to, type, true) })),
  { name: 'complaint that encloses the mail only', kind: 'complaint', write: (to) => arf(to, 'abuse', false) },
  ...([['Automatic reply: Information importante', 'Auto-Submitted: auto-generated'], ['Réponse automatique : Information', 'Auto-Submitted: auto-replied'], ['Absence du bureau', 'X-Autoreply: yes'], ['Out of office', 'Precedence: bulk'], ['Re: Information importante', 'Auto-Submitted: auto-replied; owner-email="x@boite.example"'], ['=?utf-8?Q?R=C3=A9ponse_automatique?=', 'X-Autorespond: vacation'], ['Re: Information', 'Precedence: auto_reply']] as const).map(([subject, header]) => ({
    name: `automatic answer: ${subject}`, kind: 'auto_reply' as const,
    write: (to: string) => ['Return-Path: <>', `Delivered-To: ${to}`, `From: ${PERSON}`, `To: ${to}`, `Subject: ${subject}`, header, '', 'Je suis absent(e). Merci de ne pas répondre : user unknown.', ''],
  })),
  ...['5.2.2', '4.2.2'].map((status) => ({ name: `full, ${status}`, kind: 'bounced' as const, class: 'full' as const, write: (to: string) => SHAPES[9]!.write(to, { ...FULL, status }) })),
  { name: 'Orange, 4.7.1 given up', kind: 'bounced', class: 'soft', write: (to) => SHAPES[6]!.write(to, { ...EXPIRED, status: '4.7.1' }) },
  { name: 'Microsoft 365, 5.3.4', kind: 'bounced', class: 'content', write: (to) => SHAPES[3]!.write(to, { ...CONTENT, status: '5.3.4', words: 'Message size exceeds limit' }) },
  { name: 'Zimbra, 5.7.1', kind: 'bounced', class: 'policy', write: (to) => SHAPES[10]!.write(to, SPAM) },
  { name: 'Microsoft 365, 5.1.10', kind: 'bounced', class: 'hard', write: (to) => SHAPES[3]!.write(to, { ...UNKNOWN, status: '5.1.10', words: 'RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup' }) },
]; // prettier-ignore

function arf(to: string, type: string, names: boolean): string[] {
  return [
    'Return-Path: <feedback@boite.example>', 'From: Feedback Loop <feedback@boite.example>', 'To: retours@ch-henri-dunant.example', 'Subject: complaint about message from 192.0.2.4', 'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="arf"', '', '--arf', 'Content-Type: text/plain', '', 'This is an email abuse report.', '', '--arf',
    'Content-Type: message/feedback-report', '', `Feedback-Type: ${type}`, 'User-Agent: SomeGenerator/1.0', 'Version: 1', ...(names ? [`Original-Mail-From: <${to}>`] : []), `Source-IP: 192.0.2.4`, '',
    '--arf', 'Content-Type: message/rfc822', '', `Return-Path: <${to}>`, ...OURS, '', 'Bonjour', '', '--arf--', '',
  ]; // prettier-ignore
}

function joined(lines: readonly string[]): string {
  return lines.join('\r\n');
}

/** A hundred reports of the shapes that servers write, each to a return path that `returnPath` gives for its number. All addresses are invented. */
export function realReports(returnPath: (number: number) => string): TestReport[] {
  const failures = SHAPES.flatMap((shape) => CAUSES.map((cause) => ({ shape, cause })));
  return [
    ...failures.map(({ shape, cause }, i) => ({
      name: `${shape.name}, ${cause.status}`,
      text: joined(shape.write(returnPath(i), cause)),
      kind: 'bounced' as const,
      class: cause.class,
    })),
    ...OTHERS.map(({ write, ...rest }, i) => ({
      ...rest,
      text: joined(write(returnPath(failures.length + i))),
    })),
  ].slice(0, 100);
}

/** Fifty reports of which nothing sure can be read: cut off, in contradiction, to somebody else, or no reports at all. */
export function brokenReports(returnPath: (number: number) => string): TestReport[] {
  const breaks: readonly ((lines: readonly string[], to: string) => readonly string[])[] = [
    // The status is gone, or cut off before it says anything.
    (lines) => lines.filter((line) => !/^(?:Action|Status): /.test(line)),
    (lines) =>
      lines.slice(
        0,
        lines.findIndex((line) => /^Content-Type: message\/delivery-status/.test(line)),
      ),
    (lines) =>
      lines.map((line) =>
        line.replace(/^Action: .*/, 'Action: failed').replace(/^Status: .*/, 'Status: 2.0.0'),
      ),
    (lines) => lines.map((line) => line.replace(/^Action: .*/, 'Action: delivered')),
    (lines) => lines.map((line) => line.replace(/^Action: .*/, 'Action: perhaps')),
    // To nobody that we know.
    (lines, to) => lines.map((line) => line.replaceAll(to, 'retours@ch-henri-dunant.example')),
    (lines, to) => lines.filter((line) => !line.includes(to)),
    // Two recipients with two fates.
    (lines) =>
      lines.flatMap((line) =>
        /^Final-Recipient/.test(line)
          ? [line, 'Action: failed', 'Status: 5.1.1', '', line]
          : /^Action/.test(line)
            ? ['Action: delayed']
            : [line],
      ),
    // Not a mail.
    () => ['', 'lorem ipsum'],
    (lines) => [lines.join(' ').replaceAll(':', ' ')],
  ];
  const shapes = [0, 3, 4, 6, 9];
  return breaks.flatMap((damage, b) =>
    shapes.map((shape, s) => {
      const to = returnPath(b * shapes.length + s);
      return {
        name: `damage ${b + 1} to ${SHAPES[shape]!.name}`,
        text: joined(damage(SHAPES[shape]!.write(to, CAUSES[s]!), to)),
        kind: 'unclear' as const,
      };
    }),
  );
}

/** Fifty reports that look right and whose return path is made up, altered, or another case's. `forge` gives such an address for a number. */
export function forgedReports(forge: (number: number) => string): TestReport[] {
  return Array.from({ length: 50 }, (_, i) => ({
    name: `forged ${i + 1}`,
    text: joined(
      i % 10 === 9
        ? arf(forge(i), 'abuse', true)
        : SHAPES[i % SHAPES.length]!.write(forge(i), CAUSES[i % CAUSES.length]!),
    ),
    kind: 'forged' as const,
  }));
}
