import { type ReadContext, ReadFault, type Source } from '../format.ts';
import { localName } from '../parseMarkup.ts';
import type { DocumentProperty, PropertyKind } from './documentProperties.ts';
import { decryptedEntry, type EntryEncryption, findStartKey } from './openDocumentEncryption.ts';
import { OfficePackage } from './officePackage.ts';
import type { MarkupHandler } from '../parseMarkup.ts';

const CONTENT = /^(?:content\.xml|encrypted-package)$/;
const MANIFEST = 'META-INF/manifest.xml';

/** Opens an OpenDocument package; what it says to be encrypted is decrypted as it is read. Throws ReadFault: corrupt, or encrypted when no password fits. */
export async function openDocument(source: Source, context: ReadContext): Promise<OfficePackage> {
  const file = await OfficePackage.open(source, CONTENT, context);
  const encryptions = await readEncryptions(file);
  const locked = encryptions.get('content.xml') ?? encryptions.values().next().value;
  if (locked !== undefined) {
    const key = await findStartKey(file, locked, context.passwords);
    if (key === null) throw new ReadFault('encrypted', 'password_needed');
    for (const encryption of encryptions.values())
      file.replace(encryption.name, (entry) => decryptedEntry(entry, encryption, key));
  }
  return file;
}

/** How the parts are encrypted, by their names (OpenDocument 1.2, part 3, 4.3 to 4.8). */
async function readEncryptions(file: OfficePackage): Promise<Map<string, EntryEncryption>> {
  const encryptions = new Map<string, EntryEncryption>();
  let name = '';
  let attributes: Record<string, string> | null = null;
  await file.parse(MANIFEST, {
    open(tag, own) {
      const local = localName(tag);
      if (local === 'file-entry') name = own['manifest:full-path'] ?? '';
      else if (local === 'encryption-data') attributes = {};
      if (attributes !== null)
        for (const [key, value] of Object.entries(own)) attributes[`${local} ${localName(key)}`] = value;
    },
    close(tag) {
      if (localName(tag) !== 'encryption-data' || attributes === null) return;
      encryptions.set(name, { name, attributes });
      attributes = null;
    },
  });
  return encryptions;
}

/** Elements of meta.xml (OpenDocument 1.2, part 1, 4.3). */
const KINDS: Record<string, PropertyKind> = {
  'title': 'title',
  'subject': 'subject',
  'description': 'comments',
  'keyword': 'keywords',
  'initial-creator': 'author',
  'creator': 'lastAuthor',
};

/** Gathers the properties of a document from its elements office:meta. */
export function metaHandler(properties: DocumentProperty[]): MarkupHandler {
  let name: string | null = null;
  let value = '';
  return {
    open(tag, attributes) {
      const local = localName(tag);
      if (local === 'template') properties.push({ kind: 'template', value: attributes['xlink:title'] ?? '' });
      if (local === 'user-defined') name = attributes['meta:name'] ?? '';
      value = '';
    },
    text(text) {
      if (value.length < 100_000) value += text;
    },
    close(tag) {
      const local = localName(tag);
      const kind = KINDS[local];
      if (local === 'user-defined') properties.push({ kind: 'custom', name: name ?? '', value });
      else if (kind !== undefined) properties.push({ kind, value });
      value = '';
    },
  };
}
