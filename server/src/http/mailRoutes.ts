import {
  changeMailPaceSchema,
  decideMailsSchema,
  type ListedMails,
  listMailsSchema,
  type MailReport,
  mailReportRequestSchema,
  type MailReports,
  type MailsChanged,
  type MailSettingsView,
  type MailSummaryView,
  queueMailsSchema,
  reasonRequestSchema,
  sendAgainRequestSchema,
} from '@constat/contract/mailDesk.ts';
import type { WorkBegun } from '@constat/contract/work.ts';
import { Hono } from 'hono';
import { type Access, readWithAudit, recordBeforehand } from '../audit/recordAccess.ts';
import { plannedEmails, queueEmails } from '../notify/batches/queueEmails.ts';
import { loadCheckedTexts } from '../notify/lint/loadCheckedTexts.ts';
import { keptReports, showReport } from '../notify/mail/bounces/keptReports.ts';
import { decideMails, sendAgainHash } from '../notify/mail/decideMails.ts';
import { listMails, type MailLine, summariseMails } from '../notify/mail/listMails.ts';
import { cancelQueued, pauseSending, resumeSending } from '../notify/mail/mailControl.ts';
import { changeMailPace, viewMailSettings } from '../notify/mail/mailPace.ts';
import { uncertainPersons } from '../notify/mail/mailPersons.ts';
import { queueMail } from '../notify/mail/queueMail.ts';
import { sendingState } from '../notify/mail/sendingState.ts';
import { loadStatement } from '../notify/statement/statementFile.ts';
import { emailComposer } from '../notify/texts/emailComposer.ts';
import { loadTemplates, textsHash } from '../notify/texts/loadTemplates.ts';
import { checkApproval, claimApproval, requestApproval } from '../people/approvals.ts';
import { actingOf, actorOf } from './actorOf.ts';
import { becauseOf } from './becauseOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';

