import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { type CmsContent, looksLikeCms, readCms } from '../mime/cms.ts';
import { leadingHeaders } from '../mime/recogniseMail.ts';
import { memorySource } from '../source.ts';

const LIMIT = 512 << 20;
const ARMOUR = /^-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----/;
/** A signed content in base64 begins so: the first bytes of a sequence. */
const BASE64 = /^MI[A-Za-z0-9+/]{30}/;

/** Signed, compressed or encrypted files (CMS, PKCS #7; .p7m, .p7s): what is signed is the member. */
export const p7m: Format = {
  name: 'p7m',
  recognise(head) {
    if (looksLikeCms(head)) return 0.95;
    const start = Buffer.from(head.subarray(0, 100)).toString('latin1');
    return (ARMOUR.test(start) || BASE64.test(start)) && looksLikeCms(unarmoured(head)) ? 0.95 : 0;
  },
  async read(source) {
    const cms = await open(source);
    if (cms.kind === 'encrypted') throw new ReadFault('encrypted', 'password_needed');
    if (cms.kind === 'detached') throw new ReadFault('not_a_document', 'no_text');
  },
  async *members(source): AsyncGenerator<Member> {
    const cms = await open(source);
    if (cms.kind === 'encrypted') throw new ReadFault('encrypted', 'password_needed');
    if (cms.kind === 'detached') return;
    const displayName = contentName(source.name, cms.content);
    yield { name: Buffer.from(displayName), displayName, source: memorySource(cms.content, displayName) };
  },
};

async function open(source: Source): Promise<CmsContent> {
  const bytes = await source.bytes(LIMIT);
  const cms = readCms(bytes[0] === 0x30 ? bytes : unarmoured(bytes));
  if (cms === null) throw new ReadFault('corrupt', 'damaged_structure');
  return cms;
}

/** Without the lines of the armour, and without base64. */
function unarmoured(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^-----.*$/gm, '');
  return Buffer.from(text, 'base64');
}

/** 'ordonnance.pdf.p7m' holds 'ordonnance.pdf'; a mail inside is one. */
function contentName(name: string, content: Uint8Array): string {
  const inner = (name.split('/').at(-1) ?? '').replace(/\.(?:p7m|p7s|p7|pkcs7|der|pem)$/i, '');
  if (leadingHeaders(content.subarray(0, 4096)).has('content-type')) return `${inner || 'content'}.eml`;
  return inner === '' ? 'content' : inner;
}
