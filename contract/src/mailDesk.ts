import { z } from 'zod';
import { noticeLanguageSchema } from './campaign.ts';

const countSchema = z.number().int().nonnegative();
const numbersSchema = z.array(z.number().int().positive()).min(1).max(10_000);
const reasonText = z.string().trim().max(500).default('');
const domain = z.string().min(1).max(253);

/**
 * The settings for e-mails that people of the case change here: sender and pace. Where the server, the keys and the mailbox are, and which commands are run, an
 * administrator sets on the machine alone (`constat mails settings`).
 */
export const mailPaceSchema = z.strictObject({
  from: z.strictObject({ address: z.email().max(254), name: z.string().max(200) }),
  replyTo: z.email().max(254).nullable(),
  lanes: z.number().int().min(1).max(50),
  perMinute: z.number().positive().max(60_000),
  domains: z.array(z.strictObject({ names: z.array(domain).min(1), perHour: z.number().positive() })),
  otherDomainsPerHour: z.number().positive().max(3_600_000),
  ramp: z
    .strictObject({
      firstDay: z.number().int().positive(),
      growth: z.number().min(1).max(10),
      days: z.number().int().min(1).max(60),
    })
    .nullable(),
  askForDelivery: z.boolean(),
  retryHours: z.number().positive().max(240),
});
export type MailPace = z.infer<typeof mailPaceSchema>;
export const changeMailPaceSchema = mailPaceSchema.partial();
/** Null: an administrator has not set the server up yet. */
export const mailSettingsViewSchema = z.object({
  pace: mailPaceSchema.nullable(),
  server: z
    .object({
      host: z.string(),
      port: z.number().int(),
      tls: z.string(),
      site: z.string(),
      record: z.string(),
      dkim: z.boolean(),
      mailbox: z.boolean(),
    })
    .nullable(),
});
export type MailSettingsView = z.infer<typeof mailSettingsViewSchema>;

/**
 * What has become of a mail. 'accepted': our own mail server has it. 'delivered': only where a report of success says so. 'uncertain': neither our server nor
 * its log can say whether it was taken; never sent again unless a person decides. 'failed': not sent, and not to be tried again.
 */
export const mailStateSchema = z.enum([
  'queued',
  'sending',
  'accepted',
  'delivered',
  'bounced',
  'complained',
  'uncertain',
  'failed',
  'cancelled',
]);
export type MailState = z.infer<typeof mailStateSchema>;

/**
 * Whether mails are being sent. 'idle': nothing is left that could leave. 'running': a sender is at work. 'waiting': mails are left and nobody sends them.
 * 'interrupted': the same, and a sender was killed before its end; what it had under way is asked for when somebody has sending begin again.
 */
const sendingSchema = z.object({
  state: z.enum(['idle', 'running', 'waiting', 'interrupted']),
  /** The work of this server that sends; null: none, or another process does. */
  work: z.uuid().nullable(),
  /** Senders on other machines that have not said that they ended; from here nobody can tell whether they live. */
  elsewhere: countSchema,
  /** When a sender last began, and when one last ended. */
  lastBegun: z.iso.datetime().nullable(),
  lastEnded: z.iso.datetime().nullable(),
});

/** Where the outbox stands, in figures. */
export const mailSummarySchema = z.object({
  states: z.partialRecord(mailStateSchema, countSchema),
  /** Mails that more than one attempt had accepted. */
  doubled: countSchema,
  /** Reports that wait for a person. */
  unclear: countSchema,
  pausedSince: z.iso.datetime().nullable(),
  pauseReason: z.string(),
  stoppedDomains: countSchema,
  sending: sendingSchema,
});
export type MailSummaryView = z.infer<typeof mailSummarySchema>;

export const listMailsSchema = z.strictObject({
  state: mailStateSchema.nullable(),
  after: countSchema,
  limit: z.number().int().min(1).max(1_000),
});
/** Mails without recipients and contents. */
export const listedMailsSchema = z.object({
  mails: z.array(
    z.object({
      mail: countSchema,
      notice: countSchema.nullable(),
      state: mailStateSchema,
      attempts: countSchema,
      queued: z.iso.datetime(),
      claimed: z.iso.datetime().nullable(),
      settled: z.iso.datetime().nullable(),
      event: z.string(),
      status: z.string(),
      class: z.string(),
    }),
  ),
  more: z.boolean(),
});
export type ListedMails = z.infer<typeof listedMailsSchema>;

export const queueMailsSchema = z.strictObject({ approval: z.uuid() });
/** Uncertain mails that are to be sent again: several need a second person. */
export const sendAgainRequestSchema = z.strictObject({ mails: numbersSchema });
export const decideMailsSchema = z.strictObject({
  mails: numbersSchema,
  decision: z.enum(['sent', 'send-again']),
  /** What two people agreed to; null where none is needed. */
  approval: z.uuid().nullable(),
  reason: reasonText,
});
/** `watch`: goes on and waits for what comes later (the next day of the ramp, mails that are queued), until it is stopped. */
export const sendMailsSchema = z.strictObject({ watch: z.boolean().default(false), reason: reasonText });
/** Takes what waits in the mailbox of returns. */
export const takeReportsSchema = z.strictObject({ reason: reasonText });
/** A test to an address of the hospital's own domain. */
export const testMailSchema = z.strictObject({ to: z.email().max(254), language: noticeLanguageSchema });
/** `status`: what the mail server said, or why it was not asked ('connection', 'login'); '' where it took the mail. */
export const testMailAnswerSchema = z.object({ accepted: z.boolean(), status: z.string() });
export type TestMailAnswer = z.infer<typeof testMailAnswerSchema>;
/** How many mails were decided on, or taken out of the queue. */
export const mailsChangedSchema = z.object({ mails: countSchema });
export type MailsChanged = z.infer<typeof mailsChangedSchema>;
export const reasonRequestSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });

export const mailReportsSchema = z.object({
  reports: z.array(z.object({ report: countSchema, kind: z.string(), received: z.iso.datetime() })),
});
export type MailReports = z.infer<typeof mailReportsSchema>;
export const mailReportRequestSchema = z.strictObject({
  report: z.number().int().positive(),
  reason: reasonText,
});
/** A report as it came, without control characters: a stranger's text. */
export const mailReportSchema = z.object({ report: countSchema, text: z.string() });
export type MailReport = z.infer<typeof mailReportSchema>;
