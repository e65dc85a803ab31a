import { text as readText } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { MailContents } from './lintMail.ts';
import { messageIdOf, returnPathOf } from './mailNames.ts';
import { type MailSettings, readPrivateFile } from './mailSettings.ts';

/** A mail as it goes to the server. */
export interface OutgoingMail {
  readonly token: Buffer;
  readonly messageId: string;
  readonly returnPath: string;
  readonly to: string;
  /** The message as it is signed. */
  readonly raw: Buffer;
}

/** Makes messages of mails, with the settings and the DKIM key of the case. */
export type Composer = (token: Buffer, contents: MailContents, at: Date) => Promise<OutgoingMail>;

/** Throws MailError where the DKIM key cannot be read. */
export async function createComposer(
  keys: CaseKeys,
  settings: MailSettings,
  folder: string,
): Promise<Composer> {
  const signer = await createSigner(settings, folder);
  return async (token, contents, at) => {
    const messageId = messageIdOf(token, settings);
    const message = await buildMessage(settings, contents, messageId, at);
    return {
      token,
      messageId,
      returnPath: returnPathOf(keys, token, settings),
      to: contents.to,
      raw: signer === null ? message : await sign(signer, message),
    };
  };
}

/** Text and simple HTML, one recipient, nothing else. */
async function buildMessage(
  { from, replyTo }: MailSettings,
  { to, subject, text, html }: MailContents,
  messageId: string,
  date: Date,
): Promise<Buffer> {
  const node = new MailComposer({
    from,
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    text,
    html,
    messageId,
    date,
    headers: {
      // RFC 3834: no automatic answers, please; the second says the same to Exchange.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
    },
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'windows',
  }).compile();
  return await node.build();
}

async function createSigner({ dkim }: MailSettings, folder: string): Promise<DKIM | null> {
  if (dkim === undefined) return null;
  const privateKey = await readPrivateFile(dkim.keyFile, folder);
  return new DKIM({ domainName: dkim.domain, keySelector: dkim.selector, privateKey });
}

async function sign(signer: DKIM, message: Buffer): Promise<Buffer> {
  // Everything is ASCII by now: quoted-printable and encoded words.
  return Buffer.from(await readText(signer.sign(message)), 'utf8');
}
