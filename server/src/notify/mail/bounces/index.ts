import { resolve } from 'node:path';
import type { MailSettings } from '../mailSettings.ts';
import { MailError } from '../mailState.ts';
import { imapMailbox } from './imapMailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { maildirMailbox } from './maildirMailbox.ts';

/** The mailbox that the settings name. Throws MailError('mailbox_missing'). */
export function mailboxOf({ mailbox }: MailSettings, caseFolder: string): Mailbox {
  if (mailbox === undefined) throw new MailError('mailbox_missing');
  return mailbox.kind === 'imap'
    ? imapMailbox(mailbox, caseFolder)
    : maildirMailbox(resolve(caseFolder, mailbox.path));
}
