import { encode } from '../../text/windows1252.ts';
import { LineBuilder } from '../emitLines.ts';
import type { Sink } from '../format.ts';

/** The text of a sheet that stands in no cell: headers, comments, text boxes, charts. Each line once, in the order found. */
export class SheetTexts {
  readonly #lines = new Set<string>();

  add(text: string): void {
    const line = text.trim();
    if (line !== '') this.#lines.add(line);
  }

  /** A comment of a cell. Its author is no patient: he stands on a line of his own. */
  comment(cell: string, author: string, text: string): void {
    if (author.trim() !== '') this.add(`Auteur : ${author}`);
    this.add(`${cell} : ${text}`);
  }

  /** Sends the lines as a part of their own. */
  async write(name: string, sink: Sink): Promise<void> {
    const builder = new LineBuilder(sink);
    await builder.list(name, this.#lines);
    await builder.end();
    this.#lines.clear();
  }
}

/** A header or footer of a sheet without its codes for fonts, places and fields (ECMA-376, 18.3.1.46): '&L&"Arial,Gras"&12CH d'Essai&RPage &P'. */
export function headerText(code: string): string {
  return code
    .replace(/&"[^"]{0,200}"|&K[0-9A-Fa-f]{6}|&\d{1,3}/g, '')
    .replace(/&([A-Za-z&])/g, (_, sign: string) => (sign === '&' ? '&' : /[LCR]/i.test(sign) ? ' ' : ''))
    .trim();
}

/** 'C12' for row 11 and column 2, both from 0. */
export function cellName(row: number, column: number): string {
  let letters = '';
  for (let left = column; left >= 0; left = Math.floor(left / 26) - 1)
    letters = String.fromCharCode(65 + (left % 26)) + letters;
  return `${letters}${row + 1}`;
}

/** What a cell shows of an error (ECMA-376, 18.17.3), by the code that binary workbooks hold. */
export const CELL_ERRORS: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
  43: '#GETTING_DATA',
};

/** What a cell shows of a truth value. */
export function truthText(value: boolean): Uint8Array {
  return value ? TRUE : FALSE;
}

const TRUE = encode('VRAI');
const FALSE = encode('FAUX');
