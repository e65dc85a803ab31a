import { LineBuilder } from '../emitLines.ts';
import type { Sink } from '../format.ts';
import type { MarkupHandler } from '../parseMarkup.ts';
import { type DocumentProperty, writeProperties } from './documentProperties.ts';
import type { OfficePackage } from './officePackage.ts';
import { metaHandler } from './openDocument.ts';
import { OpenDocumentMarkup } from './openDocumentMarkup.ts';

const MACROS = /^Basic\/[^/]+\/(?!script-lb|dialog-lb)[^/]+\.xml$/;
/** Documents inside the document: tables, charts, formulas. */
const OBJECTS = /^Object [^/]*\/content\.xml$/;

/** Writes an OpenDocument text, presentation or drawing: headers and footers first, since they name the patient; then the body, objects inside, properties. */
export async function writeOpenDocument(file: OfficePackage, sink: Sink): Promise<void> {
  const lines = new LineBuilder(sink);
  const markup = new OpenDocumentMarkup(lines, sink);
  const parse = (part: string): Promise<void> => file.parse(part, markup, () => lines.flushLines());
  await lines.part('headers');
  await parse('styles.xml');
  await lines.page();
  await parse('content.xml');
  await markup.writeAsides();
  for (const object of file.matching(OBJECTS)) {
    await lines.part(object.split('/')[0]!);
    await parse(object);
    await markup.writeAsides();
  }
  await writeOpenDocumentExtras(file, lines);
  await lines.end();
  file.finish();
}

/** Writes the macros and the properties of a document. */
export async function writeOpenDocumentExtras(file: OfficePackage, lines: LineBuilder): Promise<void> {
  const macros = file.matching(MACROS);
  if (macros.length > 0) await lines.part('macros');
  for (const macro of macros) await file.parse(macro, sourceHandler(lines), () => lines.flushLines());
  const properties: DocumentProperty[] = [];
  await file.parse('meta.xml', metaHandler(properties));
  await writeProperties(lines, properties);
}

/** The source of a module: its text, line by line. */
export function sourceHandler(lines: LineBuilder): MarkupHandler {
  let source = '';
  return {
    text: (text) => void (source += text),
    close() {
      for (const line of source.split('\n')) {
        lines.text(line);
        lines.endLine();
      }
      source = '';
    },
  };
}
