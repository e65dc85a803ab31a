import {
  sendMailsSchema,
  takeReportsSchema,
  type TestMailAnswer,
  testMailSchema,
} from '@constat/contract/mailDesk.ts';
import type { WorkBegun, WorkResult } from '@constat/contract/work.ts';
import { Hono } from 'hono';
import { type Access, recordBeforehand } from '../audit/recordAccess.ts';
import { wordsOf } from '../languages/chooseLanguage.ts';
import { followMails } from '../notify/batches/followMails.ts';
import { mailboxOf } from '../notify/mail/bounces/index.ts';
import { takeBounces } from '../notify/mail/bounces/takeBounces.ts';
import { mailsLeft, summariseMails } from '../notify/mail/listMails.ts';
import { refuseWhileSendingRests } from '../notify/mail/mailControl.ts';
import { readMailSettings } from '../notify/mail/mailSettings.ts';
import { prepareSending } from '../notify/mail/prepareSending.ts';
import { sendMails, type SendReport } from '../notify/mail/sendMails.ts';
import { sendTestMail, testStatus } from '../notify/mail/sendTestMail.ts';
import { actorOf } from './actorOf.ts';
import { becauseOf } from './becauseOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { inTurn } from './inTurn.ts';
import { readBody } from './readBody.ts';
import { withWorkerDatabase } from './withWorkerDatabase.ts';

/**
 * What connects to the hospital's mail server and mailbox: sending, a test, reports. Each does what its command does, by the same functions and with the settings
 * of the case (`mail.json`), as the worker of the database.
 *
 * Sending begins when an officer says so, and never by itself: after a crash or a restart of the server the outbox stays as it is (`mails/view`: 'interrupted' or
 * 'waiting') until somebody has it begin again. Whoever starts a machine anew is no officer; what killed the server may be in the mails; the mail server and its
 * log, which are asked about whatever was under way, may not be back yet; and nothing should leave at an hour for which nobody has staffed the hotline.
 */
export function sendingRoutes(services: HttpServices) {
  const { database, keys, folder, works } = services;
  /** The clock of the database, as for workers on all machines. */
  const now = (): null => null;
  const alone = inTurn();
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/mails/send', readBody(sendMailsSchema), async (c) => {
      const { watch, reason } = c.req.valid('json');
      works.refuseWhileRunning('send');
      const settings = await readMailSettings(folder);
      await refuseWhileSendingRests({ database });
      const prepared = await prepareSending({ keys, settings }, folder);
      const queued = watch ? null : mailsLeft(await summariseMails({ database }));
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'mails_sent' };
      await recordBeforehand(database, keys, access);
      const work = works.start('send', async ({ onProgress, onTrouble, signal }) => {
        const progress = (accepted: number): void => onProgress(accepted, queued);
        return await withWorkerDatabase(services, async (worker) => {
          const context = { database: worker, keys, settings, now };
          const options = { ...prepared, watch, signal, onProgress: progress, onTrouble };
          return sentResult(await sendMails(context, options));
        });
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/mails/bounces', readBody(takeReportsSchema), async (c) => {
      const { reason } = c.req.valid('json');
      works.refuseWhileRunning('bounces');
      const settings = await readMailSettings(folder);
      const mailbox = mailboxOf(settings, folder);
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'mail_reports_taken' };
      await recordBeforehand(database, keys, access);
      const work = works.start('bounces', async ({ onProgress, signal }) => {
        const progress = (reports: number): void => onProgress(reports, null);
        const taken = await withWorkerDatabase(services, (worker) =>
          takeBounces({ database: worker, keys, settings, now }, mailbox, { onProgress: progress, signal }),
        );
        // As the app: whoever takes in reports has no right to look at notices.
        return { kind: 'bounces', taken, ...(await followMails(database, keys)) };
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/mails/test', readBody(testMailSchema), async (c) => {
      const { to, language } = c.req.valid('json');
      const settings = await readMailSettings(folder);
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'mails_sent', reason: 'test' });
      const { subject, text } = wordsOf(language).mail.test;
      const contents = { to, subject, text, html: `<p>${text}</p>` };
      const status = testStatus(await alone(() => sendTestMail({ keys, settings, folder }, contents)));
      const answer: TestMailAnswer = { accepted: status === '', status };
      return c.json(answer);
    });
}

function sentResult({ next, ...report }: SendReport): WorkResult {
  return { kind: 'sent', ...report, next: next?.toISOString() ?? null };
}
