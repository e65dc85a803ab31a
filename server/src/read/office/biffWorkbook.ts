import { decode } from '../../text/windows1252.ts';
import { type ReadContext, ReadFault, type Sink } from '../format.ts';
import { BiffCells } from './biffCells.ts';
import { type BiffRecord, BiffRecords } from './biffRecords.ts';
import { BiffStringReader, codePageString } from './biffStrings.ts';
import { BiffTexts } from './biffTexts.ts';
import { CellFormats } from './cellFormats.ts';
import { type Workbook, workbookCipher } from './openWorkbook.ts';

/** Types of records ([MS-XLS] 2.3; before Excel 97 the documentation of OpenOffice.org, "Excel File Format"). */
const BEGIN = new Set([0x0809, 0x0409, 0x0209, 0x0009]);
const END = 0x0a;
const FILE_PASS = 0x2f;
const CODE_PAGE = 0x42;
const DATE_MODE = 0x22;
const SHEET = 0x85;
const STRINGS = 0xfc;
const FORMAT = 0x041e;
const OLD_FORMAT = 0x1e;
/** Cell styles, and where each version keeps the number of the format. */
const STYLES = new Map([
  [0xe0, { at: 2, bytes: 2 }],
  [0x0443, { at: 1, bytes: 1 }],
  [0x0243, { at: 1, bytes: 1 }],
]);
const OTHER_BOOK = 0x01ae;
const OTHER_SHEET = 0x59;
const OTHER_CELLS = 0x5a;

/** Kinds of streams in the stream, as their first record says. */
const GLOBALS = 0x05;
const CHART = 0x20;
const WORKSPACE = 0x100;

/** Shared strings are held in memory up to so many bytes. */
const STRINGS_LIMIT = 256 << 20;

/** What all sheets of a workbook share. */
export interface WorkbookState {
  /** 2 to 5, or 8 for Excel 97 and later. */
  version: number;
  codePage: number;
  readonly formats: CellFormats;
  strings: readonly Uint8Array[];
}

/** Reads the records of a workbook before 2007 in one pass: cells as rows, the text around them as lines. */
export class WorkbookReader {
  readonly #sink: Sink;
  readonly #context: ReadContext;
  readonly #records: BiffRecords;
  readonly #state: WorkbookState = { version: 8, codePage: 1252, formats: new CellFormats(), strings: [] };
  readonly #cells: BiffCells;
  readonly #texts: BiffTexts;
  /** Names of sheets by where they begin. */
  readonly #names = new Map<number, string>();
  readonly #namesInOrder: string[] = [];
  #sheetName = '';
  #sheets = 0;
  /** Kinds of the streams that are open, one in another. */
  readonly #open: number[] = [];
  #oldFormats = 0;
  #otherBook = { path: '', sheets: [] as string[] };

  constructor(workbook: Workbook, sink: Sink, context: ReadContext) {
    this.#sink = sink;
    this.#context = context;
    this.#records = new BiffRecords(workbook.stream);
    this.#cells = new BiffCells(this.#state, sink);
    this.#texts = new BiffTexts(this.#state);
  }