/** E-mails: queued by two people, watched, paused, cancelled; the uncertain ones and the reports that a person decides on. `sendingRoutes.ts` sends them. */
export function mailRoutes(services: HttpServices) {
  const { database, keys, folder, works } = services;
  /** The clock of the database, as for the workers. */
  const context = { database, keys, now: () => null };
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/mails/view', async (c) => {
      const { states, doubled, unclear, pausedSince, reason, stoppedDomains } = await summariseMails(context);
      const answer: MailSummaryView = {
        states,
        doubled,
        unclear,
        pausedSince: pausedSince?.toISOString() ?? null,
        pauseReason: reason,
        stoppedDomains,
        sending: await sendingState(context, works.running('send')),
      };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/mails/list', readBody(listMailsSchema), async (c) => {
      const { state, after, limit } = c.req.valid('json');
      const mails: MailLine[] = [];
      for await (const line of listMails(context, state, after)) {
        mails.push(line);
        if (mails.length > limit) break;
      }
      const answer: ListedMails = { mails: mails.slice(0, limit), more: mails.length > limit };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/mails/settings', async (c) => {
      const answer: MailSettingsView = await viewMailSettings(folder);
      return c.json(answer);
    })
    .post('/api/cases/:caseId/mails/change-settings', readBody(changeMailPaceSchema), async (c) => {
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'settings_changed' });
      await changeMailPace(database, folder, c.req.valid('json'));
      const answer: MailSettingsView = await viewMailSettings(folder);
      return c.json(answer);
    })
    .post('/api/cases/:caseId/mails/request', async (c) => {
      const texts = await textsHash(await loadTemplates(folder), await loadStatement(folder));
      const { sha256, persons } = await plannedEmails(database, keys, texts);
      const values = { mails: String(Object.keys(persons).length), texts: texts.toString('hex') };
      const contents = { subject: 'emails', values, persons };
      const access: Access = { ...actorOf(c), action: 'approval_asked' };
      const approval = await readWithAudit(database, keys, access, (client) =>
        requestApproval(client, services, { action: 'sending', sha256, contents, by: actingOf(c) }),
      );
      return c.json({ approval });
    })
    .post('/api/cases/:caseId/mails/queue', readBody(queueMailsSchema), async (c) => {
      const { approval } = c.req.valid('json');
      const by = actingOf(c);
      const claimOf = (sha256: Buffer) => ({ approval, action: 'sending', sha256, by }) as const;
      const texts = await textsHash(await loadTemplates(folder), await loadStatement(folder));
      const planned = await plannedEmails(database, keys, texts);
      await database.transaction((client) => checkApproval(client, services, claimOf(planned.sha256)));
      works.refuseWhileRunning();
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_approved' });
      const work = works.start('queue', async ({ onProgress, signal }) => {
        const { templates, statement } = await loadCheckedTexts(folder);
        const mails = await queueEmails(database, keys, {
          consent: async (client, sha256) => {
            await claimApproval(client, services, claimOf(sha256));
            return { kind: 'approval', approval };
          },
          compose: emailComposer(templates, statement),
          texts: await textsHash(templates, statement),
          queue: async (client, of, caseKeys, mail) => {
            signal.throwIfAborted();
            await queueMail(client, of, caseKeys, mail);
          },
          onProgress: (hashed) => {
            signal.throwIfAborted();
            onProgress(hashed, Object.keys(planned.persons).length);
          },
        });
        return { kind: 'queued', mails };
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/mails/request-again', readBody(sendAgainRequestSchema), async (c) => {
      const mails = [...new Set(c.req.valid('json').mails)];
      const persons = await uncertainPersons(database, keys, mails);
      const contents = { subject: 'send again', values: { mails: String(mails.length) }, persons };
      const access: Access = { ...actorOf(c), action: 'approval_asked' };
      const approval = await readWithAudit(database, keys, access, (client) =>
        requestApproval(client, services, {
          action: 'sending',
          sha256: sendAgainHash(mails),
          contents,
          by: actingOf(c),
        }),
      );
      return c.json({ approval });
    })
    .post('/api/cases/:caseId/mails/decide', readBody(decideMailsSchema), async (c) => {
      const { mails, decision, approval, reason } = c.req.valid('json');
      const by = actingOf(c);
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'mails_decided' };
      await recordBeforehand(database, keys, access);
      const consent =
        approval === null
          ? null
          : (client: Parameters<typeof claimApproval>[0], sha256: Buffer): Promise<void> =>
              claimApproval(client, services, { approval, action: 'sending', sha256, by });
      const decided = await decideMails(context, [...new Set(mails)], decision, consent);
      return c.json({ mails: decided } satisfies MailsChanged);
    })
    .post('/api/cases/:caseId/mails/pause', readBody(reasonRequestSchema), async (c) => {
      const { reason } = c.req.valid('json');
      await pauseSending(context, 'person');
      await recordBeforehand(database, keys, { ...actorOf(c), reason, action: 'mails_paused' });
      return c.json({ paused: true as const });
    })
    .post('/api/cases/:caseId/mails/resume', readBody(reasonRequestSchema), async (c) => {
      const { reason } = c.req.valid('json');
      await recordBeforehand(database, keys, { ...actorOf(c), reason, action: 'mails_paused' });
      await resumeSending(context);
      return c.json({ paused: false as const });
    })
    .post('/api/cases/:caseId/mails/cancel', readBody(reasonRequestSchema), async (c) => {
      const { reason } = c.req.valid('json');
      await recordBeforehand(database, keys, { ...actorOf(c), reason, action: 'mails_paused' });
      await pauseSending(context, 'person');
      return c.json({ mails: await cancelQueued(context, null) } satisfies MailsChanged);
    })
    .post('/api/cases/:caseId/mails/reports', async (c) => {
      const answer: MailReports = { reports: await keptReports(context) };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/mails/report', readBody(mailReportRequestSchema), async (c) => {
      const { report, reason } = c.req.valid('json');
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'mail_report_viewed' };
      await recordBeforehand(database, keys, access);
      const answer: MailReport = { report, text: await showReport(context, report) };
      return c.json(answer);
    });
}
