import { encode } from '../../text/windows1252.ts';
import { LineBuilder } from '../emitLines.ts';
import { type Format, type Member, ReadFault, type Sink } from '../format.ts';
import { CellFormats } from '../office/cellFormats.ts';
import { OfficePackage } from '../office/officePackage.ts';
import { withHiddenSheets, type WorkbookSheet } from '../office/workbookSheet.ts';
import { writePackageData } from '../office/writePackageData.ts';
import type { SharedCells } from '../office/sheetMarkup.ts';
import { SheetSurroundings } from '../office/sheetSurroundings.ts';
import { cellName, SheetTexts } from '../office/sheetTexts.ts';
import { wideString } from '../office/xlsbRecords.ts';
import { XlsbSheet } from '../office/xlsbSheet.ts';
import { looksLikeOffice } from '../officePackage.ts';
import { readFileNames } from '../zipHead.ts';

const WORKBOOK = /^xl\/workbook\d*\.bin$/i;
const SHEETS = /^xl\/(?:worksheets|chartsheets|dialogsheets|macrosheets)\/(?!binaryIndex)[^/]*\.bin$/;
const COMMENTS = /^xl\/comments\d*\.bin$/;
/** Parts that are read for their strings only: data behind pivot tables, cells of other workbooks, earlier values. */
const STRING_PARTS = /^xl\/(?:pivotCache|externalLinks|revisions)\/[^/]*\.bin$/;
/** Where a string may begin in a record of such a part. */
const STRING_PLACES = [0, 1, 4, 5, 8, 9];
const STRINGS_LIMIT = 256 << 20;

/** Types of records ([MS-XLSB] 2.3.2). */
const STRING_ITEM = 19;
const FORMAT = 44;
const CELL_STYLE = 47;
const WORKBOOK_PROPERTIES = 153;
const SHEET = 156;
const BEGIN_CELL_STYLES = 617;
const END_CELL_STYLES = 618;
const COMMENT_AUTHOR = 632;
const COMMENT = 635;
const COMMENT_TEXT = 637;

/** Binary workbooks of Excel 2007 and later: all sheets (hidden ones too), comments, text boxes, headers, properties. Pictures and embedded files are members. */
export const xlsb: Format = {
  name: 'xlsb',
  recognise(head, extension) {
    const sure = looksLikeOffice(head, extension, 'xl/', ['xlsb']);
    const part = readFileNames(head).find((name) =>
      /^xl\/(?:workbook|worksheets\/|sharedStrings|styles)/.test(name),
    );
    return part?.endsWith('.bin') === true
      ? Math.min(1, sure + 0.02)
      : part === undefined && extension === 'xlsb'
        ? sure
        : 0;
  },
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, WORKBOOK, context);
    const book = await openBook(file);
    await writeSheets(file, book, sink);
    await writeStrings(file, sink);
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
  const formats = new CellFormats();
  const listed: WorkbookSheet[] = [];
  await file.parseBinary(workbook, (type, body) => {
    if (type === WORKBOOK_PROPERTIES) formats.from1904 = ((body[0] ?? 0) & 1) === 1;
    if (type !== SHEET) return;
    const id = wideString(body, 8);
    const path = relations.find((relation) => relation.id === id.text)?.target ?? '';
    listed.push({ name: wideString(body, id.end).text, path });
  });
  await readFormats(file, formats);
  return { sheets: withHiddenSheets(file, listed, SHEETS), formats, strings: await readStrings(file) };
}

async function readStrings(file: OfficePackage): Promise<Uint8Array[]> {
  const strings: Uint8Array[] = [];
  let size = 0;
  await file.parseBinary('xl/sharedStrings.bin', (type, body) => {
    if (type !== STRING_ITEM) return;
    const bytes = encode(wideString(body, 1).text);
    size += bytes.length;
    if (size > STRINGS_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
    strings.push(bytes);
  });
  return strings;
}

async function readFormats(file: OfficePackage, formats: CellFormats): Promise<void> {
  let inCellStyles = false;
  await file.parseBinary('xl/styles.bin', (type, body) => {
    if (type === FORMAT && body.length >= 2) formats.define(body.readUInt16LE(0), wideString(body, 2).text);
    else if (type === BEGIN_CELL_STYLES) inCellStyles = true;
    else if (type === END_CELL_STYLES) inCellStyles = false;
    else if (type === CELL_STYLE && inCellStyles && body.length >= 4) formats.add(body.readUInt16LE(2));
  });
  await formats.prepare();
}

async function writeSheets(file: OfficePackage, book: Book, sink: Sink): Promise<void> {
  const surroundings = new SheetSurroundings(file);
  const texts = new SheetTexts();
  for (const { name, path } of book.sheets) {
    if (!file.has(path)) continue;
    await sink.segment({ kind: 'part', place: 'row', name, number: 0 });
    const sheet = new XlsbSheet(sink, book, texts);
    await file.parseBinary(
      path,
      (type, body) => sheet.take(type, body),
      () => sheet.flush(),
    );
    await sheet.end();
    for (const { target } of await file.relations(path))
      if (COMMENTS.test(target)) await readComments(file, target, texts);
    await surroundings.gather(path, texts);
    await texts.write(name, sink);
  }
  await surroundings.gatherRest(texts);
  await texts.write('', sink);
}

async function readComments(file: OfficePackage, part: string, texts: SheetTexts): Promise<void> {
  const authors: string[] = [];
  let author = '';
  let cell = '';
  await file.parseBinary(part, (type, body) => {
    if (type === COMMENT_AUTHOR) authors.push(wideString(body, 0).text);
    else if (type === COMMENT && body.length >= 16) {
      author = authors[body.readUInt32LE(0)] ?? '';
      cell = cellName(body.readUInt32LE(4), body.readUInt32LE(12));
    } else if (type === COMMENT_TEXT) texts.comment(cell, author, wideString(body, 1).text);
  });
}

/** The strings of parts whose records we do not know one by one: a string that fills its record to the end. */
async function writeStrings(file: OfficePackage, sink: Sink): Promise<void> {
  for (const part of file.matching(STRING_PARTS)) {
    const texts = new SheetTexts();
    await file.parseBinary(part, (_, body) => {
      const at = STRING_PLACES.find(
        (place) => place + 4 < body.length && place + 4 + 2 * body.readUInt32LE(place) === body.length,
      );
      if (at !== undefined) texts.add(wideString(body, at).text);
    });
    await texts.write(part.split('/').at(-1)!, sink);
  }
}
