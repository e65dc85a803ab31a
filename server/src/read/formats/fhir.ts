import { decode } from '../../text/windows1252.ts';
import { decodeWhole } from '../decodeText.ts';
import { FhirWriter } from '../fhirWriter.ts';
import { FhirXmlHandler } from '../fhirXml.ts';
import type { Json } from '../flattenRecord.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { parseMarkup } from '../parseMarkup.ts';
import { memorySource } from '../source.ts';
import { textLines } from '../textLines.ts';

/** A document is parsed whole up to this size. */
const LIMIT = 256 << 20;
const DEPTH_LIMIT = 40;

const JSON_START = /^[\s\ufeff]*[[{]/;
const RESOURCE = /"resourceType"\s*:\s*"[A-Z]\w+"/;
const XML_START =
  /<(?:[\w-]+:)?[A-Z]\w{1,60}(?:\s[^<>]{0,500})?\sxmlns(?::[\w-]+)?="http:\/\/hl7\.org\/fhir"/;

/** FHIR resources: bundles, single ones, one a line (bulk export), as JSON or XML. Attached documents are members. */
export const fhir: Format = {
  name: 'fhir',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 8_192);
    if (JSON_START.test(start)) return RESOURCE.test(start.slice(0, 4_000)) ? 0.96 : 0;
    return XML_START.test(start) ? 0.96 : 0;
  },
  async read(source, sink) {
    const writer = new FhirWriter(sink);
    await writer.begin(syntaxOf(source.head) === 'lines' ? 'line' : 'row');
    try {
      for await (const { resource, number, fullUrl } of resources(source))
        await writer.resource(resource, number, fullUrl);
    } finally {
      await writer.end();
    }
  },
  async *members(source): AsyncGenerator<Member> {
    let ordinal = 0;
    for await (const { resource } of resources(source))
      for (const { data, type } of attachments(resource, 0)) {
        const displayName = `attachment-${++ordinal}.${/\/(?:[\w.]+\+)?(\w+)/.exec(type)?.[1]?.slice(0, 8) ?? 'bin'}`;
        const bytes = Buffer.from(data, 'base64');
        yield { name: Buffer.from(displayName), displayName, source: memorySource(bytes, displayName) };
      }
  },
};

interface Found {
  readonly resource: Json;
  readonly number: number;
  readonly fullUrl: string;
}

/** XML, one resource a line, or one JSON document. */
function syntaxOf(head: Uint8Array): 'xml' | 'lines' | 'document' {
  const start = headText(head);
  if (!JSON_START.test(start)) return 'xml';
  const [first, second] = start.trimStart().split('\n');
  const isLine = second?.trimStart().startsWith('{') === true && parseJson(first!) !== undefined;
  return isLine ? 'lines' : 'document';
}

async function* resources(source: Source): AsyncGenerator<Found> {
  const syntax = syntaxOf(source.head);
  if (syntax === 'xml') yield* xmlResources(source);
  else if (syntax === 'lines') yield* lineResources(source);
  else yield* documentResources(source);
}

async function* xmlResources(source: Source): AsyncGenerator<Found> {
  const handler = new FhirXmlHandler();
  const found: Found[] = [];
  let number = 0;
  // The parser calls back; resources are handed on when it has seen a chunk.
  await parseMarkup(source.stream(), 'xml', handler, () => {
    for (const { resource, fullUrl } of handler.take()) found.push({ resource, fullUrl, number: ++number });
    return Promise.resolve();
  });
  yield* found;
}

async function* lineResources(source: Source): AsyncGenerator<Found> {
  let isDamaged = false;
  for await (const { text, number } of textLines(source)) {
    if (text.trim() === '') continue;
    const resource = parseJson(text);
    if (resource === undefined) isDamaged = true;
    else yield { resource, number, fullUrl: '' };
  }
  if (isDamaged) throw new ReadFault('read_in_part', 'damaged_structure');
}

async function* documentResources(source: Source): AsyncGenerator<Found> {
  const text = decode(decodeWhole(await source.bytes(LIMIT)));
  const document = parseJson(text);
  if (document === undefined) {
    yield* salvage(text);
    throw new ReadFault('read_in_part', 'damaged_structure');
  }
  const all = Array.isArray(document) ? document : [document];
  for (const [i, resource] of all.entries()) yield { resource, number: i + 1, fullUrl: '' };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The whole resources of a document that breaks off. */
function* salvage(text: string): Generator<Found> {
  const begins = /\{\s*"resourceType"\s*:\s*"(?!Bundle")/g;
  let number = 0;
  for (let match = begins.exec(text); match !== null; match = begins.exec(text)) {
    const end = endOfObject(text, match.index);
    if (end < 0) return;
    const resource = parseJson(text.slice(match.index, end));
    if (resource !== undefined) yield { resource, number: ++number, fullUrl: '' };
    begins.lastIndex = end;
  }
}

/** Behind the brace that closes the object at `from`; -1 when there is none. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i + 1;
  }
  return -1;
}

/** Base64 data with their types: attachments, Binary, photos. */
function* attachments(value: Json, depth: number): Generator<{ data: string; type: string }> {
  if (value === null || typeof value !== 'object' || depth > DEPTH_LIMIT) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* attachments(item, depth + 1);
    return;
  }
  const { data, contentType } = value;
  if (typeof data === 'string' && typeof contentType === 'string' && data !== '')
    yield { data, type: contentType };
  for (const item of Object.values(value)) yield* attachments(item, depth + 1);
}
