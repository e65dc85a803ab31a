import { resolve } from 'node:path';
import type { MailContext } from '../notify/mail/mailContext.ts';
import { readMailSettings } from '../notify/mail/mailSettings.ts';
import { openCase, type OpenCase } from '../pipeline.ts';

/** A case open for a command about its e-mails. */
export interface OpenMails extends OpenCase {
  readonly folder: string;
  readonly context: MailContext;
}

/** Opens a case with its settings for e-mails: as the worker what sends and takes reports, as the app what people see and decide. Throws MailError. */
export async function openMails(caseFolder: string, role: 'app' | 'worker'): Promise<OpenMails> {
  const folder = resolve(caseFolder);
  const open = await openCase(folder, role);
  try {
    const settings = await readMailSettings(folder);
    const context = { database: open.database, keys: open.opened.keys, settings, now: () => null };
    return { ...open, folder, context };
  } catch (error) {
    await open.close();
    throw error;
  }
}
