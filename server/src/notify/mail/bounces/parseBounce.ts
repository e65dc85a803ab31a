import type { CaseKeys } from '../../../keys/caseKeys.ts';
import { parseReturnPath } from '../mailNames.ts';
import type { MailSettings } from '../mailSettings.ts';
import type { StatusClass } from '../mailState.ts';
import { classifyStatus } from './classifyStatus.ts';
import { headerOf, type MimePart, readReport, type ReportMail, splitHead } from './mimeParts.ts';

/** What a report that came back says. 'unclear' is for a person to look at; it changes nothing, and neither do 'forged' and 'auto_reply'. */
export type BounceReport =
  | {
      readonly kind: 'bounced' | 'delayed';
      readonly token: Buffer;
      /** Enhanced code (RFC 3463) or reply code. */
      readonly status: string;
      readonly class: StatusClass;
    }
  | { readonly kind: 'delivered' | 'complaint'; readonly token: Buffer }
  | { readonly kind: 'auto_reply' | 'forged' | 'unclear' };

const UNCLEAR: BounceReport = { kind: 'unclear' };

/**
 * Reads what came to the return paths: reports of delivery (RFC 3464), complaints (RFC 5965), the plain texts of older servers, automatic answers. Which mail it is
 * about is said only by a return path whose keyed hash is right: whoever does not know it can change nothing.
 */
export function parseBounce(
  bytes: Buffer,
  keys: CaseKeys,
  settings: Pick<MailSettings, 'returnPath'>,
): BounceReport {
  const mail = readReport(bytes);
  if (mail === null) return UNCLEAR;
  const complaint = mail.parts.find(({ type }) => type === 'message/feedback-report');
  if (complaint !== undefined) return parseComplaint(mail, complaint, keys, settings);
  const said = sayingOf(mail);
  if (said === 'auto_reply') return { kind: 'auto_reply' };
  const token = tokenIn(addressesOf(mail.headers, RECIPIENTS), keys, settings);
  if (token === 'forged') return { kind: 'forged' };
  if (token === null || said === 'unclear') return UNCLEAR;
  return said.kind === 'delivered' ? { kind: 'delivered', token } : { ...said, token };
}

/** What a report says, whomever it is about. */
type Saying =
  | { readonly kind: 'bounced' | 'delayed'; readonly status: string; readonly class: StatusClass }
  | { readonly kind: 'delivered' }
  | 'auto_reply'
  | 'unclear';

