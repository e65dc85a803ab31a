import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { type DocumentProperty, writeProperties } from '../office/documentProperties.ts';
import { FlatSections, flatOpenDocumentType } from '../office/flatOpenDocument.ts';
import { markupMembers } from '../office/markupMembers.ts';
import { metaHandler } from '../office/openDocument.ts';
import { OpenDocumentMarkup } from '../office/openDocumentMarkup.ts';
import { OpenDocumentSheets } from '../office/openDocumentSheet.ts';
import { sourceHandler } from '../office/openDocumentText.ts';
import { parseMarkup } from '../parseMarkup.ts';

/** OpenDocument spreadsheets in one XML file. Pictures are members. */
export const fods: Format = {
  name: 'fods',
  recognise: (head) => (flatOpenDocumentType(head) === 'spreadsheet' ? 0.97 : 0),
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    const properties: DocumentProperty[] = [];
    const headers = new OpenDocumentMarkup(lines, sink);
    const sheets = new OpenDocumentSheets(sink);
    const sections = new FlatSections({
      'office:meta': { handler: metaHandler(properties) },
      'office:scripts': { handler: sourceHandler(lines), begin: () => lines.nextPart('macros') },
      'office:master-styles': { handler: headers, begin: () => lines.nextPart('headers') },
      'office:body': { handler: sheets },
    });
    await parseMarkup(source.stream(), 'xml', sections, () => sheets.flush());
    await sheets.end();
    await headers.writeAsides();
    await writeProperties(lines, properties);
    await lines.end();
  },
  async *members(source): AsyncGenerator<Member> {
    yield* markupMembers(source);
  },
};
