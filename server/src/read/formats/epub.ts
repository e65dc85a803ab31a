import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { type DocumentProperty, writeProperties } from '../office/documentProperties.ts';
import { OfficePackage } from '../office/officePackage.ts';
import { propertyHandler } from '../office/packageProperties.ts';
import { localName } from '../parseMarkup.ts';
import { htmlHandler } from './html.ts';

const CONTAINER = 'META-INF/container.xml';
const CHAPTERS = /\.(?:x?html?)$/i;

/** Electronic books: a page for each chapter, title and author. Pictures are members. */
export const epub: Format = {
  name: 'epub',
  recognise: (head) =>
    Buffer.from(head.subarray(30, 80)).toString('latin1').startsWith('mimetypeapplication/epub+zip')
      ? 0.98
      : 0,
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, CHAPTERS, context);
    const lines = new LineBuilder(sink);
    const properties: DocumentProperty[] = [];
    for (const chapter of await chaptersInOrder(file, properties)) {
      await lines.page();
      await file.parse(chapter, htmlHandler(lines), () => lines.flushLines(), 'html');
      await lines.flush();
    }
    await writeProperties(lines, properties);
    await lines.end();
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    for (const member of (await OfficePackage.open(source, CHAPTERS, context)).members())
      if (!/\.(?:x?html?|css|opf|ncx)$/i.test(member.displayName)) yield member;
  },
};

/** The chapters as the book orders them, then those that it does not name. */
async function chaptersInOrder(file: OfficePackage, properties: DocumentProperty[]): Promise<string[]> {
  let book = '';
  await file.parse(CONTAINER, {
    open(name, attributes) {
      if (localName(name) === 'rootfile') book ||= attributes['full-path'] ?? '';
    },
  });
  const folder = book.slice(0, book.lastIndexOf('/') + 1);
  const items = new Map<string, string>();
  const chapters = new Set<string>();
  const values = propertyHandler(properties);
  await file.parse(book, {
    ...values,
    open(name, attributes) {
      values.open?.(name, attributes);
      if (localName(name) === 'item')
        items.set(attributes['id'] ?? '', decodePath(folder + (attributes['href'] ?? '')));
      const item = localName(name) === 'itemref' ? items.get(attributes['idref'] ?? '') : undefined;
      if (item !== undefined && file.has(item)) chapters.add(item);
    },
  });
  return [...chapters.union(new Set(file.matching(CHAPTERS)))];
}

/** A reference may be escaped as in an address. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
