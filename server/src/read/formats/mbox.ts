import type { Format, Member, Source } from '../format.ts';
import { countMailHeaders, leadingHeaders } from '../mime/recogniseMail.ts';
import { SourceScanner, withoutLineEnd } from '../mime/sourceScanner.ts';
import { memorySource, rangeSource } from '../source.ts';

/** A message up to this size is held; a larger one is read where it lies. */
const HELD_MESSAGE = 4 << 20;
const LINE_LIMIT = 4_096;
/** Headers are searched so far for the length of the message. */
const HEAD_LIMIT = 1 << 16;
const MMDF = Buffer.from('\u0001\u0001\u0001\u0001\n');
/** The line before each message of a Foxmail box. */
const FOXMAIL = Buffer.from('10101010101010111111111111530d0a', 'hex');
const LINE_FROM = Buffer.from('\nFrom ');
const LF = 0x0a;
/** A byte order mark and blank lines before the first message. */
const BEFORE_FIRST = /^(?:\u00ef\u00bb\u00bf)?[\r\n]*/;

/** Mailboxes of Unix, Thunderbird, Eudora (lines 'From …'; mboxo, mboxrd, mboxcl), of MMDF and of Foxmail. */
export const mbox: Format = {
  name: 'mbox',
  recognise(head, extension) {
    const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 4_000));
    if (start.indexOf(MMDF) === 0 || start.indexOf(FOXMAIL) === 0) return 0.95;
    if (!start.includes('From ')) return 0;
    const text = start.toString('latin1').replace(BEFORE_FIRST, '');
    if (!/^From \S.*\r?\n/.test(text) && !/^From .*\d{4}\r?\n/.test(text)) return 0;
    return /\n>?[A-Z][\w-]+: ?/.test(text) || /^(?:mbox|mbx)$/.test(extension) ? 0.9 : 0;
  },
  async *members(source, _context, wanted = () => true): AsyncGenerator<Member> {
    let ordinal = 0;
    for await (const range of messages(source)) {
      const displayName = `message-${++ordinal}`;
      const member = { name: Buffer.from(displayName), displayName };
      if (!wanted(ordinal - 1)) yield member;
      else yield { ...member, source: await messageSource(source, range, `${displayName}.eml`) };
    }
  },
};

/** Where a message lies, without the line before it. */
interface Range {
  readonly start: number;
  readonly end: number;
}

async function messageSource(source: Source, { start, end }: Range, name: string): Promise<Source> {
  if (end - start > HELD_MESSAGE) return await rangeSource(source, start, end - start, name);
  return memorySource(withoutQuotes(await source.readAt(start, end - start)), name);
}

async function* messages(source: Source): AsyncGenerator<Range> {
  const start = Buffer.from(source.head.buffer, source.head.byteOffset, source.head.length);
  const mark = [MMDF, FOXMAIL].find((known) => start.indexOf(known) === 0);
  if (mark === undefined) yield* betweenFromLines(new SourceScanner(source));
  else yield* betweenMarks(new SourceScanner(source), mark);
}

/** Messages behind lines that are always the same (MMDF writes one more behind each message). */
async function* betweenMarks(scanner: SourceScanner, mark: Buffer): AsyncGenerator<Range> {
  for (let at = 0; ;) {
    const start = at + mark.length;
    const next = await scanner.indexOf(mark, start);
    const end = next < 0 ? await scanner.findEnd() : next;
    if (end > start) yield { start, end };
    if (next < 0) return;
    at = next;
  }
}

/** Messages behind lines 'From …'. */
async function* betweenFromLines(scanner: SourceScanner): AsyncGenerator<Range> {
  for (let at = await firstLine(scanner); ;) {
    const line = await scanner.line(at, LINE_LIMIT);
    if (line === null) return;
    const start = line.next;
    const next = (await byContentLength(scanner, start)) ?? (await nextFromLine(scanner, start));
    yield { start, end: next ?? (await scanner.findEnd()) };
    if (next === null) return;
    at = next;
  }
}

async function firstLine(scanner: SourceScanner): Promise<number> {
  const head = Buffer.from(await scanner.bytes(0, LINE_LIMIT)).toString('latin1');
  return BEFORE_FIRST.exec(head)![0].length;
}

/** Where the next message begins by what this one says of its length (mboxcl), where that is true; null otherwise. */
async function byContentLength(scanner: SourceScanner, start: number): Promise<number | null> {
  const { bodyAt, length } = statedLength(await scanner.bytes(start, HEAD_LIMIT));
  if (length === null) return null;
  const end = start + bodyAt + length;
  const behind = Buffer.from(await scanner.bytes(end, 8)).toString('latin1');
  const blank = /^(?:\r?\n)(?=From )/.exec(behind);
  return blank === null ? null : end + blank[0].length;
}

const CONTENT_LENGTH = /^content-length:[ \t]*(\d{1,12})[ \t]*$/i;

/** Where the headers end, and the length that they state. */
function statedLength(head: Uint8Array): { bodyAt: number; length: number | null } {
  let length: number | null = null;
  for (let at = 0; ;) {
    const stop = head.indexOf(LF, at);
    if (stop < 0) return { bodyAt: 0, length: null };
    const line = withoutLineEnd(head.subarray(at, stop + 1));
    at = stop + 1;
    if (line.length === 0) return { bodyAt: at, length };
    if ((line[0]! | 0x20) !== 0x63 || line.length > 40) continue;
    const stated = CONTENT_LENGTH.exec(Buffer.from(line).toString('latin1'));
    if (stated !== null) length = Number(stated[1]);
  }
}

/** The next line that begins a message; null without one. */
async function nextFromLine(scanner: SourceScanner, from: number): Promise<number | null> {
  const found = await scanner.indexOf(LINE_FROM, from - 1, beginsMessage);
  return found < 0 ? null : found + 1;
}

/** 'From sender Tue Mar  1 09:00:00 2016' */
const WITH_TIME = /^From .{0,250}\d{1,2}:\d\d.{0,40}\d{4}/;
const BLANK_BEFORE = /(?:^|\n)\r?$/;

/** Of three signs two are needed: a blank line before it, a time in it, a header behind it. Else it is a sentence that begins so. */
function beginsMessage(around: Buffer, lineEnd: number): boolean {
  const isBlank = BLANK_BEFORE.test(around.toString('latin1', 0, lineEnd));
  const stop = around.indexOf(LF, lineEnd + 1);
  const hasTime = WITH_TIME.test(around.toString('latin1', lineEnd + 1, stop < 0 ? around.length : stop));
  if (isBlank && hasTime) return true;
  if (stop < 0 || !(isBlank || hasTime)) return false;
  return countMailHeaders(leadingHeaders(around.subarray(stop + 1))).known > 0;
}

/** Without the '>' that the mailbox put before lines 'From …' (mboxrd). */
function withoutQuotes(message: Uint8Array): Uint8Array {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  const parts: Uint8Array[] = [];
  let kept = 0;
  for (let at = bytes.indexOf(QUOTED); at >= 0; at = bytes.indexOf(QUOTED, at + 1)) {
    let lineStart = at;
    while (lineStart > 0 && bytes[lineStart - 1] === QUOTE) lineStart--;
    if (lineStart > 0 && bytes[lineStart - 1] !== LF) continue;
    parts.push(bytes.subarray(kept, lineStart));
    kept = lineStart + 1;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(kept)]);
}

const QUOTE = 0x3e;
const QUOTED = Buffer.from('>From ');
