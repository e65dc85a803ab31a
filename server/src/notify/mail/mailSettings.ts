import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { CaseError, fromSystemError } from '../../case/caseError.ts';
import { writeDurably } from '../../keys/durableFile.ts';
import { MailError } from './mailState.ts';
import { isLoopback } from './quietSeconds.ts';

const path = z.string().min(1).max(4096);
const host = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/);
/** A domain in ASCII, small letters: 'ch-henri-dunant.example'. */
const domain = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
const address = z.email().max(254);
/** A name as it stands in a header: no line ends. */
const name = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}]*$/u);
const command = z.array(z.string().min(1).max(4096)).min(1).max(32);
const seconds = (least: number, most: number): z.ZodNumber => z.number().min(least).max(most);

/** A secret never stands in the settings: it is read from a file that nobody else may read, or from the surroundings. */
const secretSchema = z.union([
  z.strictObject({ file: path }),
  z.strictObject({ variable: z.string().regex(/^[A-Z_][A-Z0-9_]{0,63}$/) }),
]);
export type Secret = z.infer<typeof secretSchema>;

const loginSchema = z.strictObject({ user: z.string().min(1).max(254), password: secretSchema });

/** How a server is reached: TLS by STARTTLS (and nothing without it), TLS from the start, or none, which is for this machine and for tests. */
const endpoint = {
  host,
  port: z.number().int().min(1).max(65_535),
  tls: z.enum(['starttls', 'implicit', 'none']),
  /** Certificates of the authority that vouches for the server (PEM), where it is the hospital's own. */
  authority: path.optional(),
  login: loginSchema.optional(),
};

const serverSchema = z.strictObject({
  ...endpoint,
  /** How we name ourselves (EHLO). */
  name: host.optional(),
});

/**
 * Who can say which mails the server has taken. postfix: its log (files, the oldest last, or a command that prints it) and its queue (`postqueue -j`).
 * file: a file with a Message-ID a line, written before the server answers (sinks). none: nobody, so that whatever is cut off is uncertain.
 */
const recordSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('postfix'),
    logs: z.array(path).max(8).default(['/var/log/mail.log', '/var/log/mail.log.1']),
    logCommand: command.optional(),
    queueCommand: command.default(['postqueue', '-j']),
  }),
  z.strictObject({ kind: z.literal('file'), path }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type RecordSettings = z.infer<typeof recordSchema>;

const mailboxSchema = z.discriminatedUnion('kind', [
  /** A Maildir that the mail server delivers bounces into. */
  z.strictObject({ kind: z.literal('maildir'), path }),
  z.strictObject({
    kind: z.literal('imap'),
    ...endpoint,
    login: loginSchema,
    folder: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}"\\]*$/u)
      .default('INBOX'),
  }),
]);
export type MailboxSettings = z.infer<typeof mailboxSchema>;

const settingsSchema = z.strictObject({
  from: z.strictObject({ address, name }),
  replyTo: address.optional(),
  /** The only domain that mails may link to; its sub-domains too. */
  site: domain,
  server: serverSchema,
  /** Right side of Message-IDs. */
  messageIdDomain: domain,
  /** Bounces come to LOCAL+…@DOMAIN: the server must deliver all of them into one mailbox. */
  returnPath: z.strictObject({ local: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,11}$/), domain }),
  dkim: z
    .strictObject({ domain, selector: domain.or(z.string().regex(/^[a-z0-9-]{1,63}$/)), keyFile: path })
    .optional(),
  record: recordSchema,
  mailbox: mailboxSchema.optional(),
  /** Mails under way at once in one worker. */
  lanes: z.number().int().min(1).max(50).default(5),
  /** How long a worker may hold a mail without a sign of life. */
  leaseSeconds: seconds(1, 3_600).default(120),
  /** After how long without a word the server closes a connection (Postfix: smtpd_timeout, 300 s): before that nobody can say that an old connection is dead. */
  serverTimeoutSeconds: seconds(0.1, 3_600).default(300),
  /** How long the server may still be at work with what it got, when the sender's end of the connection is known to be gone. */
  settleSeconds: seconds(0.05, 3_600).default(60),
  /** All mails of a minute. */
  perMinute: z.number().positive().max(60_000).default(600),
  /** Limits of large providers; the domains of one share it. */
  domains: z
    .array(z.strictObject({ names: z.array(domain).min(1), perHour: z.number().positive() }))
    .default([]),
  /** For each domain that is not named. */
  otherDomainsPerHour: z.number().positive().max(3_600_000).default(1_000),
  /** How many leave on the first day, by how much a day may exceed the day before, and from when on there is no limit. */
  ramp: z
    .strictObject({
      firstDay: z.number().int().positive(),
      growth: z.number().min(1).max(10),
      days: z.number().int().min(1).max(60),
    })
    .optional(),
  /** Whether the server is asked to report successful deliveries (RFC 3461): as many reports as mails. */
  askForDelivery: z.boolean().default(false),
  /** For how long a mail that is put off is tried again. */
  retryHours: z.number().positive().max(240).default(72),
  /** After so many starts without a mail that was accepted, sending rests until a person has looked. */
  fruitlessStarts: z.number().int().min(1).max(1_000).default(5),
});
export type MailSettings = z.infer<typeof settingsSchema>;
export type ServerSettings = MailSettings['server'];

