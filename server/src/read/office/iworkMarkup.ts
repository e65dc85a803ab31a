import type { LineBuilder } from '../emitLines.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { OfficePackage } from './officePackage.ts';

/** Attributes that name tables, charts and the series of charts. */
const NAMES: Record<string, string> = {
  'tabular-model': 'sf:name',
  'chart-name': 'sfa:string',
  'string': 'sfa:string',
};

const INDEX = /^index\.(?:xml|apxl)$/;

/** Writes the text of a document of iWork '09 and before, whose index is XML. */
export async function writeOldIwork(file: OfficePackage, lines: LineBuilder): Promise<void> {
  for (const index of file.matching(INDEX)) {
    await lines.page();
    await file.parse(index, iworkHandler(lines), () => lines.flushLines());
    await lines.flush();
  }
}

/** Paragraphs ('sf:p') are lines; the cells of a table ('sf:ct' with its text, 'sf:n' with its number) come row by row, so many a row. */
function iworkHandler(lines: LineBuilder): MarkupHandler {
  let paragraphs = 0;
  let columns = 0;
  let column = 0;
  const cell = (text: string): void => {
    if (text !== '') lines.text(text);
    if (++column < columns) lines.tab();
    else {
      lines.endLine();
      column = 0;
    }
  };
  return {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'p') paragraphs++;
      else if (local === 'tab') lines.tab();
      else if (local === 'br' || local === 'lnbr') lines.newline();
      else if (NAMES[local] !== undefined) {
        lines.text(attributes[NAMES[local]] ?? '');
        lines.endLine();
      } else if (local === 'grid') columns = Number(attributes['sf:numcols'] ?? 0) || 0;
      else if (local === 'ct') cell(attributes['sfa:s'] ?? '');
      else if (local === 'n' && attributes['sf:v'] !== undefined) cell(attributes['sf:v']);
      else if (local === 'd' && attributes['sf:cell-date'] !== undefined)
        cell(attributes['sf:cell-date'].replace(/^(\d{4})-(\d\d)-(\d\d).*$/, '$3/$2/$1'));
    },
    text(text) {
      if (paragraphs > 0) lines.text(text);
    },
    close(name) {
      if (localName(name) !== 'p') return;
      paragraphs = Math.max(0, paragraphs - 1);
      lines.newline();
    },
  };
}
