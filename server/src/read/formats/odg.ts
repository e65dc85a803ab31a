import type { Format, Member } from '../format.ts';
import { openDocument } from '../office/openDocument.ts';
import { writeOpenDocument } from '../office/openDocumentText.ts';
import { looksLikeOpenDocument } from '../officePackage.ts';

/** OpenDocument drawings, also charts and formulas: a page for each page. Pictures and embedded objects are members. */
export const odg: Format = {
  name: 'odg',
  recognise: (head, extension) =>
    Math.max(
      ...['graphics', 'chart', 'formula', 'image'].map((type) =>
        looksLikeOpenDocument(head, extension, type, ['odg', 'otg', 'sxd']),
      ),
    ),
  async read(source, sink, context) {
    await writeOpenDocument(await openDocument(source, context), sink);
  },
  async *members(source, context): AsyncGenerator<Member> {
    yield* (await openDocument(source, context)).members();
  },
};