const FILE = 'mail.json';

/** The settings of a case. Throws MailError('settings_missing'), or 'settings_wrong' with all faults and their places. */
export async function readMailSettings(folder: string): Promise<MailSettings> {
  const file = join(folder, FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const known = fromSystemError(error, file);
    if (known instanceof CaseError && known.code === 'path_missing')
      throw new MailError('settings_missing', [file]);
    throw known;
  });
  return parseMailSettings(text);
}

/** Settings from JSON. Secrets in them are places of secrets. Throws MailError('settings_wrong') with all faults. */
export function parseMailSettings(text: string): MailSettings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MailError('settings_wrong', ['JSON']);
  }
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success)
    throw new MailError(
      'settings_wrong',
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    );
  const faults = impossibleSettings(parsed.data);
  if (faults.length > 0) throw new MailError('settings_wrong', faults);
  return parsed.data;
}

/** What each value allows, but not all of them together. */
function impossibleSettings({ server, mailbox, domains }: MailSettings): string[] {
  const endpoints = [server, ...(mailbox?.kind === 'imap' ? [mailbox] : [])];
  const names = domains.flatMap((group) => group.names);
  return [
    ...endpoints
      .filter(({ tls, login, host: at }) => tls === 'none' && (login !== undefined || !isLoopback(at)))
      .map(({ host: at }) => `${at}: tls`),
    ...names.filter((one, i) => names.indexOf(one) !== i).map((one) => `domains: ${one}`),
  ];
}

/** Keeps the settings in the folder of the case, and with the queue the domain that mails may link to. */
export async function writeMailSettings(
  client: pg.ClientBase | pg.Pool,
  { folder, caseId }: { folder: string; caseId: string },
  settings: MailSettings,
): Promise<void> {
  await client.query(
    `INSERT INTO mail_control (case_id, site) VALUES ($1, $2) ON CONFLICT (case_id) DO UPDATE SET site = EXCLUDED.site`,
    [caseId, settings.site],
  );
  await writeDurably(join(folder, FILE), `${JSON.stringify(settings, null, 2)}\n`);
}

/** Reads a secret: the first line of its file, or the variable. Throws MailError('password_missing' or 'secret_too_open'). */
export async function readSecret(secret: Secret, folder: string): Promise<string> {
  if ('variable' in secret) {
    const value = process.env[secret.variable];
    if (value === undefined || value === '') throw new MailError('password_missing', [secret.variable]);
    return value;
  }
  return (await readPrivateFile(secret.file, folder)).split(/\r?\n/, 1)[0]!;
}

/** A file with a secret, as text; relative to the folder of the case. Refused where others may read it. */
export async function readPrivateFile(file: string, folder: string): Promise<string> {
  const place = resolve(folder, file);
  try {
    const { mode } = await stat(place);
    if ((mode & 0o077) !== 0) throw new MailError('secret_too_open', [place]);
    return await readFile(place, 'utf8');
  } catch (error) {
    if (error instanceof MailError) throw error;
    throw new MailError('password_missing', [place], { cause: error });
  }
}
