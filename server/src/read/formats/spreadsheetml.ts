import { LineBuilder } from '../emitLines.ts';
import type { Format } from '../format.ts';
import { type DocumentProperty, writeProperties } from '../office/documentProperties.ts';
import { propertyHandler } from '../office/packageProperties.ts';
import { SpreadsheetMarkup } from '../office/spreadsheetMarkup.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { parseMarkup } from '../parseMarkup.ts';

/** Workbooks in one XML file (Excel 2003): all sheets, comments, headers, properties. */
export const spreadsheetml: Format = {
  name: 'spreadsheetml',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 16_384);
    return /<(?:\w+:)?Workbook[\s>]/.test(start) &&
      start.includes('urn:schemas-microsoft-com:office:spreadsheet')
      ? 0.96
      : 0;
  },
  async read(source, sink) {
    const properties: DocumentProperty[] = [];
    const markup = new SpreadsheetMarkup(sink, propertyHandler(properties));
    await markup.prepare();
    await parseMarkup(source.stream(), 'xml', markup, () => markup.flush());
    await markup.end();
    const lines = new LineBuilder(sink);
    await writeProperties(lines, properties);
    await lines.end();
  },
};
