import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import { type Format, ReadFault, type Sink, type Source } from '../format.ts';
import { looksLikeOffice } from '../officePackage.ts';
import { localName, type MarkupHandler, parseMarkup } from '../parseMarkup.ts';
import { type ZipEntry, zipEntries } from '../zipArchive.ts';
import { CellFormats } from '../office/cellFormats.ts';

/** Shared strings are held in memory up to so many bytes. */
const SHARED_STRINGS_LIMIT = 256 << 20;

/** Excel 2007 and later: all sheets (hidden ones too), dates as DD/MM/YYYY, comments. */
export const xlsx: Format = {
  name: 'xlsx',
  recognise: (head, extension) => looksLikeOffice(head, extension, 'xl/', ['xlsx', 'xlsm', 'xltx', 'xltm']),
  async read(source, sink) {
    const book = await openBook(source);
    for (const sheet of book.sheets) {
      const entry = book.entries.get(sheet.path);
      if (entry === undefined) continue;
      await sink.segment({ kind: 'part', place: 'row', name: sheet.name, number: 0 });
      const reader = new SheetReader(sink, book);
      await parseMarkup(entry.open(), 'xml', reader, () => reader.flush(), 'utf-8');
      await reader.end();
    }
    await readComments(book, sink);
  },
};

interface Book {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly sheets: readonly { name: string; path: string }[];
  readonly strings: readonly Uint8Array[];
  readonly formats: CellFormats;
}

