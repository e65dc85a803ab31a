import { encode } from '../../text/windows1252.ts';
import { LineBuilder } from '../emitLines.ts';
import { type Format, type Member, ReadFault, type Sink } from '../format.ts';
import { CellFormats } from '../office/cellFormats.ts';
import { writeExternalCells } from '../office/externalCells.ts';
import { OfficePackage, type Relation } from '../office/officePackage.ts';
import { withHiddenSheets, type WorkbookSheet } from '../office/workbookSheet.ts';
import { writePackageData } from '../office/writePackageData.ts';
import { writePivotData } from '../office/pivotMarkup.ts';
import { escapedText, SheetMarkup, type SharedCells } from '../office/sheetMarkup.ts';
import { SheetSurroundings } from '../office/sheetSurroundings.ts';
import { SheetTexts } from '../office/sheetTexts.ts';
import { looksLikeOffice } from '../officePackage.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';

const WORKBOOK = /^xl\/workbook\d*\.xml$/i;
const SHEETS = /^xl\/(?:worksheets|chartsheets|dialogsheets|macrosheets)\/[^/]*\.xml$/;
const REVISIONS = /^xl\/revisions\/revisionLog\d*\.xml$/;
/** Shared strings are held in memory up to so many bytes. */
const SHARED_STRINGS_LIMIT = 256 << 20;

/**
 * Excel 2007 and later: all sheets (hidden ones too), dates as DD/MM/YYYY; comments, text boxes, headers, charts, earlier values of shared workbooks,
 * what is kept of other workbooks and of the data behind pivot tables, properties. Pictures and embedded files are members.
 */
export const xlsx: Format = {
  name: 'xlsx',
  recognise: (head, extension) => looksLikeOffice(head, extension, 'xl/', ['xlsx', 'xlsm', 'xltx', 'xltm']),
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, WORKBOOK, context);
    const book = await openBook(file);
    await writeSheets(file, book, sink);
    await writePivotData(file, sink);
    await writeExternalCells(file, sink);
    await writeRevisions(file, sink);
    await writeConnections(file, sink);
    const lines = new LineBuilder(sink);
    await writePackageData(file, lines);
    await lines.end();
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    yield* (await OfficePackage.open(source, WORKBOOK, context)).members();
  },
};

interface Book extends SharedCells {
  readonly sheets: readonly WorkbookSheet[];
}

async function openBook(file: OfficePackage): Promise<Book> {
  const workbook = file.matching(WORKBOOK)[0]!;
  const relations = await file.relations(workbook);
  const listed: WorkbookSheet[] = [];
  const formats = new CellFormats();
  await file.parse(workbook, {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'workbookPr') formats.from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
      if (local !== 'sheet') return;
      const path = targetOf(relations, attributes) ?? `xl/worksheets/sheet${listed.length + 1}.xml`;
      listed.push({ name: attributes['name'] ?? '', path });
    },
  });
  const part = (type: string, usual: string): string =>
    relations.find((r) => r.type === type)?.target ?? usual;
  await readFormats(file, part('styles', 'xl/styles.xml'), formats);
  return {
    sheets: withHiddenSheets(file, listed, SHEETS),
    formats,
    strings: await readStrings(file, part('sharedStrings', 'xl/sharedStrings.xml')),
  };
}

/** The part that an element refers to by the id of a link, whatever the prefix of the attribute. */
function targetOf(
  relations: readonly Relation[],
  attributes: Readonly<Record<string, string>>,
): string | undefined {
  const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];
  return relations.find((relation) => relation.id === id)?.target;
}

async function readStrings(file: OfficePackage, part: string): Promise<Uint8Array[]> {
  const strings: Uint8Array[] = [];
  let text = '';
  let isReading = false;
  let size = 0;
  const handler: MarkupHandler = {
    open: (name) => (isReading = localName(name) === 't'),
    text: (chunk) => {
      if (isReading) text += chunk;
    },
    close(name) {
      const local = localName(name);
      if (local === 't' || local === 'rPh') isReading = false;
      if (local !== 'si') return;
      const bytes = encode(escapedText(text));
      size += bytes.length;
      if (size > SHARED_STRINGS_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
      strings.push(bytes);
      text = '';
    },
  };
  await file.parse(part, handler);
  return strings;
}

async function readFormats(file: OfficePackage, part: string, formats: CellFormats): Promise<void> {
  let inCellXfs = false;
  await file.parse(part, {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'cellXfs') inCellXfs = true;
      else if (local === 'numFmt')
        formats.define(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (local === 'xf' && inCellXfs) formats.add(Number(attributes['numFmtId'] ?? 0));
    },
    close: (name) => void (inCellXfs &&= localName(name) !== 'cellXfs'),
  });
  await formats.prepare();
}

async function writeSheets(file: OfficePackage, book: Book, sink: Sink): Promise<void> {
  const surroundings = new SheetSurroundings(file);
  const texts = new SheetTexts();
  for (const { name, path } of book.sheets) {
    if (!file.has(path)) continue;
    await sink.segment({ kind: 'part', place: 'row', name, number: 0 });
    const sheet = new SheetMarkup(sink, book, texts);
    await file.parse(path, sheet, () => sheet.flush());
    await sheet.end();
    await surroundings.gather(path, texts);
    await texts.write(name, sink);
  }
  await surroundings.gatherRest(texts);
  await texts.write('', sink);
}

/** Earlier values of the cells of a workbook that several people changed at once. */
async function writeRevisions(file: OfficePackage, sink: Sink): Promise<void> {
  const texts = new SheetTexts();
  let value = '';
  let isReading = false;
  const handler: MarkupHandler = {
    open: (name) => void (isReading = /^[tv]$/.test(localName(name))),
    text: (text) => {
      if (isReading) value += text;
    },
    close(name) {
      isReading = false;
      if (!/^(?:[on]c|si)$/.test(localName(name))) return;
      texts.add(value);
      value = '';
    },
  };
  for (const part of file.matching(REVISIONS)) await file.parse(part, handler);
  await texts.write('revisions', sink);
}

/** Where a workbook gets its data from, and with which query. */
async function writeConnections(file: OfficePackage, sink: Sink): Promise<void> {
  const texts = new SheetTexts();
  await file.parse('xl/connections.xml', {
    open(_, attributes) {
      for (const name of ['connection', 'command', 'url', 'sourceFile']) texts.add(attributes[name] ?? '');
    },
  });
  await texts.write('connections', sink);
}