  /** Throws ReadFault: encrypted, or cut after what was read. */
  async read(): Promise<void> {
    for (;;) {
      const record = this.#records.next();
      if (record !== null) await this.#take(record);
      else if (!(await this.#records.fill())) break;
    }
    await this.#endSheet();
    if (this.#sheets === 0) throw new ReadFault('corrupt', 'damaged_structure');
    if (this.#open.length > 0) throw new ReadFault('read_in_part', 'truncated');
  }

  async #take(record: BiffRecord): Promise<void> {
    const { type } = record;
    if (BEGIN.has(type)) await this.#begin(record);
    else if (type === END) await this.#end();
    else if (type === OTHER_SHEET) await this.#beginOtherSheet(record.parts[0]!);
    else {
      if (!this.#takeShared(record)) this.#takeSheet(record);
      if (this.#cells.isFull) await this.#cells.flush();
    }
  }

  async #begin({ type, position, parts }: BiffRecord): Promise<void> {
    const body = parts[0]!;
    const kind = body.length >= 4 ? body.readUInt16LE(2) : 0;
    if (this.#open.length === 0 || this.#open.at(-1) === WORKSPACE) {
      // The first one counts: sheets of Excel 95 may say that they are newer.
      if (position === 0) this.#state.version = versionOf(type, body);
      await this.#endSheet();
      if (kind !== GLOBALS && kind !== WORKSPACE) await this.#beginSheet(position);
    }
    this.#open.push(kind);
    this.#cells.isChart = kind === CHART;
  }

  async #beginSheet(position: number): Promise<void> {
    this.#sheetName = this.#names.get(position) ?? this.#namesInOrder[this.#sheets] ?? '';
    this.#sheets++;
    await this.#state.formats.prepare();
    await this.#cells.begin(this.#sheetName);
  }

  async #end(): Promise<void> {
    this.#open.pop();
    this.#cells.isChart = this.#open.at(-1) === CHART;
    if (this.#open.length === 0) await this.#endSheet();
  }

  async #endSheet(): Promise<void> {
    await this.#cells.end();
    for (const text of this.#cells.takeTexts()) this.#texts.add(text);
    await this.#texts.end(this.#sheetName, this.#sink);
  }

  /** What stands before the sheets and holds for all of them; true when the record was such a one. */
  #takeShared({ type, parts }: BiffRecord): boolean {
    const body = parts[0]!;
    const style = STYLES.get(type);
    if (style !== undefined) {
      if (body.length >= style.at + style.bytes)
        this.#state.formats.add(body.readUIntLE(style.at, style.bytes));
    } else if (type === FILE_PASS)
      this.#records.decryptWith(workbookCipher(body, this.#state.version === 8, this.#context));
    else if (type === CODE_PAGE) this.#state.codePage = codePageOf(body);
    else if (type === DATE_MODE) this.#state.formats.from1904 = body[0] === 1;
    else if (type === SHEET) this.#nameSheet(parts);
    else if (type === STRINGS) this.#state.strings = readStrings(parts);
    else if (type === FORMAT || type === OLD_FORMAT) this.#defineFormat(type, parts);
    else if (type === OTHER_BOOK) this.#otherBook = readOtherBook(parts);
    else if (type === OTHER_CELLS) this.#cells.takeOther(parts);
    else return false;
    return true;
  }

  #takeSheet(record: BiffRecord): void {
    if (this.#cells.take(record)) return;
    this.#texts.take(record);
  }

  #nameSheet(parts: readonly Buffer[]): void {
    const body = parts[0]!;
    if (body.length < 8) return;
    const name = decode(
      this.#state.version === 8
        ? new BiffStringReader(parts, 0, 6).read(1)
        : codePageString(body, 6, 1, this.#state.codePage),
    );
    this.#names.set(body.readUInt32LE(0), name);
    // Modules of Visual Basic are no sheets.
    if (body[5] !== 6) this.#namesInOrder.push(name);
  }

  /** Excel 2 to 4 number formats in their order; later ones say the number. */
  #defineFormat(type: number, parts: readonly Buffer[]): void {
    const body = parts[0]!;
    const { version, codePage, formats } = this.#state;
    if (body.length < 3) return;
    const text =
      version === 8
        ? new BiffStringReader(parts, 0, 2).read()
        : codePageString(body, type === OLD_FORMAT ? 0 : 2, 1, codePage);
    formats.define(version >= 5 ? body.readUInt16LE(0) : this.#oldFormats++, decode(text));
  }

  /** Cells that are kept of another workbook ([MS-XLS] 2.4.353 XCT, behind its 2.4.271 SupBook). */
  async #beginOtherSheet(body: Buffer): Promise<void> {
    if (body.length < 4) return;
    const { path, sheets } = this.#otherBook;
    await this.#cells.end();
    await this.#cells.begin(`${path}#${sheets[body.readUInt16LE(2)] ?? ''}`);
  }
}

function versionOf(type: number, body: Buffer): number {
  if (type === 0x0809) return body.length >= 2 && body.readUInt16LE(0) === 0x0600 ? 8 : 5;
  return type === 0x0409 ? 4 : type === 0x0209 ? 3 : 2;
}

/** Numbers that Excel uses for code pages of its own. */
function codePageOf(body: Buffer): number {
  const codePage = body.length >= 2 ? body.readUInt16LE(0) : 1252;
  return codePage === 0x8000 ? 10000 : codePage === 0x8001 || codePage === 1200 ? 1252 : codePage;
}

/** The table of strings ([MS-XLS] 2.4.265 SST). */
function readStrings(parts: readonly Buffer[]): Uint8Array[] {
  const reader = new BiffStringReader(parts, 0, 8);
  const strings: Uint8Array[] = [];
  let size = 0;
  while (reader.hasMore) {
    const string = reader.read();
    size += string.length;
    if (size > STRINGS_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
    strings.push(string);
  }
  return strings;
}

/** The path of another workbook and the names of its sheets; an own reference or an add-in has none. */
function readOtherBook(parts: readonly Buffer[]): { path: string; sheets: string[] } {
  const body = parts[0]!;
  if (body.length <= 4) return { path: '', sheets: [] };
  const reader = new BiffStringReader(parts, 0, 2);
  const count = body.readUInt16LE(0);
  const path = decode(reader.read()).replace(/[\u0000-\u001f]/g, '');
  const sheets: string[] = [];
  while (sheets.length < count && reader.hasMore) sheets.push(decode(reader.read()));
  return { path, sheets };
}
