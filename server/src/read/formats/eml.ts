import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { encode } from '../../text/windows1252.ts';
import { TextEmitter } from '../emitText.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { headText } from '../looksLikeText.ts';
import { memorySource } from '../source.ts';
import { htmlToLines } from './html.ts';

const LIMIT = 256 << 20;
const HEADER =
  /^(?:Return-Path|Received|Message-ID|MIME-Version|From|To|Subject|Date|Delivered-To|X-[\w-]+|DKIM-Signature|Content-Type|Reply-To|Cc|Thread-[\w-]+):/im;

/** E-mails (RFC 5322): headers and body are the item's own text, attachments its members. */
export const eml: Format = {
  name: 'eml',
  recognise(head, extension) {
    const start = headText(head.subarray(0, 4096));
    const headers = start
      .split(/\r?\n\r?\n/)[0]!
      .split(/\r?\n/)
      .filter((line) => /^[A-Za-z][\w-]*: ?/.test(line) || /^\s/.test(line));
    const known = new Set(
      headers.filter((line) => HEADER.test(line)).map((line) => line.split(':')[0]!.toLowerCase()),
    );
    if (known.size >= 3 && /^[A-Za-z][\w-]*:/.test(start.trimStart())) return 0.9;
    return extension === 'eml' && known.size > 0 ? 0.7 : 0;
  },
  async read(source, sink) {
    const mail = await parse(source);
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const emitter = new TextEmitter(sink);
    await emitter.write(encode(`${headerLines(mail)}\n\n`));
    await emitter.write(
      mail.text === undefined
        ? await htmlToLines(mail.html ?? '')
        : encode(mail.text.replace(/\r\n?/g, '\n')),
    );
    await emitter.end();
  },
  async *members(source): AsyncGenerator<Member> {
    const mail = await parse(source);
    let ordinal = 0;
    for (const attachment of mail.attachments) {
      ordinal++;
      const displayName = nameOf(attachment, ordinal);
      yield {
        name: Buffer.from(displayName),
        displayName,
        source: memorySource(bytesOf(attachment), displayName),
      };
    }
  },
};

async function parse(source: Source): Promise<Email> {
  const bytes = await source.bytes(LIMIT);
  try {
    return await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer', forceRfc822Attachments: true });
  } catch (error) {
    throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

function headerLines(mail: Email): string {
  const people = (list: Email['to']): string =>
    (list ?? []).map((a) => `${a.name} <${a.address ?? ''}>`).join(', ');
  const lines = [
    ['De', mail.from === undefined ? '' : people([mail.from])],
    ['À', people(mail.to)],
    ['Cc', people(mail.cc)],
    ['Date', mail.date === undefined ? '' : frenchDate(mail.date)],
    ['Objet', mail.subject ?? ''],
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label} : ${value!}`)
    .join('\n');
}

function frenchDate(date: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(date);
  return match === null ? date : `${match[3]!}/${match[2]!}/${match[1]!}`;
}

function nameOf(attachment: Attachment, ordinal: number): string {
  if (attachment.filename !== null && attachment.filename !== '')
    return attachment.filename.replaceAll('\\', '/');
  const extension =
    attachment.mimeType === 'message/rfc822'
      ? 'eml'
      : (attachment.mimeType.split('/')[1] ?? 'bin').replace(/[^a-z0-9]/gi, '');
  return `part-${ordinal}.${extension}`;
}

function bytesOf(attachment: Attachment): Uint8Array {
  const { content } = attachment;
  return typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content);
}
