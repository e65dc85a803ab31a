import type { MailWords } from './mailWords.ts';

export const mailEn: MailWords = {
  problems: {
    settings_missing:
      'No settings for e-mails yet: "constat mails settings --set FILE --case DIR" takes them in.',
    settings_wrong: 'The settings for e-mails were refused; nothing was changed. What is wrong, and where:',
    password_missing: 'A password or key named in the settings for e-mails cannot be read:',
    secret_too_open:
      'A file with a password or key may be read by others; close it to all but its owner (chmod 600):',
    refused_by_lint: 'The mail was refused and does not leave:',
    already_on_its_way: 'A mail of this notice is on its way already.',
    paused: 'Sending rests: "constat mails pause --resume --case DIR" lets it go on.',
    no_progress:
      'Sending was started again and again without a mail being accepted, and rests now. Find out why, then "constat mails pause --resume --case DIR".',
    server_refuses:
      'The mail server refuses to take mails from us (log-in, relay or policy); sending rests. Have it mended, then "constat mails pause --resume --case DIR".',
    server_unreachable: 'The mail server does not answer; nothing was lost. Try again when it is back:',
    mail_unknown: 'No mail or report has this number:',
    not_uncertain: 'Only uncertain mails can be decided on; these are not, and nothing was changed:',
    second_person_needed:
      'To send several mails again takes two persons, since whoever got the first gets a second: name them with --by and --and.',
    mailbox_missing: 'The settings name no mailbox in which bounces arrive ("mailbox").',
    mailbox_unreadable: 'The mailbox of the bounces cannot be read:',
  },
  states: {
    queued: '{} mail[s] [wait|waits] to be sent',
    sending: '{} mail[s] [are|is] being sent',
    accepted: '{} mail[s] accepted by our own mail server',
    delivered: '{} mail[s] delivered, as a report says',
    bounced: '{} mail[s] came back',
    complained: '{} mail[s] complained about: no further mail',
    uncertain:
      '{} mail[s] uncertain: nobody can know whether [they were|it was] sent ("constat mails decide")',
    failed: '{} mail[s] refused by our own mail server',
    cancelled: '{} mail[s] cancelled',
  },
  empty: 'No mail was queued yet.',
  doubled: 'ATTENTION: {} mail[s] accepted twice.',
  unclear: '{} report[s] [wait|waits] for a person ("constat mails bounces --list").',
  stopped: '{} domain[s] stopped, for [they refuse|it refuses] mails for reasons of policy.',
  paused: 'Sending rests since {}: {}.',
  reasons: {
    campaign: 'the campaign rests ("constat notices pause --resume")',
    person: 'somebody stopped it',
    no_progress: 'too many starts without a mail accepted',
    policy: 'receiving domains refuse',
    server_refuses: 'our own mail server refuses',
  },
  pausing: 'Sending rests. What was under way is finished, nothing else leaves.',
  resumed: 'Sending may go on.',
  cancelled: '{} mail[s] taken out of the queue.',
  settingsKept: 'The settings were kept.',
  sending: 'E-mails',
  trouble: {
    gone: 'the database does not answer: waiting for it, nothing is lost',
    disk: 'the database cannot write (disk full?): make room, sending goes on by itself',
  },
  sent: '{} mail[s] accepted.',
  reconciled:
    'Asked of the mail server: {} mail[s] had been taken, {} had not and [went|went] back into the queue, {} uncertain.',
  failed: '{} mail[s] refused for good.',
  ended: {
    done: 'Nothing is left that may leave now.',
    later: 'What is left is for later.',
    paused: 'Sending rests ("constat mails pause --resume").',
    stopped: 'Stopped; the same command goes on.',
  },
  next: 'The next may leave on {}.',
  test: {
    subject: 'Test of the e-mails to patients',
    text: 'This is a test of the way by which e-mails to patients leave. It holds nothing about anybody.',
    accepted: 'The mail server took the test mail.',
    notAccepted: 'The mail server did not take the test mail: {}',
  },
  decidedSent: '{} mail[s] recorded as sent.',
  decidedAgain: '{} mail[s] queued to be sent again.',
  taken: {
    bounced: '{} mail[s] came back',
    delayed: '{} report[s] of delay',
    delivered: '{} report[s] of delivery',
    complaint: '{} complaint[s]',
    auto_reply: '{} automatic answer[s], ignored',
    forged: '{} forged report[s], changed nothing',
    unclear: '{} report[s] kept for a person',
    known: '{} report[s] taken before',
    early: '{} report[s] left for the next time',
  },
  byLetter: '{} letter[s] planned for whom an e-mail did not reach ("constat notices build").',
  waiting:
    '{} person[s] whom neither letter nor e-mail can reach [wait|waits] for a decision ("constat notices list --state returned").',
  noReports: 'No report.',
  report: '{}  {}  {}',
  kinds: { unclear: 'not understood', forged: 'forged' },
};
