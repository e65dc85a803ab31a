import { decode } from '../../text/windows1252.ts';
import type { Sink } from '../format.ts';
import type { BiffRecord } from './biffRecords.ts';
import { BiffStringReader, codePageString } from './biffStrings.ts';
import type { WorkbookState } from './biffWorkbook.ts';
import { readableRuns } from './readableRuns.ts';
import { cellName, headerText, SheetTexts } from './sheetTexts.ts';
import { shapeTexts } from './shapeTexts.ts';

const HEADER = 0x14;
const FOOTER = 0x15;
const COMMENT = 0x1c;
const OBJECT = 0x5d;
const DRAWING = 0xec;
const TEXT = 0x01b6;
const SERIES_TEXT = 0x100d;
const LINK = 0x01b8;

/** Kind of the drawing object that shows a comment ([MS-XLS] 2.5.143). */
const COMMENT_OBJECT = 0x19;
/** Drawing objects of Excel 95 that hold text: buttons, boxes, labels. */
const TEXT_OBJECTS = [6, 7, 14];

/** Gathers the text of a sheet that stands in no cell. */
export class BiffTexts {
  readonly #state: WorkbookState;
  readonly #texts = new SheetTexts();
  /** Texts of comments by the number of their drawing object. */
  readonly #comments = new Map<number, string>();
  /** The object whose text comes next. */
  #object = { kind: 0, id: 0 };

  constructor(state: WorkbookState) {
    this.#state = state;
  }

  add(text: string): void {
    this.#texts.add(text);
  }

  take({ type, parts }: BiffRecord): void {
    const body = parts[0]!;
    if (type === HEADER || type === FOOTER) this.add(headerText(this.#string(parts, 0, 1)));
    else if (type === OBJECT) this.#takeObject(body);
    else if (type === TEXT) this.#takeText(parts);
    else if (type === COMMENT) this.#takeComment(parts);
    else if (type === DRAWING) for (const text of shapeTexts(body)) this.add(text);
    else if (type === SERIES_TEXT && body.length > 3)
      this.add(
        decode(
          this.#state.version === 8
            ? new BiffStringReader(parts, 0, 2).read(1)
            : codePageString(body, 2, 1, this.#state.codePage),
        ),
      );
    else if (type === LINK) this.#takeLink(body);
  }

  /** The sheet ends: sends what was gathered. */
  async end(sheet: string, sink: Sink): Promise<void> {
    for (const text of this.#comments.values()) this.add(text);
    this.#comments.clear();
    await this.#texts.write(sheet, sink);
  }

  /** A string at `at`: before Excel 97 its length takes `oldLengthBytes`. */
  #string(parts: readonly Buffer[], at: number, oldLengthBytes: 1 | 2): string {
    if (parts[0]!.length <= at) return '';
    const { version, codePage } = this.#state;
    return decode(
      version === 8
        ? new BiffStringReader(parts, 0, at).read()
        : codePageString(parts[0]!, at, oldLengthBytes, codePage),
    );
  }

  #takeObject(body: Buffer): void {
    if (this.#state.version === 8) {
      if (body.length >= 8) this.#object = { kind: body.readUInt16LE(4), id: body.readUInt16LE(6) };
    } else if (body.length > 34 && TEXT_OBJECTS.includes(body.readUInt16LE(4)))
      for (const text of readableRuns(body.subarray(34))) this.add(text);
  }

  /** [MS-XLS] 2.4.329 TxO: the characters stand in the records that continue it. */
  #takeText(parts: readonly Buffer[]): void {
    const body = parts[0]!;
    const length = body.length >= 12 ? body.readUInt16LE(10) : 0;
    if (length === 0 || parts.length < 2) return;
    const text = decode(new BiffStringReader(parts, 1).readCharacters(length));
    if (this.#object.kind === COMMENT_OBJECT) this.#comments.set(this.#object.id, text);
    else this.add(text);
  }

  #takeComment(parts: readonly Buffer[]): void {
    const body = parts[0]!;
    if (body.length < 6) return;
    const cell = cellName(body.readUInt16LE(0), body.readUInt16LE(2));
    if (this.#state.version < 8) {
      this.#texts.comment(cell, '', this.#string(parts, 4, 2));
      return;
    }
    const id = body.length >= 8 ? body.readUInt16LE(6) : 0;
    const text = this.#comments.get(id);
    this.#comments.delete(id);
    if (text !== undefined) this.#texts.comment(cell, this.#string(parts, 8, 2), text);
  }

  /** An address to which mail is written. */
  #takeLink(body: Buffer): void {
    const address = /mailto:([^?\u0000]{3,200})/i.exec(body.toString('utf16le', 32))?.[1];
    if (address !== undefined) this.add(address);
  }
}
