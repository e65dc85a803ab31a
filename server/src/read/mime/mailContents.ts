import { ReadFault, type Source } from '../format.ts';
import { memorySource, unpackedSource } from '../source.ts';
import { type CmsContent, readCms } from './cms.ts';
import { decodedText, headerValue, type MimeHeader } from './mimeHeaders.ts';
import { mimeMessage, type MimePart } from './mimeParts.ts';
import { leadingHeaders } from './recogniseMail.ts';
import { decodeTransfer } from './transferDecoding.ts';

/** A mail sorted: what is its own text, and what it carries. */
export interface MailContents {
  readonly headers: readonly MimeHeader[];
  /** Texts that a mail program shows as the mail itself, in their order. */
  readonly bodies: readonly MimePart[];
  readonly attachments: readonly MimePart[];
  /** Whether its text, or part of it, is encrypted. */
  readonly encrypted: boolean;
  readonly fault: ReadFault | null;
}

/** Signed content inside signed content is followed so deep. */
const SIGNED_DEPTH = 5;
/** A signed content is held in memory. */
const SIGNED_LIMIT = 128 << 20;

/** Text that belongs to the mail; of other types of text a table or a card is more use as a member. */
const OWN_TEXT =
  /^(?:|text|text\/(?:plain|html|enriched|richtext|rfc822-headers|x-[\w-]+)|message\/(?:delivery-status|disposition-notification|feedback-report)|multipart\/.*)$/;
const CMS_TYPE = /^application\/(?:x-)?pkcs7-mime$/;
const PGP_TYPE = /^application\/pgp-encrypted$/;

/** Reads how a mail is built; contents are read later, where they lie. */
export async function mailContents(source: Source, start = 0): Promise<MailContents> {
  return await sorted(source, start, 0);
}

async function sorted(source: Source, start: number, depth: number): Promise<MailContents> {
  const message = await mimeMessage(source, start);
  const bodies: MimePart[] = [];
  const attachments: MimePart[] = [];
  let encrypted = false;
  let fault = message.fault;
  for (const part of message.parts) {
    if (part.within.at(-1) === 'encrypted') encrypted = true;
    else if (isBody(part)) bodies.push(part);
    else {
      const inner = await openCms(part, depth);
      if (inner === 'encrypted') encrypted = true;
      else if (inner === null) attachments.push(part);
      else {
        bodies.push(...inner.bodies);
        attachments.push(...inner.attachments);
        encrypted ||= inner.encrypted;
        fault ??= inner.fault;
      }
    }
  }
  return { headers: message.headers, bodies, attachments, encrypted, fault };
}

function isBody(part: MimePart): boolean {
  if (part.disposition.value === 'attachment') return false;
  // A mail that is one text is its own text, whatever name that bears.
  if (fileName(part) !== '' && part.within.length > 0) return false;
  if (part.within.at(-1) === 'digest' && part.type.value === '') return false;
  return OWN_TEXT.test(part.type.value);
}

/** What an S/MIME part holds, in the place of the part: signed content is a message of its own inside. Null for any other part. */
async function openCms(part: MimePart, depth: number): Promise<MailContents | 'encrypted' | null> {
  if (PGP_TYPE.test(part.type.value)) return 'encrypted';
  if (!CMS_TYPE.test(part.type.value) && !/\.p7m$/i.test(fileName(part))) return null;
  if (depth >= SIGNED_DEPTH || part.end - part.start > SIGNED_LIMIT) return null;
  const cms: CmsContent | null = readCms(await partBytes(part));
  if (cms === null || cms.kind === 'detached') return null;
  if (cms.kind === 'encrypted') return part.within.length === 0 ? 'encrypted' : null;
  // A signed document is a member like any other.
  if (!leadingHeaders(cms.content.subarray(0, 4_096)).has('content-type')) return null;
  return await sorted(memorySource(cms.content, ''), 0, depth + 1);
}

/** Name of the file that a part is, '' when it names none. */
function fileName(part: MimePart): string {
  return part.disposition.parameters.get('filename') ?? part.type.parameters.get('name') ?? '';
}

/** Extensions of parts without a name, by type where the subtype is none. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml', 'message/partial': 'eml', 'message/global': 'eml', '': 'eml', 'text/plain': 'txt', 'text/calendar': 'ics', 'text/vcard': 'vcf', 'text/x-vcard': 'vcf',
  'text/directory': 'vcf', 'image/jpeg': 'jpg', 'image/svg+xml': 'svg', 'application/octet-stream': 'bin', 'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls', 'application/ms-tnef': 'dat', 'application/vnd.ms-tnef': 'dat', 'application/pkcs7-mime': 'p7m', 'application/pkcs7-signature': 'p7s',
}; // prettier-ignore

/** The name under which a part is listed: its file name, the last name of its address, or its number. */
export function partName(part: MimePart, ordinal: number): string {
  const name = decodedText(fileName(part)).replaceAll('\\', '/');
  if (name !== '') return name;
  const location = headerValue(part.headers, 'content-location');
  const last = /([^/\\?#]{1,200})(?:[?#].*)?$/.exec(location.slice(-1_000))?.[1];
  if (last !== undefined) return last;
  const { value } = part.type;
  const extension = EXTENSIONS[value] ?? value.slice(value.indexOf('/') + 1).replace(/^x-|[^a-z0-9]/gi, '');
  return `part-${ordinal}.${extension}`;
}

/** The decoded content of a part; valid chunk by chunk. */
export function partContent(part: MimePart): AsyncGenerator<Uint8Array> {
  return decodeTransfer(part.source, part.start, part.end, part.encoding);
}

/** The decoded content of a part in memory. */
async function partBytes(part: MimePart): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(partContent(part), (chunk) => new Uint8Array(chunk)));
}

/** A part up to this size is decoded at once. */
const SMALL_PART = 4 << 20;

/** The decoded content of a part as a source of its own. */
export async function partSource(part: MimePart, name: string): Promise<Source> {
  if (part.end - part.start <= SMALL_PART) return memorySource(await partBytes(part), name);
  return await unpackedSource(name, null, () => partContent(part));
}

/** The charset that a part declares, '' when it does not. */
export function charsetOf(part: MimePart): string {
  return part.type.parameters.get('charset') ?? '';
}

/** Whether the text of a part is HTML. */
export function isHtml(part: MimePart): boolean {
  return part.type.value === 'text/html';
}
