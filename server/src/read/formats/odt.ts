import type { Format, Member } from '../format.ts';
import { openDocument } from '../office/openDocument.ts';
import { writeOpenDocument } from '../office/openDocumentText.ts';
import { looksLikeOpenDocument } from '../officePackage.ts';

/** OpenDocument text: headers, body, notes, comments, tracked changes, text boxes, variables, forms, properties. Pictures and embedded objects are members. */
export const odt: Format = {
  name: 'odt',
  recognise: (head, extension) => looksLikeOpenDocument(head, extension, 'text', ['odt', 'ott', 'sxw']),
  async read(source, sink, context) {
    await writeOpenDocument(await openDocument(source, context), sink);
  },
  async *members(source, context): AsyncGenerator<Member> {
    yield* (await openDocument(source, context)).members();
  },
};
