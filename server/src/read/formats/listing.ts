import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Format } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { cellsOf, columnsOfRuler, type ListingColumn } from '../ruledListing.ts';
import { textLines } from '../textLines.ts';

/** Share of the lines below a ruler that must fit its columns. */
const FITTING = 0.8;

/**
 * Listings whose head is ruled off ('IPP       NOM' above '--------- ------'), as SQL*Plus, sqlcmd, isql and psql print them: the ruler says where each column
 * begins and ends. The head is an ordinary row; a line that does not fit is a row of one cell.
 */
export const listing: Format = {
  name: 'listing',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const lines = headText(head).split(/\r\n?|\n/);
    if (head.length >= HEAD_BYTES) lines.pop();
    const at = lines.findIndex((line) => columnsOfRuler(line) !== null);
    if (at < 1) return 0;
    const columns = columnsOfRuler(lines[at]!)!;
    const below = lines.slice(at + 1).filter((line) => line.trim() !== '' && line !== lines[at]);
    const fitting = below.filter((line) => cellsOf(line, columns) !== null).length;
    const isHeaded = cellsOf(lines[at - 1]!, columns) !== null;
    return isHeaded && fitting >= 2 && fitting >= below.length * FITTING ? 0.8 : 0;
  },
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const rows = new RowEmitter(sink);
    let columns: readonly ListingColumn[] | null = null;
    let waiting: { text: string; number: number } | null = null;
    let head = '';
    const put = async (line: { text: string; number: number } | null): Promise<void> => {
      if (line === null || line.text.trim() === '') return;
      const cells = columns === null ? null : cellsOf(line.text, columns);
      for (const [c, cell] of (cells ?? [line.text.trim()]).entries()) {
        rows.append(encode(cell));
        rows.endCell(c);
      }
      if (rows.endRow(line.number)) await rows.flush();
    };
    for await (const line of textLines(source)) {
      const ruled = columnsOfRuler(line.text);
      if (ruled === null) {
        await put(waiting);
        waiting = line;
        continue;
      }
      columns = ruled;
      // The head of each page is the same: it is written once.
      if (waiting !== null && waiting.text !== head) await put(waiting);
      head = waiting?.text ?? '';
      waiting = null;
    }
    await put(waiting);
    await rows.flush();
  },
};

/** Bytes of a file that a format is shown to recognise it. */
const HEAD_BYTES = 65_536;
