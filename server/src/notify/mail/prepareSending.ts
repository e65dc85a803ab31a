import { createComposer } from './composeMail.ts';
import type { MailContext } from './mailContext.ts';
import { recordOf } from './records/index.ts';
import type { SendOptions } from './sendMails.ts';
import { createLanes } from './smtpLane.ts';

/** What the settings of a case give to sending, whoever has it begin: the composer with the DKIM key, lanes with the password, whom to ask what was taken. */
export type Prepared = Pick<SendOptions, 'compose' | 'createLane' | 'record'>;

/** Reads keys and passwords that the settings name; nothing is connected yet. Throws MailError: 'password_missing', 'secret_too_open', 'settings_wrong'. */
export async function prepareSending(
  { keys, settings }: Pick<MailContext, 'keys' | 'settings'>,
  folder: string,
): Promise<Prepared> {
  return {
    compose: await createComposer(keys, settings, folder),
    createLane: await createLanes(settings, folder),
    record: recordOf(settings),
  };
}
