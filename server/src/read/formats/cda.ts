import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { CdaReader } from '../cdaReader.ts';
import { type Format, type Member, ReadFault } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { localName, type MarkupHandler, parseMarkup } from '../parseMarkup.ts';
import { memorySource } from '../source.ts';

/** An embedded document is unpacked up to this size. */
const LIMIT = 256 << 20;

/**
 * Clinical documents (HL7 CDA R2, CI-SIS in France; french-formats.md 5): the patient as a row with declared fields, the narrative as text about
 * the patient, embedded documents as members. Signatures are skipped.
 */
export const cda: Format = {
  name: 'cda',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 16_384);
    return /<(?:[\w-]+:)?ClinicalDocument[\s>]/.test(start) ? 0.97 : 0;
  },
  async read(source, sink) {
    const reader = new CdaReader(sink);
    await reader.begin();
    await parseMarkup(source.stream(), 'xml', reader, () => reader.flush());
    await reader.end();
  },
  async *members(source): AsyncGenerator<Member> {
    const found = new EmbeddedDocuments();
    await parseMarkup(source.stream(), 'xml', found);
    let ordinal = 0;
    for (const { data, type, compression } of found.documents) {
      const displayName = `document-${++ordinal}.${extensionOf(type)}`;
      const name = Buffer.from(displayName);
      const bytes = unpack(Buffer.from(data, 'base64'), compression);
      if (bytes === null) yield { name, displayName, fate: 'corrupt', reason: 'bad_compression' };
      else yield { name, displayName, source: memorySource(bytes, displayName) };
    }
    if (found.isCut) throw new ReadFault('read_in_part', 'size_limit');
  },
};

/** 'application/pdf' -> 'pdf', 'text/xml' -> 'xml'. */
function extensionOf(type: string): string {
  return /\/(?:[\w.]+\+)?(\w+)/.exec(type)?.[1]?.toLowerCase().slice(0, 8) ?? 'bin';
}

/** DF deflate, GZ gzip, ZL zlib (the compression attribute of ED); null when the bytes are not what it says. */
function unpack(bytes: Uint8Array, compression: string): Uint8Array | null {
  const unpackers: Record<string, typeof inflateSync> = {
    DF: inflateRawSync,
    GZ: gunzipSync,
    ZL: inflateSync,
  };
  try {
    return unpackers[compression]?.(bytes, { maxOutputLength: LIMIT }) ?? bytes;
  } catch {
    return null;
  }
}

/** Elements with representation="B64": the body of a document of level 1, pictures, attached files. */
class EmbeddedDocuments implements MarkupHandler {
  readonly documents: { data: string; type: string; compression: string }[] = [];
  isCut = false;
  #open: { parts: string[]; type: string; compression: string } | null = null;
  #depth = 0;
  #openDepth = 0;
  #length = 0;

  open(_name: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth++;
    if (attributes['representation'] !== 'B64') return;
    this.#open = {
      parts: [],
      type: attributes['mediaType'] ?? '',
      compression: attributes['compression'] ?? '',
    };
    this.#openDepth = this.#depth;
  }

  text(text: string): void {
    if (this.#open === null) return;
    this.#length += text.length;
    if (this.#length > LIMIT) this.isCut = true;
    else this.#open.parts.push(text);
  }

  close(name: string): void {
    if (this.#open !== null && this.#depth === this.#openDepth && localName(name) !== 'reference') {
      const { parts, type, compression } = this.#open;
      const data = parts.join('');
      if (data.trim() !== '') this.documents.push({ data, type, compression });
      this.#open = null;
    }
    this.#depth--;
  }
}
