import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { lintMail, type MailContents } from './lintMail.ts';
import { domainHash, mailToken } from './mailNames.ts';
import { MailError } from './mailState.ts';

/** A mail to be queued. */
export interface NewMail extends MailContents {
  /** The notice that it is; null for a mail by which the hospital tries its own server. */
  readonly noticeId: number | bigint | null;
  readonly campaign?: string;
  /** Not before then: the day of its drop. */
  readonly notBefore?: Date;
}

/** What came of it: `queued` is false where a mail of this notice was on its way already; then nothing was changed, and `mail` is that one. */
export interface QueuedMail {
  readonly mail: number;
  readonly queued: boolean;
}

/**
 * Puts a mail into the outbox, in the caller's transaction: it leaves if that is committed. Recipient, subject and bodies are sealed. A notice has one mail
 * on its way at a time; after one that bounced, failed or was cancelled there may be another.
 * Throws MailError: 'settings_missing' (nobody has said which domain mails may link to), 'refused_by_lint' with what is wrong.
 */
export async function queueMail(
  client: pg.ClientBase,
  database: { readonly caseId: string },
  keys: CaseKeys,
  mail: NewMail,
): Promise<QueuedMail> {
  const noticeId = mail.noticeId === null ? null : Number(mail.noticeId);
  const { caseId } = database;
  const { rows } = await client.query<{ site: string; serial: number }>(
    `SELECT c.site, (SELECT coalesce(max(m.serial), 0) + 1 FROM mails m WHERE m.case_id = $1 AND m.notice_id = $2) AS serial
     FROM mail_control c WHERE c.case_id = $1 AND c.site <> ''`,
    [caseId, noticeId],
  );
  if (rows[0] === undefined) throw new MailError('settings_missing', ['mail.json']);
  const { site, serial } = rows[0];
  const faults = lintMail(mail, site);
  if (faults.length > 0) throw new MailError('refused_by_lint', faults);
  const token = noticeId === null ? randomBytes(16) : mailToken(keys, noticeId, serial);
  const inserted = await client.query<{ id: number }>(
    `WITH inserted AS (
       INSERT INTO mails (case_id, notice_id, serial, campaign, token, domain, queued_at, not_before, sealed)
       VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp(), coalesce($7, clock_timestamp()), $8) ON CONFLICT DO NOTHING RETURNING id
     ), noted AS (
       INSERT INTO mail_events (case_id, mail_id, at, event, attempt) SELECT $1, id, clock_timestamp(), 'queued', 0 FROM inserted
     ) SELECT id FROM inserted`,
    [
      caseId, noticeId, serial, mail.campaign ?? null, token, domainHash(keys, domainOf(mail.to)), mail.notBefore ?? null,
      sealContents(keys, token, mail),
    ], // prettier-ignore
  );
  if (inserted.rows[0] !== undefined) return { mail: inserted.rows[0].id, queued: true };
  return { mail: await onItsWay(client, caseId, noticeId), queued: false };
}

/** What is after the last @. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** Seals what a mail says and to whom, bound to its token. */
export function sealContents(
  keys: CaseKeys,
  token: Uint8Array,
  { to, subject, text, html }: MailContents,
): Buffer {
  return keys.sealText(JSON.stringify([to, subject, text, html]), placeOf(token));
}

/** Opens what {@link sealContents} sealed. */
export function openContents(keys: CaseKeys, token: Uint8Array, sealed: Uint8Array): MailContents {
  const [to, subject, text, html] = JSON.parse(keys.openText(sealed, placeOf(token))) as [
    string,
    string,
    string,
    string,
  ];
  return { to, subject, text, html };
}

function placeOf(token: Uint8Array): string {
  return `mails.sealed:${Buffer.from(token).toString('hex')}`;
}

async function onItsWay(client: pg.ClientBase, caseId: string, noticeId: number | null): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'SELECT id FROM mails WHERE case_id = $1 AND notice_id = $2 ORDER BY serial DESC LIMIT 1',
    [caseId, noticeId],
  );
  if (rows[0] === undefined) throw new MailError('already_on_its_way');
  return rows[0].id;
}