async function openBook(source: Source): Promise<Book> {
  const entries = new Map<string, ZipEntry>();
  for await (const entry of zipEntries(source)) entries.set(entry.displayName.replace(/^\//, ''), entry);
  const workbook = entries.get('xl/workbook.xml');
  if (workbook === undefined) throw new ReadFault('corrupt', 'damaged_structure');
  if (workbook.encrypted) throw new ReadFault('encrypted', 'password_needed');
  const targets = await readRelations(entries.get('xl/_rels/workbook.xml.rels'));
  const sheets: { name: string; path: string }[] = [];
  let from1904 = false;
  await parseMarkup(
    workbook.open(),
    'xml',
    {
      open(name, attributes) {
        if (localName(name) === 'workbookPr') from1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '');
        if (localName(name) !== 'sheet') return;
        const target = targets.get(attributes['r:id'] ?? '') ?? `worksheets/sheet${sheets.length + 1}.xml`;
        sheets.push({
          name: attributes['name'] ?? '',
          path: target.startsWith('/') ? target.slice(1) : `xl/${target}`,
        });
      },
    },
    undefined,
    'utf-8',
  );
  const formats = await readFormats(entries.get('xl/styles.xml'));
  formats.from1904 = from1904;
  await formats.prepare();
  return { entries, sheets, strings: await readStrings(entries.get('xl/sharedStrings.xml')), formats };
}

async function readRelations(entry: ZipEntry | undefined): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  if (entry === undefined) return targets;
  const open: MarkupHandler['open'] = (name, attributes) => {
    if (localName(name) === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
  };
  await parseMarkup(entry.open(), 'xml', { open }, undefined, 'utf-8');
  return targets;
}

async function readStrings(entry: ZipEntry | undefined): Promise<Uint8Array[]> {
  const strings: Uint8Array[] = [];
  if (entry === undefined) return strings;
  let text = '';
  let reading = false;
  let size = 0;
  const handler: MarkupHandler = {
    open: (name) => (reading = localName(name) === 't'),
    text: (chunk) => {
      if (reading) text += chunk;
    },
    close(name) {
      const local = localName(name);
      if (local === 't' || local === 'rPh') reading = false;
      if (local !== 'si') return;
      const bytes = encode(text).slice();
      size += bytes.length;
      if (size > SHARED_STRINGS_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
      strings.push(bytes);
      text = '';
    },
  };
  await parseMarkup(entry.open(), 'xml', handler, undefined, 'utf-8');
  return strings;
}

async function readFormats(entry: ZipEntry | undefined): Promise<CellFormats> {
  const formats = new CellFormats();
  if (entry === undefined) return formats;
  let inCellXfs = false;
  const handler: MarkupHandler = {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'cellXfs') inCellXfs = true;
      else if (local === 'numFmt')
        formats.define(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (local === 'xf' && inCellXfs) formats.add(Number(attributes['numFmtId'] ?? 0));
    },
    close: (name) => void (inCellXfs &&= localName(name) !== 'cellXfs'),
  };
  await parseMarkup(entry.open(), 'xml', handler, undefined, 'utf-8');
  return formats;
}

/** Reads the cells of one sheet. */
class SheetReader implements MarkupHandler {
  readonly #book: Book;
  readonly #rows: RowEmitter;
  #row = 0;
  #column = -1;
  #type = '';
  #style = 0;
  #value = '';
  #reading = false;

  constructor(sink: Sink, book: Book) {
    this.#book = book;
    this.#rows = new RowEmitter(sink);
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (local === 'row') {
      this.#row = Number(attributes['r'] ?? this.#row + 1);
      this.#column = -1;
    } else if (local === 'c') {
      this.#column = columnOf(attributes['r']) ?? this.#column + 1;
      this.#type = attributes['t'] ?? 'n';
      this.#style = Number(attributes['s'] ?? 0);
      this.#value = '';
    } else if (local === 'v' || local === 't') this.#reading = true;
  }

  text(text: string): void {
    if (this.#reading) this.#value += text;
  }

  close(name: string): void {
    const local = localName(name);
    if (local === 'v' || local === 't') this.#reading = false;
    else if (local === 'c') this.#endCell();
    else if (local === 'row' && !this.#rows.rowIsEmpty) this.#rows.endRow(this.#row);
  }

  #endCell(): void {
    const bytes = this.#bytes();
    if (bytes.length === 0) return;
    this.#rows.append(bytes);
    this.#rows.endCell(this.#column);
  }

  #bytes(): Uint8Array {
    const value = this.#value;
    if (value === '') return new Uint8Array(0);
    if (this.#type === 's') return this.#book.strings[Number(value)] ?? new Uint8Array(0);
    if (this.#type === 'b') return encode(value === '1' ? 'VRAI' : 'FAUX');
    if (this.#type === 'd') return encode(value.replace(/^(\d{4})-(\d\d)-(\d\d).*$/, '$3/$2/$1'));
    if (this.#type !== 'n') return encode(value);
    return encode(this.#number(value));
  }

  /** A number as it is stored, unless its style shows a date or a mask, or it is longer than what was typed. */
  #number(stored: string): string {
    const { formats } = this.#book;
    if (stored.length < 16 && !/[eE]/.test(stored) && formats.isPlain(this.#style)) return stored;
    const value = Number(stored);
    return Number.isFinite(value) ? formats.show(this.#style, value) : stored;
  }

  async flush(): Promise<void> {
    if (this.#rows.length > 200_000 && this.#rows.rowIsEmpty) await this.#rows.flush();
  }

  async end(): Promise<void> {
    if (!this.#rows.rowIsEmpty) this.#rows.endRow(this.#row);
    await this.#rows.flush();
  }
}

/** 'C12' is column 2. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** Comments of all sheets, as lines. */
async function readComments(book: Book, sink: Sink): Promise<void> {
  let lines = '';
  let reading = false;
  const handler: MarkupHandler = {
    open: (name) => (reading = localName(name) === 't'),
    text: (text) => {
      if (reading) lines += text;
    },
    close: (name) => {
      if (localName(name) === 'comment') lines += '\n';
    },
  };
  for (const [path, entry] of book.entries) {
    if (/^xl\/(?:comments|threadedComments)/.test(path))
      await parseMarkup(entry.open(), 'xml', handler, undefined, 'utf-8');
  }
  if (lines === '') return;
  await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  const emitter = new TextEmitter(sink);
  await emitter.write(encode(lines));
  await emitter.end();
}
