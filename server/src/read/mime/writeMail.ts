import { decode, encode } from '../../text/windows1252.ts';
import { LineBuilder } from '../emitLines.ts';
import { TextEmitter } from '../emitText.ts';
import { ReadFault, type Sink } from '../format.ts';
import { htmlLines, parseHtml } from '../formats/html.ts';
import { TextTwins } from '../textTwins.ts';
import { decodeCharset } from './decodeCharset.ts';
import { charsetOf, isHtml, type MailContents, partContent } from './mailContents.ts';
import { decodedAddresses, decodedText, headerValues, type MimeHeader } from './mimeHeaders.ts';
import type { MimePart } from './mimeParts.ts';
import { takeUuBlocks } from './uuBlocks.ts';

/** A text up to this size is held, to take files out of it and to compare it with its HTML twin. */
const HELD_TEXT = 8 << 20;
const PGP_MESSAGE = '-----BEGIN PGP MESSAGE-----';

/**
 * Writes the text of a mail: the headers that a person sees, then its bodies. The HTML twin of a text is written too where it says anything
 * that the text does not. Throws ReadFault('encrypted' …) at the end where the text or part of it is encrypted.
 */
export async function writeMail(mail: MailContents, sink: Sink): Promise<void> {
  await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  const text = new MailText(sink);
  await text.headers(mail.headers);
  for (const part of mail.bodies) if (!isHtml(part)) await text.plain(part);
  await text.end();
  for (const part of mail.bodies) if (isHtml(part)) await text.html(part);
  if (mail.encrypted || text.encrypted) throw new ReadFault('encrypted', 'password_needed');
  if (mail.fault !== null) throw mail.fault;
}

/** The lines that a mail program shows above a mail. */
function headerLines(headers: readonly MimeHeader[]): string {
  const people = (name: string): string =>
    headerValues(headers, name)
      .map(decodedAddresses)
      .filter((line) => line !== '')
      .join(', ');
  const lines = [
    ['De', people('from')],
    ['À', people('to')],
    ['Cc', people('cc')],
    ['Cci', people('bcc')],
    ['Répondre à', people('reply-to')],
    ['Date', mailDate(headerValues(headers, 'date')[0] ?? '')],
    ['Objet', decodedText(headerValues(headers, 'subject')[0] ?? '')],
  ] as const;
  return lines
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label} : ${value}`)
    .join('\n');
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** DD/MM/YYYY of 'Tue, 1 Mar 2016 09:00:00 +0100': as the sender's clock said. What is no such date stays as it is. */
export function mailDate(value: string): string {
  const match = /(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4}|\d{2})(?!\d)/.exec(value);
  const month = match === null ? -1 : MONTHS.indexOf(match[2]!.toLowerCase());
  if (match === null || month < 0 || month % 3 !== 0) return decodedText(value);
  const year = Number(match[3]!);
  const full = match[3]!.length === 4 ? year : year + (year < 70 ? 2000 : 1900);
  return `${match[1]!.padStart(2, '0')}/${String(month / 3 + 1).padStart(2, '0')}/${full}`;
}

class MailText {
  encrypted = false;
  readonly #sink: Sink;
  readonly #emitter: TextEmitter;
  readonly #twins = new TextTwins();

  constructor(sink: Sink) {
    this.#sink = sink;
    this.#emitter = new TextEmitter(sink);
  }

  async headers(headers: readonly MimeHeader[]): Promise<void> {
    const lines = headerLines(headers);
    if (lines !== '') await this.#emitter.write(encode(`${lines}\n\n`));
  }

  async plain(part: MimePart): Promise<void> {
    const chunks = decodeCharset(partContent(part), charsetOf(part));
    if (part.end - part.start > HELD_TEXT) {
      this.#twins.forget();
      for await (const chunk of chunks) await this.#emitter.write(chunk);
      await this.#emitter.write(LINE_END);
      return;
    }
    const bytes = Buffer.concat(await Array.fromAsync(chunks, (chunk) => new Uint8Array(chunk)));
    const { text } = takeUuBlocks(decode(bytes));
    const lines = isFlowed(part) ? unfoldFlowed(text) : text;
    this.encrypted ||= lines.includes(PGP_MESSAGE);
    this.#twins.add(lines);
    await this.#emitter.write(encode(lines.endsWith('\n') ? lines : `${lines}\n`));
  }

  async html(part: MimePart): Promise<void> {
    const chunks = decodeCharset(partContent(part), charsetOf(part));
    if (part.end - part.start > HELD_TEXT) {
      await this.#sink.segment({ kind: 'part', place: 'line', name: 'html', number: 0 });
      const lines = new LineBuilder(this.#sink);
      await parseHtml(chunks, lines, 'windows-1252');
      await lines.end();
      return;
    }
    const text = await htmlLines(chunks);
    if (this.#twins.holds(decode(text))) return;
    await this.#sink.segment({ kind: 'part', place: 'line', name: 'html', number: 0 });
    await this.#emitter.write(text);
    await this.#emitter.end();
  }

  async end(): Promise<void> {
    await this.#emitter.end();
  }
}

const LINE_END = encode('\n');

function isFlowed(part: MimePart): boolean {
  return /^flowed$/i.test(part.type.parameters.get('format') ?? '');
}

/** Lines that end with a blank go on in the next one (RFC 3676); quotes keep to themselves. */
function unfoldFlowed(text: string): string {
  return text.replace(/(^|\n)-- (?=\n)/g, '$1--').replace(/ \n(?![>\n-])/g, ' ');
}
