import { LineBuilder } from '../emitLines.ts';
import { type Format, ReadFault, type Source } from '../format.ts';
import { looksLikeOpenDocument } from '../officePackage.ts';
import { type MarkupHandler, parseMarkup } from '../parseMarkup.ts';
import { type ZipEntry, zipEntries } from '../zipArchive.ts';

/** OpenDocument text: headers and footers (styles.xml), body, notes, annotations, tracked changes, title and subject. */
export const odt: Format = {
  name: 'odt',
  recognise: (head, extension) => looksLikeOpenDocument(head, extension, 'text'),
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    await lines.page();
    for (const entry of await openDocumentEntries(source, ['styles.xml', 'content.xml', 'meta.xml'])) {
      await parseMarkup(entry.open(), 'xml', textHandler(lines), () => lines.flushLines(), 'utf-8');
      await lines.flush();
    }
    await lines.end();
  },
};

/** The XML parts of an OpenDocument package, in the order asked. Encrypted packages say so in their manifest. */
export async function openDocumentEntries(source: Source, names: readonly string[]): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zipEntries(source)) {
    if (names.includes(entry.displayName)) entries.push(entry);
    if (entry.displayName === 'META-INF/manifest.xml' && (await isEncrypted(entry)))
      throw new ReadFault('encrypted', 'password_needed');
  }
  if (!entries.some((entry) => entry.displayName === 'content.xml'))
    throw new ReadFault('corrupt', 'damaged_structure');
  return entries.sort((a, b) => names.indexOf(a.displayName) - names.indexOf(b.displayName));
}

async function isEncrypted(manifest: ZipEntry): Promise<boolean> {
  let found = false;
  await parseMarkup(manifest.open(), 'xml', {
    open: (name) => void (found ||= name.endsWith(':encryption-data')),
  });
  return found;
}

function textHandler(lines: LineBuilder): MarkupHandler {
  let depth = 0;
  let cells = 0;
  const isText = (name: string): boolean =>
    name === 'text:p' ||
    name === 'text:h' ||
    name === 'dc:title' ||
    name === 'dc:subject' ||
    name === 'meta:keyword';
  return {
    open(name, attributes) {
      if (isText(name)) depth++;
      else if (name === 'table:table-cell') cells++;
      else if (name === 'text:tab') lines.tab();
      else if (name === 'text:line-break') breakLine();
      else if (name === 'text:s') lines.text(' '.repeat(Math.min(200, Number(attributes['text:c'] ?? 1))));
    },
    text(text) {
      if (depth > 0) lines.text(text);
    },
    close(name) {
      if (isText(name)) {
        depth--;
        if (cells > 0) lines.blank();
        else lines.newline();
      } else if (name === 'table:table-cell') {
        cells--;
        lines.tab();
      } else if (name === 'table:table-row') lines.endLine();
    },
  };
  function breakLine(): void {
    if (cells > 0) lines.blank();
    else lines.newline();
  }
}
