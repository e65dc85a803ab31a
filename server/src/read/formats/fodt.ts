import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { type DocumentProperty, writeProperties } from '../office/documentProperties.ts';
import { FlatSections, flatOpenDocumentType } from '../office/flatOpenDocument.ts';
import { markupMembers } from '../office/markupMembers.ts';
import { metaHandler } from '../office/openDocument.ts';
import { OpenDocumentMarkup } from '../office/openDocumentMarkup.ts';
import { sourceHandler } from '../office/openDocumentText.ts';
import { parseMarkup } from '../parseMarkup.ts';

/** OpenDocument texts, presentations and drawings in one XML file. Pictures are members. */
export const fodt: Format = {
  name: 'fodt',
  recognise(head) {
    const type = flatOpenDocumentType(head);
    return type === null || type === 'spreadsheet' ? 0 : 0.97;
  },
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    const properties: DocumentProperty[] = [];
    const handler = new OpenDocumentMarkup(lines, sink);
    const sections = new FlatSections({
      'office:meta': { handler: metaHandler(properties) },
      'office:scripts': { handler: sourceHandler(lines), begin: () => lines.nextPart('macros') },
      'office:master-styles': { handler, begin: () => lines.nextPart('headers') },
      'office:body': { handler, begin: () => lines.nextPage() },
    });
    await parseMarkup(source.stream(), 'xml', sections, () => lines.flushLines());
    await handler.writeAsides();
    await writeProperties(lines, properties);
    await lines.end();
  },
  async *members(source): AsyncGenerator<Member> {
    yield* markupMembers(source);
  },
};
