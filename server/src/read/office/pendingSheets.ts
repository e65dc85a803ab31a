import { RowEmitter } from '../emitRows.ts';
import type { Sink } from '../format.ts';
import { SheetTexts } from './sheetTexts.ts';

/** A sheet whose rows wait to be handed on, with the text around its cells. */
export interface PendingSheet {
  readonly name: string;
  readonly rows: RowEmitter;
  readonly texts: SheetTexts;
}

/** Sheets of a workbook in one piece of markup: what is read of them waits until it can be handed on, between two chunks of the markup. */
export class PendingSheets {
  readonly #sink: Sink;
  #sheets: (PendingSheet & { isBegun: boolean; isEnded: boolean })[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** The sheet that was begun last, until it was handed on. */
  get last(): PendingSheet | undefined {
    return this.#sheets.at(-1);
  }

  begin(name: string): void {
    this.#sheets.push({
      name,
      rows: new RowEmitter(this.#sink),
      texts: new SheetTexts(),
      isBegun: false,
      isEnded: false,
    });
  }

  /** Nothing more comes of the last sheet. */
  endLast(): void {
    const sheet = this.#sheets.at(-1);
    if (sheet !== undefined) sheet.isEnded = true;
  }

  /** Hands on what is finished, and full rows of the sheet that is open. */
  async flush(): Promise<void> {
    for (const sheet of this.#sheets) {
      if (!sheet.isBegun)
        await this.#sink.segment({ kind: 'part', place: 'row', name: sheet.name, number: 0 });
      sheet.isBegun = true;
      if (sheet.rows.rowIsEmpty && (sheet.isEnded || sheet.rows.isFull)) await sheet.rows.flush();
      if (sheet.isEnded) await sheet.texts.write(sheet.name, this.#sink);
    }
    this.#sheets = this.#sheets.filter(({ isEnded }) => !isEnded);
  }
}
