import { byteOrderMark } from '../detectEncoding.ts';
import { ReadFault, type Source } from '../format.ts';
import {
  headerOf,
  headerValue,
  isHeaderLine,
  type MimeHeader,
  structuredHeader,
  type StructuredHeader,
} from './mimeHeaders.ts';
import { SourceScanner, withoutLineEnd } from './sourceScanner.ts';
import { type TransferEncoding, transferEncodingOf } from './transferDecoding.ts';

/** What programs write before the first part, for those that know no parts. */
const FOR_OLD_PROGRAMS =
  /^This is a (?:cryptographically signed |MIME-encapsulated )?(?:multi-?part )?message.*$/i;

/** A part of a message that holds content and no further parts. */
export interface MimePart {
  readonly headers: readonly MimeHeader[];
  readonly type: StructuredHeader;
  readonly disposition: StructuredHeader;
  readonly encoding: TransferEncoding;
  /** Where its encoded content lies: bytes [start, end) of `source`. */
  readonly source: Source;
  readonly start: number;
  readonly end: number;
  /** Subtypes of the multiparts around it, the outermost first: 'mixed', 'alternative', 'related', 'signed', … */
  readonly within: readonly string[];
}

/** A message taken apart. */
export interface MimeMessage {
  readonly headers: readonly MimeHeader[];
  readonly parts: readonly MimePart[];
  /** Set when a limit kept parts from being looked at; those listed are good. */
  readonly fault: ReadFault | null;
}

/** Multiparts inside multiparts are followed so deep; a deeper one is one part, its parts unread. */
const DEPTH_LIMIT = 50;
const PART_LIMIT = 20_000;
/** Longest boundary (RFC 2046 allows 70). */
const BOUNDARY_LIMIT = 250;
/** Bytes of headers that are kept: of one header line, of one header, of all headers of the message. */
const LINE_LIMIT = 1 << 20;
const HEADER_LIMIT = 1 << 20;
/** Longest line that can be a boundary. */
const BOUNDARY_LINE = 600;
const HEADERS_LIMIT = 8 << 20;

/**
 * Takes a message apart without reading its contents: where the parts of it lie (RFC 2045, 2046). Tolerant: missing end boundaries, text before and
 * behind the parts (it is a part of its own), headers without the blank line behind them.
 */
export async function mimeMessage(source: Source, start = 0): Promise<MimeMessage> {
  const splitter = new Splitter(source);
  const headers = await splitter.split(start);
  return { headers, parts: splitter.parts, fault: splitter.fault };
}

/** A multipart whose end has not come yet. */
interface OpenMultipart {
  readonly boundary: Buffer;
  readonly within: readonly string[];
}

/** A line '--boundary' or '--boundary--'. */
interface BoundaryLine {
  /** Where the line begins, and where the next one does. */
  readonly at: number;
  readonly next: number;
  /** Position of its multipart among the open ones. */
  readonly level: number;
  readonly closes: boolean;
}

/** Length of the byte order mark of UTF-8, that some programs put before a saved mail. */
const BYTE_ORDER_MARK = 3;
const DASH = 0x2d;
const LINE_AND_DASHES = Buffer.from('\n--');
const LF = 0x0a;
const CR = 0x0d;

class Splitter {
  readonly parts: MimePart[] = [];
  fault: ReadFault | null = null;
  readonly #source: Source;
  readonly #scanner: SourceScanner;
  #open: OpenMultipart[] = [];
  #headerBytes = 0;

  constructor(source: Source) {
    this.#source = source;
    this.#scanner = new SourceScanner(source);
  }

  /** Splits the message that begins at `start`; gives its headers. */
  async split(start: number): Promise<readonly MimeHeader[]> {
    const mark = await this.#scanner.bytes(start, 3);
    const top = await this.#headers(
      byteOrderMark(mark)?.length === BYTE_ORDER_MARK ? start + BYTE_ORDER_MARK : start,
    );
    let at = top.end;
    let headers: readonly MimeHeader[] | null = top.headers;
    for (;;) {
      const boundary = headers === null ? await this.#around(at) : await this.#part(headers, at);
      if (boundary === null) return top.headers;
      if (this.parts.length >= PART_LIMIT) {
        this.fault = new ReadFault('read_in_part', 'member_limit');
        return top.headers;
      }
      this.#open = this.#open.slice(0, boundary.closes ? boundary.level : boundary.level + 1);
      at = boundary.next;
      headers = null;
      if (!boundary.closes) ({ headers, end: at } = await this.#headers(boundary.next));
    }
  }