function sayingOf(mail: ReportMail): Saying {
  const status = mail.parts.find(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  if (status !== undefined) return readStatus(status.body.toString('latin1'), textOf(mail));
  // A report whose status was cut off says nothing for sure.
  if (mail.type === 'multipart/report' && mail.parameters.get('report-type') === 'delivery-status')
    return 'unclear';
  if (isAutoReply(mail)) return 'auto_reply';
  return isFromServer(mail) ? readText(textOf(mail)) : 'unclear';
}

/** Where servers write whom a mail was delivered for: the envelope's recipient, whatever the To says. */
const RECIPIENTS = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to', 'to'];

function addressesOf(headers: MimePart['headers'], names: readonly string[]): string[] {
  return names.flatMap((name) => headers.get(name) ?? []).flatMap(addressesIn);
}

function addressesIn(text: string): string[] {
  return [...text.slice(0, 10_000).matchAll(/[^\s<>,;:"()]{1,100}@[^\s<>,;:"()]{1,253}/g)].map(
    ([address]) => address,
  );
}

/** The one mail that these addresses name; 'forged' where one only looks like ours; null where none does, or where they name several. */
function tokenIn(
  addresses: readonly string[],
  keys: CaseKeys,
  settings: Pick<MailSettings, 'returnPath'>,
): Buffer | 'forged' | null {
  const found = addresses.map((address) => parseReturnPath(keys, address, settings));
  if (found.includes('forged')) return 'forged';
  const tokens = found.filter((token): token is Buffer => Buffer.isBuffer(token));
  const [first] = tokens;
  return first !== undefined && tokens.every((token) => token.equals(first)) ? first : null;
}

/** A complaint comes to another address; the mail's own return path stands in what is enclosed, with its hash. */
function parseComplaint(
  mail: ReportMail,
  report: MimePart,
  keys: CaseKeys,
  settings: Pick<MailSettings, 'returnPath'>,
): BounceReport {
  const { headers } = splitHead(report.body.toString('latin1'));
  const enclosed = mail.parts
    .filter(({ type }) => type === 'message/rfc822' || type === 'text/rfc822-headers')
    .flatMap(({ body }) => addressesOf(splitHead(body.toString('latin1')).headers, ['return-path']));
  const token = tokenIn([...addressesOf(headers, ['original-mail-from']), ...enclosed], keys, settings);
  if (token === 'forged') return { kind: 'forged' };
  const type = headerOf(headers, 'feedback-type').toLowerCase();
  const isComplaint = ['abuse', 'fraud', 'opt-out', 'other'].includes(type);
  return token !== null && isComplaint ? { kind: 'complaint', token } : UNCLEAR;
}

/** A delivery status (RFC 3464, section 2): fields of the message, an empty line, fields of each recipient. Ours have one. */
function readStatus(text: string, readable: string): Saying {
  const groups = text
    .slice(0, 100_000)
    .split(/\r?\n[ \t]*\r?\n/)
    .map((group) => splitHead(group.replace(/^\s+/, '')).headers)
    .filter((headers) => headers.has('action') || headers.has('status') || headers.has('final-recipient'));
  const sayings = groups.map((headers) => readRecipient(headers, readable));
  const [first] = sayings;
  return first !== undefined && sayings.every((saying) => isSame(saying, first)) ? first : 'unclear';
}

function isSame(one: Saying, other: Saying): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function readRecipient(headers: MimePart['headers'], readable: string): Saying {
  const action = /^[a-z]+/.exec(headerOf(headers, 'action').toLowerCase())?.[0] ?? '';
  const code = /^[245]\.\d{1,3}\.\d{1,3}(?!\d)/.exec(headerOf(headers, 'status'))?.[0] ?? '';
  const diagnosis = headerOf(headers, 'diagnostic-code');
  const status = betterStatus(code, diagnosis);
  const words = `${diagnosis} ${diagnosis === '' ? readable.slice(0, 4_000) : ''}`;
  switch (action) {
    case 'failed':
      if (status === '' || code.startsWith('2.')) return 'unclear';
      return { kind: 'bounced', status, class: classifyStatus(status, words) };
    case 'delayed':
      if (code.startsWith('2.')) return 'unclear';
      return { kind: 'delayed', status: status === '' ? '4.0.0' : status, class: 'soft' };
    case 'delivered':
      return code.startsWith('2.') ? { kind: 'delivered' } : 'unclear';
    default:
      // 'relayed' and 'expanded' prove nothing about the mailbox.
      return 'unclear';
  }
}

/** The code of the status; where that says too little ('5.0.0'), the enhanced code that the other server gave, or its reply. */
function betterStatus(code: string, diagnosis: string): string {
  const said = diagnosis.slice(0, 2_000);
  if (code !== '' && !/^[45]\.0\.0$/.test(code)) return code;
  const enhanced = /(?:^|[\s#(;])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(said)?.[1];
  if (enhanced !== undefined && !/^[45]\.0\.0$/.test(enhanced)) return enhanced;
  const reply = /(?:^|[\s;])([45]\d\d)[\s-]/.exec(said)?.[1];
  return reply ?? code;
}

function isAutoReply({ headers }: ReportMail): boolean {
  const submitted = headerOf(headers, 'auto-submitted').toLowerCase();
  if (submitted.startsWith('auto-replied') && !isDaemon(headers)) return true;
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply'].some((name) => headers.has(name)))
    return true;
  if (/^auto_reply$/i.test(headerOf(headers, 'precedence'))) return true;
  return /^(?:=\?[^?]{1,40}\?[qb]\?)?(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|r=?(?:é|C3=A9|E9)ponse[ _]automatique|absen[ct]e?[ _:]|r[ée]ponse[ _]automatique)/i.test(
    headerOf(headers, 'subject').slice(0, 200),
  );
}

function isFromServer({ headers }: ReportMail): boolean {
  return isDaemon(headers) || headerOf(headers, 'return-path') === '<>' || headers.has('x-failed-recipients');
}

function isDaemon(headers: MimePart['headers']): boolean {
  return /mailer-?daemon|postmaster|mail delivery (?:sub)?system|mdaemon/i.test(
    headerOf(headers, 'from').slice(0, 300),
  );
}

function textOf({ parts }: ReportMail): string {
  return parts
    .filter(({ type }) => type.startsWith('text/') && type !== 'text/rfc822-headers')
    .map(({ body }) => body.toString('utf8'))
    .join('\n')
    .slice(0, 20_000);
}

/** Words by which servers say that they have not given up yet. */
const NOT_YET =
  /\bwarning\b|still (?:being )?(?:retried|trying)|will (?:continue to|keep) (?:be )?(?:try|retr)|has been delayed|not yet been delivered|no action is required|est retard[ée]/i;
/** Words by which they say that they have. */
const GIVEN_UP =
  /could not be delivered|couldn't be delivered|undeliver|unable to deliver|delivery (?:has )?(?:failed|failure)|permanent(?:ly)? (?:error|fail|fatal)|following address(?:es)? (?:failed|had)|giving up on it|returned to sender|wasn't able to deliver|not delivered|n'a pas pu [êe]tre (?:remis|distribu|d[ée]livr)|[ée]chec de (?:la )?(?:remise|distribution)|rejected/i;

/** A report in words only (qmail, older Exim, some providers): the code that it quotes, and what it means. */
function readText(text: string): Saying {
  // What it quotes of our own mail says nothing.
  const said = text.split(
    /^(?:-{2,} ?(?:Below this line|This is a copy|Original message|Message d'origine|Below is).*|Return-Path: )/im,
    1,
  )[0]!;
  const status =
    /(?:^|[\s#(<])([45]\.\d{1,3}\.\d{1,3})(?![\d.])/m.exec(said)?.[1] ??
    /(?:^|[\s:>(])([45]\d\d)[ -](?=\D)/m.exec(said)?.[1];
  if (NOT_YET.test(said)) return { kind: 'delayed', status: status ?? '4.0.0', class: 'soft' };
  if (!GIVEN_UP.test(said)) return 'unclear';
  if (status !== undefined) return { kind: 'bounced', status, class: classifyStatus(status, said) };
  const meaning = classifyStatus('554', said);
  // Words that mean nothing to us are for a person.
  return meaning === 'policy' ? 'unclear' : { kind: 'bounced', status: '5.0.0', class: meaning };
}
