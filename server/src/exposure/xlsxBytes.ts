import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { cellText } from './csvText.ts';
import type { Line } from './writeTable.ts';

/** Rows of one sheet, header included. */
const SHEET_ROWS = 1_048_576;
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as a stream: texts are inline strings, so that nothing is a formula; further sheets when one is full. */
export async function* xlsxBytes(
  lines: AsyncIterable<Line>,
  columns: readonly string[],
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream.pipe(new PassThrough());
  const rows = lines[Symbol.asyncIterator]();
  const state = { sheets: 0, ended: false };
  const addNext = (): void => {
    const number = ++state.sheets;
    const sheet = Readable.from(sheetXml(rows, columns, state));
    sheet.once('end', () => {
      if (state.ended) finish(zip, state.sheets);
      else addNext();
    });
    sheet.once('error', (error) => output.destroy(error));
    zip.addReadStream(sheet, `xl/worksheets/sheet${number}.xml`);
  };
  addNext();
  for await (const chunk of output) yield chunk as Uint8Array;
}

async function* sheetXml(
  rows: AsyncIterator<Line>,
  columns: readonly string[],
  state: { ended: boolean },
): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>`;
  yield rowXml(columns);
  for (let count = 1; count < SHEET_ROWS; count++) {
    const next = await rows.next();
    if (next.done === true) {
      state.ended = true;
      break;
    }
    yield rowXml(columns.map((column) => next.value[column] ?? null));
  }
  yield '</sheetData></worksheet>';
}

function rowXml(cells: readonly Line[string][]): string {
  return `<row>${cells.map((cell) => (typeof cell === 'number' ? `<c><v>${cell}</v></c>` : `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(cellText(cell))}</t></is></c>`)).join('')}</row>`;
}

/** XML text; characters that XML 1.0 cannot hold go. */
function escapeXml(text: string): string {
  const clean = text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '',
  );
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').slice(0, 32_767);
}

/** The parts that describe the sheets, once their number is known. */
function finish(zip: ZipFile, sheets: number): void {
  const numbers = Array.from({ length: sheets }, (_, i) => i + 1);
  const add = (name: string, xml: string): void =>
    zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${xml}`), name);
  add(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${numbers.map((n) => `<sheet name="Constat ${n}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}</Relationships>`,
  );
  zip.end();
}