  /** Takes what stands behind a multipart. */
  async #around(at: number): Promise<BoundaryLine | null> {
    const next = await this.#nextBoundary(at);
    await this.#textAround(at, await this.#endOf(at, next));
    return next;
  }

  /** Takes the part whose content begins at `at`; gives the boundary line behind it, null at the end of the message. */
  async #part(headers: readonly MimeHeader[], at: number): Promise<BoundaryLine | null> {
    const type = structuredHeader(headerValue(headers, 'content-type'));
    const within = this.#open.at(-1)?.within ?? [];
    const isMultipart = this.#opens(type, within);
    const next = await this.#nextBoundary(at);
    const end = await this.#endOf(at, next);
    // Of a multipart this is what stands before its parts.
    if (isMultipart) await this.#textAround(at, end);
    else this.#add(headers, type, at, end, within);
    return next;
  }

  /** Whether the part is a multipart that can be followed: then it is open now. */
  #opens(type: StructuredHeader, within: readonly string[]): boolean {
    const boundary = type.parameters.get('boundary')?.trimEnd().slice(0, BOUNDARY_LIMIT);
    if (!type.value.startsWith('multipart/') || boundary === undefined || boundary === '') return false;
    if (this.#open.length >= DEPTH_LIMIT) {
      this.fault = new ReadFault('read_in_part', 'depth_limit');
      return false;
    }
    const inside = [...within, type.value.slice('multipart/'.length)];
    this.#open = [...this.#open, { boundary: Buffer.from(boundary, 'latin1'), within: inside }];
    return true;
  }

  #add(
    headers: readonly MimeHeader[],
    type: StructuredHeader,
    start: number,
    end: number,
    within: readonly string[],
  ): void {
    const disposition = structuredHeader(headerValue(headers, 'content-disposition'));
    const encoding = transferEncodingOf(headerValue(headers, 'content-transfer-encoding'));
    this.parts.push({ headers, type, disposition, encoding, source: this.#source, start, end, within });
  }

  /** Text before the first and behind the last part: shown by no program, and there all the same. */
  async #textAround(start: number, end: number): Promise<void> {
    const first = Buffer.from(await this.#scanner.bytes(start, Math.min(2_000, end - start)));
    const text = first.toString('latin1').trim();
    if (end - start <= 2_000 && (text === '' || FOR_OLD_PROGRAMS.test(text))) return;
    this.#add([], structuredHeader('text/plain'), start, end, ['around']);
  }

  async #headers(start: number): Promise<{ headers: MimeHeader[]; end: number }> {
    const headers: MimeHeader[] = [];
    let lines: Uint8Array[] = [];
    let length = 0;
    const settle = (): void => {
      if (lines.length > 0) headers.push(headerOf(lines));
      lines = [];
      length = 0;
    };
    let at = start;
    for (;;) {
      const line = await this.#scanner.line(at, LINE_LIMIT);
      if (line === null) break;
      const text = withoutLineEnd(line.bytes);
      const folded = text[0] === 0x20 || text[0] === 0x09;
      if (text.length === 0) {
        at = line.next;
        break;
      }
      if (!folded && !isHeaderLine(text)) {
        if (at === start && isSeparator(text)) {
          at = line.next;
          continue;
        }
        // The blank line is missing: the content begins here.
        break;
      }
      if (!folded) settle();
      length += text.length;
      this.#headerBytes += text.length;
      const isCut = line.bytes.length < line.next - at;
      if (isCut) this.fault ??= new ReadFault('read_in_part', 'output_limit');
      if (length <= HEADER_LIMIT && this.#headerBytes <= HEADERS_LIMIT) lines.push(new Uint8Array(text));
      else this.fault ??= new ReadFault('read_in_part', 'output_limit');
      at = line.next;
    }
    settle();
    return { headers, end: at };
  }

  /** The next boundary line of an open multipart at or behind `from`, where a line begins. */
  async #nextBoundary(from: number): Promise<BoundaryLine | null> {
    if (this.#open.length === 0) return null;
    const first = await this.#scanner.bytes(from, BOUNDARY_LINE);
    if (this.#boundaryIn(lineIn(first, 0)) !== null) return await this.#boundaryLine(from);
    const found = await this.#scanner.indexOf(
      LINE_AND_DASHES,
      from,
      (around, at) => this.#boundaryIn(lineIn(around, at + 1)) !== null,
    );
    return found < 0 ? null : await this.#boundaryLine(found + 1);
  }

  async #boundaryLine(at: number): Promise<BoundaryLine | null> {
    const line = await this.#scanner.line(at, BOUNDARY_LINE);
    const found = line === null ? null : this.#boundaryIn(withoutLineEnd(line.bytes));
    return line === null || found === null ? null : { ...found, at, next: line.next };
  }

  #boundaryIn(line: Uint8Array): { level: number; closes: boolean } | null {
    if (line[0] !== DASH || line[1] !== DASH) return null;
    const text = Buffer.from(line.buffer, line.byteOffset, line.length);
    for (let level = this.#open.length - 1; level >= 0; level--) {
      const { boundary } = this.#open[level]!;
      const end = 2 + boundary.length;
      if (text.length < end || text.compare(boundary, 0, boundary.length, 2, end) !== 0) continue;
      const rest = text.toString('latin1', end).trimEnd();
      if (rest === '' || rest === '--') return { level, closes: rest === '--' };
    }
    return null;
  }

  /** Where a content that begins at `at` ends: before the boundary line, or with the message. */
  async #endOf(at: number, next: BoundaryLine | null): Promise<number> {
    return next === null
      ? Math.max(at, await this.#scanner.findEnd())
      : await this.#beforeLineEnd(at, next.at);
  }

  /** The line end before a boundary line belongs to it. */
  async #beforeLineEnd(start: number, at: number): Promise<number> {
    const from = Math.max(start, at - 2);
    const ends = await this.#scanner.bytes(from, at - from);
    let end = at;
    if (end > start && ends.at(-1) === LF) end--;
    if (end > start && ends.at(-2) === CR) end--;
    return end;
  }
}

/** The line that begins at `from`, as far as there are bytes, without its end. */
function lineIn(bytes: Uint8Array, from: number): Uint8Array {
  const stop = bytes.indexOf(LF, from);
  return withoutLineEnd(bytes.subarray(from, stop < 0 ? bytes.length : stop + 1));
}

/** The line of a mailbox before a message, quoted or not. */
function isSeparator(line: Uint8Array): boolean {
  return /^>?From /.test(Buffer.from(line.subarray(0, 6)).toString('latin1'));
}
