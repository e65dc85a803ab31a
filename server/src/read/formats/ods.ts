import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { openDocument } from '../office/openDocument.ts';
import { OpenDocumentMarkup } from '../office/openDocumentMarkup.ts';
import { writeOpenDocumentExtras } from '../office/openDocumentText.ts';
import { OpenDocumentSheets } from '../office/openDocumentSheet.ts';
import { looksLikeOpenDocument } from '../officePackage.ts';

/** OpenDocument spreadsheets: all sheets (hidden ones too), dates as DD/MM/YYYY, comments, shapes, headers, properties. Pictures and embedded objects are members. */
export const ods: Format = {
  name: 'ods',
  recognise: (head, extension) =>
    looksLikeOpenDocument(head, extension, 'spreadsheet', ['ods', 'ots', 'sxc']),
  async read(source, sink, context) {
    const file = await openDocument(source, context);
    const sheets = new OpenDocumentSheets(sink);
    await file.parse('content.xml', sheets, () => sheets.flush());
    await sheets.end();
    const lines = new LineBuilder(sink);
    const headers = new OpenDocumentMarkup(lines, sink);
    await lines.part('headers');
    await file.parse('styles.xml', headers, () => lines.flushLines());
    await headers.writeAsides();
    await writeOpenDocumentExtras(file, lines);
    await lines.end();
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    yield* (await openDocument(source, context)).members();
  },
};
