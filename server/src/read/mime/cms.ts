import { inflateSync } from 'node:zlib';

/** What a CMS message (PKCS #7, RFC 5652; S/MIME, .p7m, .p7s) holds. */
export type CmsContent =
  | { readonly kind: 'signed' | 'compressed'; readonly content: Uint8Array }
  /** A signature without what it signs. */
  | { readonly kind: 'detached' }
  | { readonly kind: 'encrypted' };

const SEQUENCE = 0x30;
const SET = 0x31;
const OID = 0x06;
const OCTET_STRING = 0x04;
const CONSTRUCTED_OCTET_STRING = 0x24;
const EXPLICIT = 0xa0;

const PKCS7 = '2a864886f70d0107';
const COMPRESSED_DATA = '2a864886f70d0109100109';
const AUTH_ENVELOPED_DATA = '2a864886f70d0109100117';
const INFLATED_LIMIT = 256 << 20;
/** Octet strings of octet strings are followed so deep. */
const DEPTH_LIMIT = 8;

/** Reads CMS in BER: lengths may be open, strings in pieces. Null when it is none, or damaged before its content. */
export function readCms(bytes: Uint8Array): CmsContent | null {
  const outer = contentInfo(bytes);
  if (outer === null) return null;
  switch (outer.type) {
    case `${PKCS7}02`:
      return signedContent(outer.content);
    case `${PKCS7}03`:
    case `${PKCS7}04`:
    case `${PKCS7}06`:
    case AUTH_ENVELOPED_DATA:
      return { kind: 'encrypted' };
    case COMPRESSED_DATA:
      return inflated(outer.content);
    default:
      return null;
  }
}

/** Whether bytes begin like CMS in BER. */
export function looksLikeCms(head: Uint8Array): boolean {
  const outer = contentInfo(head.subarray(0, 64));
  return outer !== null && (outer.type.startsWith(PKCS7) || outer.type.startsWith('2a864886f70d01091001'));
}

/** One element of BER. */
interface Element {
  readonly tag: number;
  readonly body: Uint8Array;
  /** Bytes of the element with its head; of an open one all that there are. */
  readonly size: number;
  readonly open: boolean;
}

/** The element at the beginning; one that says it is longer than what there is gives what there is. */
function elementAt(bytes: Uint8Array, at: number): Element | null {
  if (at + 2 > bytes.length) return null;
  const tag = bytes[at]!;
  const first = bytes[at + 1]!;
  if (first === 0x80) return { tag, body: bytes.subarray(at + 2), size: bytes.length - at, open: true };
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (count > 6) return null;
  let length = count === 0 ? first : 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
  const start = at + 2 + count;
  return { tag, body: bytes.subarray(start, start + length), size: 2 + count + length, open: false };
}

/** The elements inside a body, the first `limit` of them. What follows an element of open length stands behind its end mark. */
function elementsIn(body: Uint8Array, limit: number): Element[] {
  const found: Element[] = [];
  for (let at = 0; found.length < limit;) {
    const element = elementAt(body, at);
    if (element === null || (element.tag === 0 && element.size === 2)) break;
    found.push(element);
    at += element.open ? openSize(body, at) : element.size;
  }
  return found;
}

/** Bytes of an element of open length: a walk over heads, without recursion. */
function openSize(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  do {
    const element = elementAt(bytes, at);
    if (element === null) return bytes.length - from;
    if (element.open) {
      depth++;
      at += 2;
    } else {
      if (element.tag === 0 && element.size === 2) depth--;
      at += element.size;
    }
  } while (depth > 0);
  return at - from;
}

function contentInfo(bytes: Uint8Array): { type: string; content: Uint8Array } | null {
  const outer = elementAt(bytes, 0);
  if (outer?.tag !== SEQUENCE) return null;
  const type = elementAt(outer.body, 0);
  if (type?.tag !== OID) return null;
  const content = elementAt(outer.body, type.size);
  return {
    type: Buffer.from(type.body).toString('hex'),
    content: content?.tag === EXPLICIT ? content.body : new Uint8Array(0),
  };
}

/** SignedData: version, digest algorithms, then the ContentInfo of what is signed. */
function signedContent(body: Uint8Array): CmsContent | null {
  const data = elementAt(body, 0);
  if (data?.tag !== SEQUENCE) return null;
  const [version, algorithms, info] = elementsIn(data.body, 3);
  if (version === undefined || algorithms?.tag !== SET || info?.tag !== SEQUENCE) return null;
  const explicit = elementsIn(info.body, 2)[1];
  if (explicit?.tag !== EXPLICIT) return { kind: 'detached' };
  // Of old PKCS #7 the content need not be an octet string.
  const content = elementAt(explicit.body, 0);
  if (content === null) return { kind: 'detached' };
  return { kind: 'signed', content: Buffer.concat(octets(content, 0)) };
}

/** CompressedData (RFC 3274): version, algorithm, ContentInfo. */
function inflated(body: Uint8Array): CmsContent | null {
  const data = elementAt(body, 0);
  const info = data === null ? undefined : elementsIn(data.body, 3)[2];
  const explicit = info === undefined ? undefined : elementsIn(info.body, 2)[1];
  const content = explicit === undefined ? null : elementAt(explicit.body, 0);
  if (content === null) return null;
  try {
    const packed = Buffer.concat(octets(content, 0));
    return { kind: 'compressed', content: inflateSync(packed, { maxOutputLength: INFLATED_LIMIT }) };
  } catch {
    return null;
  }
}

/** The bytes of an octet string, whole or in pieces. */
function octets(element: Element, depth: number): Uint8Array[] {
  if (element.tag === OCTET_STRING || element.tag !== CONSTRUCTED_OCTET_STRING) return [element.body];
  if (depth >= DEPTH_LIMIT) return [];
  return elementsIn(element.body, Infinity).flatMap((piece) => octets(piece, depth + 1));
}
