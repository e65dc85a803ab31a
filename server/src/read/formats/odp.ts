import type { Format, Member } from '../format.ts';
import { openDocument } from '../office/openDocument.ts';
import { writeOpenDocument } from '../office/openDocumentText.ts';
import { looksLikeOpenDocument } from '../officePackage.ts';

/** OpenDocument presentations: a page for each slide with its notes and comments. Pictures and embedded objects are members. */
export const odp: Format = {
  name: 'odp',
  recognise: (head, extension) =>
    looksLikeOpenDocument(head, extension, 'presentation', ['odp', 'otp', 'sxi']),
  async read(source, sink, context) {
    await writeOpenDocument(await openDocument(source, context), sink);
  },
  async *members(source, context): AsyncGenerator<Member> {
    yield* (await openDocument(source, context)).members();
  },
};
