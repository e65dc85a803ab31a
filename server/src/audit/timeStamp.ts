import { createHash, randomBytes } from 'node:crypto';

/** Time stamps as RFC 3161 has them, in DER. What is stamped is a hash; nothing else leaves the house. */

const SHA256 = der(0x30, der(0x06, Buffer.from('608648016503040201', 'hex')), Buffer.of(5, 0));
const TST_INFO = '2a864886f70d0109100104';
/** Responses have some 2 to 8 kB; more is not read. */
const MOST_BYTES = 1 << 20;

/** What an authority says other than yes, or says of something else. */
export class TimeStampError extends Error {
  readonly problem: 'unreachable' | 'refused' | 'malformed' | 'of_something_else';

  constructor(problem: TimeStampError['problem'], options?: ErrorOptions) {
    super(problem, options);
    this.name = 'TimeStampError';
    this.problem = problem;
  }
}

/** A TimeStampReq (section 2.4.1): version 1, SHA-256 imprint, nonce of 64 bits, certificate asked for. */
export function timeStampRequest(data: Uint8Array, nonce = randomBytes(8)): Buffer {
  const positive = Buffer.from(nonce);
  positive[0] = (positive[0]! & 0x7f) | 0x40;
  const imprint = der(0x30, SHA256, der(0x04, createHash('sha256').update(data).digest()));
  return der(0x30, der(0x02, Buffer.of(1)), imprint, der(0x02, positive), der(0x01, Buffer.of(0xff)));
}

/** Asks an authority (application/timestamp-query over HTTP, section 3.4). Throws TimeStampError. */
export async function askAuthority(url: string, request: Buffer, timeoutMs: number): Promise<Buffer> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(request),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok || answer.body === null) throw new TimeStampError('unreachable');
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of answer.body as AsyncIterable<Uint8Array>) {
      bytes += part.length;
      if (bytes > MOST_BYTES) throw new TimeStampError('malformed');
      parts.push(part);
    }
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof TimeStampError) throw error;
    throw new TimeStampError('unreachable', { cause: error });
  }
}

/**
 * Checks that a response grants the request: status, imprint and nonce. The authority's signature and certificate are checked by
 * `openssl ts -verify`, with the certificates that the hospital trusts (docs/audit.md). Throws TimeStampError.
 * @returns the moment that the authority names.
 */
export function stampedMoment(request: Buffer, response: Buffer): string {
  const [, asked, nonce] = children(element(request));
  const [status, token] = children(element(response));
  const granted = status === undefined ? undefined : children(status)[0];
  if (granted?.tag !== 0x02) throw new TimeStampError('malformed');
  if (granted.body.length !== 1 || granted.body[0]! > 1) throw new TimeStampError('refused');
  const info = children(tstInfo(token));
  const isOurs =
    info[2]?.whole.equals(asked!.whole) === true &&
    info.some((part, i) => i > 4 && part.tag === 0x02 && part.whole.equals(nonce!.whole));
  if (!isOurs) throw new TimeStampError('of_something_else');
  return generalizedTime(info[4]!.body.toString('latin1'));
}

/** TSTInfo within ContentInfo, SignedData, EncapsulatedContentInfo (RFC 5652). */
function tstInfo(token: Element | undefined): Element {
  const signedData = token === undefined ? undefined : children(token)[1];
  const signed = signedData === undefined ? undefined : children(signedData)[0];
  const content = signed === undefined ? undefined : children(signed)[2];
  if (content === undefined) throw new TimeStampError('malformed');
  const [type, wrapped] = children(content);
  const octets = wrapped === undefined ? undefined : children(wrapped)[0];
  if (type?.body.toString('hex') !== TST_INFO || octets === undefined) throw new TimeStampError('malformed');
  return element(octets.body);
}

/** '20260131093000Z' (a fraction may follow the seconds). */
function generalizedTime(text: string): string {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d{1,9})?Z$/.exec(text);
  if (parts === null) throw new TimeStampError('malformed');
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}

interface Element {
  readonly tag: number;
  readonly body: Buffer;
  readonly whole: Buffer;
}

/** The first DER element of some bytes (definite lengths only). */
function element(bytes: Buffer): Element {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) throw new TimeStampError('malformed');
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 4 || bytes.length < 2 + lengthBytes)
    throw new TimeStampError('malformed');
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  const from = 2 + lengthBytes;
  if (bytes.length < from + length) throw new TimeStampError('malformed');
  return { tag, body: bytes.subarray(from, from + length), whole: bytes.subarray(0, from + length) };
}

function children(parent: Element): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < parent.body.length;) {
    const child = element(parent.body.subarray(at));
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}
