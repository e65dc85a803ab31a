/** A leaf of a mail: what it is, and its bytes as they were meant. Names of headers are in small letters; each may come several times. */
export interface MimePart {
  readonly type: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** What a report may be at most; more of a mail is not looked at. */
const LARGEST = 2_000_000;
const DEEPEST = 6;
const MOST_PARTS = 50;
const MOST_HEADERS = 500;

/** A mail with its headers and leaves. */
export interface ReportMail {
  readonly headers: MimePart['headers'];
  /** The type of the whole, with its parameters: 'multipart/report', {report-type}. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly parts: readonly MimePart[];
}

/** Takes a mail apart; null where it is none (no headers). Reports are small and of few kinds: messages within are not opened. */
export function readReport(bytes: Buffer): ReportMail | null {
  const raw = bytes.subarray(0, LARGEST).toString('latin1');
  const { headers, body } = splitHead(raw);
  if (headers.size === 0) return null;
  const { type, parameters } = contentType(headers);
  const parts: MimePart[] = [];
  collect(headers, body, 0, parts);
  return { headers, type, parameters, parts };
}

/** The first value of a header, or ''. */
export function headerOf(headers: MimePart['headers'], name: string): string {
  return headers.get(name)?.[0] ?? '';
}

function collect(headers: MimePart['headers'], body: string, depth: number, parts: MimePart[]): void {
  if (parts.length >= MOST_PARTS) return;
  const { type, parameters } = contentType(headers);
  const boundary = parameters.get('boundary') ?? '';
  if (!type.startsWith('multipart/') || boundary === '' || depth >= DEEPEST) {
    parts.push({ type, headers, body: decodeBody(body, headerOf(headers, 'content-transfer-encoding')) });
    return;
  }
  for (const piece of splitAt(body, boundary)) {
    const inner = splitHead(piece);
    collect(inner.headers, inner.body, depth + 1, parts);
  }
}

/** Fields of a head, unfolded: of a mail, a part, or a group in a delivery status. */
export function splitHead(raw: string): { headers: Map<string, string[]>; body: string } {
  const headers = new Map<string, string[]>();
  let at = 0;
  let name = '';
  for (let lines = 0; at < raw.length && lines < MOST_HEADERS; lines++) {
    const end = raw.indexOf('\n', at);
    const line = raw.slice(at, end < 0 ? raw.length : end).replace(/\r$/, '');
    const next = end < 0 ? raw.length : end + 1;
    if (line === '') return { headers, body: raw.slice(next) };
    if (/^[ \t]/.test(line)) {
      const values = headers.get(name);
      if (values !== undefined) values.push(`${values.pop() ?? ''} ${line.trim()}`);
    } else {
      const colon = line.indexOf(':');
      // 'From ' of an mbox, or no head at all.
      if (colon < 1 && !(lines === 0 && line.startsWith('From '))) return { headers, body: raw.slice(at) };
      if (colon >= 1) {
        name = line.slice(0, colon).trim().toLowerCase();
        headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
      }
    }
    at = next;
  }
  return { headers, body: raw.slice(at) };
}

function contentType(headers: MimePart['headers']): { type: string; parameters: Map<string, string> } {
  const value = headerOf(headers, 'content-type').slice(0, 2_000);
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(value)?.[0].toLowerCase() ?? 'text/plain';
  const parameters = new Map<string, string>();
  for (const [, key, quoted, bare] of value.matchAll(
    /;\s{0,50}([\w-]{1,50})=(?:"([^"]{0,200})"|([^\s;"]{1,200}))/g,
  ))
    parameters.set(key!.toLowerCase(), quoted ?? bare ?? '');
  return { type, parameters };
}

/** Pieces between the lines of a boundary. A missing last line is no matter. */
function splitAt(body: string, boundary: string): string[] {
  const pieces: string[] = [];
  const mark = `--${boundary}`;
  let begin = -1;
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\n', at);
    const line = body.slice(at, end < 0 ? body.length : end).trimEnd();
    if (line === mark || line === `${mark}--`) {
      if (begin >= 0) pieces.push(body.slice(begin, at));
      begin = end < 0 || line !== mark ? -1 : end + 1;
      if (line !== mark || pieces.length >= MOST_PARTS) return pieces;
    }
    at = end < 0 ? body.length : end + 1;
  }
  if (begin >= 0) pieces.push(body.slice(begin));
  return pieces;
}

function decodeBody(body: string, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return Buffer.from(
        body
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      );
    default:
      return Buffer.from(body, 'latin1');
  }
}
