import type { Sink } from '../format.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { CellFormats } from './cellFormats.ts';
import type { OfficePackage } from './officePackage.ts';
import { SheetMarkup } from './sheetMarkup.ts';
import { SheetTexts } from './sheetTexts.ts';

const LINKS = /^xl\/externalLinks\/externalLink\d*\.xml$/;

/** The cells that a workbook keeps of other workbooks, one part a sheet: 'C:/Patients.xlsx#Feuil1'. */
export async function writeExternalCells(file: OfficePackage, sink: Sink): Promise<void> {
  for (const link of file.matching(LINKS)) {
    const path = (await file.relations(link)).find(({ isExternal }) => isExternal)?.target ?? '';
    const cells = new ExternalCells(path, sink);
    await file.parse(link, cells, () => cells.flush());
    await cells.end();
  }
}

/** Cells are as in a sheet, but texts stand where they are. */
class ExternalCells implements MarkupHandler {
  readonly #path: string;
  readonly #sink: Sink;
  readonly #names: string[] = [];
  /** Sheets that have begun and were not yet handed on. */
  #sheets: { name: string; cells: SheetMarkup }[] = [];

  constructor(path: string, sink: Sink) {
    this.#path = path;
    this.#sink = sink;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (local === 'sheetName') this.#names.push(attributes['val'] ?? '');
    else if (local === 'sheetData') {
      const sheet = this.#names[Number(attributes['sheetId'])] ?? '';
      const cells = new SheetMarkup(
        this.#sink,
        { strings: [], formats: new CellFormats() },
        new SheetTexts(),
      );
      this.#sheets.push({ name: `${this.#path}#${sheet}`, cells });
    } else this.#sheets.at(-1)?.cells.open(name, attributes);
  }

  text(text: string): void {
    this.#sheets.at(-1)?.cells.text(text);
  }

  close(name: string): void {
    this.#sheets.at(-1)?.cells.close(name);
  }

  /** Hands on the sheets that were read; such caches are small. */
  async flush(): Promise<void> {
    const open = this.#sheets.pop();
    for (const { name, cells } of this.#sheets) await this.#write(name, cells);
    this.#sheets = open === undefined ? [] : [open];
  }

  async end(): Promise<void> {
    for (const { name, cells } of this.#sheets) await this.#write(name, cells);
    this.#sheets = [];
  }

  async #write(name: string, cells: SheetMarkup): Promise<void> {
    await this.#sink.segment({ kind: 'part', place: 'row', name, number: 0 });
    await cells.end();
  }
}
