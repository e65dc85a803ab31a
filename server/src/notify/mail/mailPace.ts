import type { MailPace, MailSettingsView } from '@constat/contract/mailDesk.ts';
import type { Database } from '../../database/database.ts';
import { type MailSettings, parseMailSettings, readMailSettings, writeMailSettings } from './mailSettings.ts';
import { MailError } from './mailState.ts';

/** The settings for e-mails as people of the case see them: without places of secrets, commands and files. */
export async function viewMailSettings(folder: string): Promise<MailSettingsView> {
  try {
    const settings = await readMailSettings(folder);
    const { server, site, record, dkim, mailbox } = settings;
    return {
      pace: paceOf(settings),
      server: {
        host: server.host,
        port: server.port,
        tls: server.tls,
        site,
        record: record.kind,
        dkim: dkim !== undefined,
        mailbox: mailbox !== undefined,
      },
    };
  } catch (error) {
    if (error instanceof MailError && error.problem === 'settings_missing')
      return { pace: null, server: null };
    throw error;
  }
}

/**
 * Changes sender and pace, and nothing else: whoever sits before a browser sets no command that is run, no file that is read and no server that gets a password.
 * Senders that run already go on with the former settings until they are started again. Throws MailError: 'settings_missing', 'settings_wrong'.
 */
export async function changeMailPace(
  database: Database,
  folder: string,
  changes: { readonly [K in keyof MailPace]?: MailPace[K] | undefined },
): Promise<void> {
  const before = await readMailSettings(folder);
  const changed = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null);
  const settings = parseMailSettings(JSON.stringify(Object.fromEntries(changed)));
  await writeMailSettings(database.pool, { folder, caseId: database.caseId }, settings);
}

function paceOf(settings: MailSettings): MailPace {
  const { from, replyTo, lanes, perMinute, domains, otherDomainsPerHour, ramp, askForDelivery, retryHours } =
    settings;
  return {
    from,
    replyTo: replyTo ?? null,
    lanes,
    perMinute,
    domains,
    otherDomainsPerHour,
    ramp: ramp ?? null,
    askForDelivery,
    retryHours,
  };
}
