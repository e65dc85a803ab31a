import { randomBytes } from 'node:crypto';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { createComposer } from './composeMail.ts';
import { lintMail, type MailContents } from './lintMail.ts';
import type { MailSettings } from './mailSettings.ts';
import { MailError } from './mailState.ts';
import { domainOf } from './queueMail.ts';
import type { Outcome } from './recordOutcome.ts';
import { createLanes } from './smtpLane.ts';

/**
 * Sends one mail to the hospital itself, beside the outbox: as the settings say, signed, with a return path. Only to the hospital's own domain or the sender's.
 * Throws MailError('refused_by_lint') for any other recipient, or where the contents would be refused.
 */
export async function sendTestMail(
  { keys, settings, folder }: { keys: CaseKeys; settings: MailSettings; folder: string },
  contents: MailContents,
): Promise<Outcome> {
  const domain = domainOf(contents.to);
  const isOwn = [settings.site, domainOf(settings.from.address)].some(
    (own) => domain === own || domain.endsWith(`.${own}`),
  );
  const faults = [
    ...(isOwn ? [] : ['to: not an address of the hospital']),
    ...lintMail(contents, settings.site),
  ];
  if (faults.length > 0) throw new MailError('refused_by_lint', faults);
  const compose = await createComposer(keys, settings, folder);
  const lane = (await createLanes(settings, folder))();
  try {
    const mail = await compose(randomBytes(16), contents, new Date());
    return await lane.send(mail, () => true, AbortSignal.timeout(settings.leaseSeconds * 1_000));
  } finally {
    lane.close();
  }
}

/** Why a test was not taken: the status of the mail server, 'connection', 'login', 'unknown'; '' where it was taken. */
export function testStatus(outcome: Outcome): string {
  if (outcome.kind === 'accepted') return '';
  if (outcome.kind === 'refused') return outcome.status;
  return outcome.kind === 'not_sent' ? outcome.reason : outcome.kind;
}
