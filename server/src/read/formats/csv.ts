import { decodeText } from '../decodeText.ts';
import { RowEmitter } from '../emitRows.ts';
import type { Format } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';

const QUOTE = 0x22;
const LF = 0x0a;

/** Delimited text: ; , tab or |. The header is an ordinary row. */
export const csv: Format = {
  name: 'csv',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const guess = guessDelimiter(headText(head));
    if (guess === null) return 0;
    if (['csv', 'tsv', 'tab'].includes(extension)) return 0.9;
    return guess.constant && guess.rows >= 4 && guess.columns >= 3 && extension !== 'hl7' ? 0.5 : 0;
  },
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const delimiter = guessDelimiter(headText(source.head))?.delimiter ?? ';';
    const splitter = new RowSplitter(new RowEmitter(sink), delimiter.charCodeAt(0));
    for await (const chunk of decodeText(source.stream())) await splitter.write(chunk);
    await splitter.end();
  },
};

/** What a sample of delimited text shows. */
interface DelimiterGuess {
  readonly delimiter: string;
  readonly columns: number;
  readonly rows: number;
  /** Whether (nearly) all rows have as many cells. */
  readonly constant: boolean;
}

/** The delimiter of a text: the one that cuts most lines into the same number of cells. Null when none does. */
export function guessDelimiter(sample: string): DelimiterGuess | null {
  const lines = splitLines(sample).slice(0, 200);
  let best: (DelimiterGuess & { score: number }) | null = null;
  for (const delimiter of [';', '\t', ',', '|']) {
    const counts = lines.map((line) => cellCount(line, delimiter)).filter((count) => count > 0);
    const columns = mostFrequent(counts);
    if (columns < 2) continue;
    const share = counts.filter((count) => count === columns).length / Math.max(1, counts.length);
    const score = share * Math.log2(columns + 1) * (delimiter === ',' ? 0.9 : 1);
    if (best === null || score > best.score)
      best = { delimiter, columns, rows: counts.length, constant: share >= 0.95, score };
  }
  return best !== null && best.score > 0.5 ? best : null;
}

/** Lines outside quotes; the last, perhaps cut, is left out when there are others. */
function splitLines(sample: string): string[] {
  const lines: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < sample.length; i++) {
    const c = sample[i];
    if (c === '"') quoted = !quoted;
    else if (c === '\n' && !quoted) {
      lines.push(sample.slice(start, i));
      start = i + 1;
    }
  }
  if (lines.length === 0 || (start < sample.length && sample.length < 65_000))
    lines.push(sample.slice(start));
  return lines;
}

function cellCount(line: string, delimiter: string): number {
  if (line.trim() === '') return 0;
  let count = 1;
  let quoted = false;
  for (const c of line) {
    if (c === '"') quoted = !quoted;
    else if (c === delimiter && !quoted) count++;
  }
  return count;
}

function mostFrequent(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0];
}

/** Cuts decoded text into rows and cells: one pass over bytes, RFC 4180 quotes, a quote inside an unquoted cell is an ordinary character. */
class RowSplitter {
  readonly #rows: RowEmitter;
  readonly #delimiter: number;
  #column = 0;
  #line = 1;
  #rowLine = 1;
  #quoted = false;
  /** A quote inside a quoted cell was read: the next byte says whether it ends the cell. */
  #afterQuote = false;
  #cellIsEmpty = true;

  constructor(rows: RowEmitter, delimiter: number) {
    this.#rows = rows;
    this.#delimiter = delimiter;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) at = await this.#writeUntilFull(chunk, at);
  }

  /** Returns where it stopped: at the end of the chunk, or after a row that filled the segment. */
  async #writeUntilFull(chunk: Uint8Array, from: number): Promise<number> {
    const rows = this.#rows;
    rows.reserve(chunk.length - from);
    const { bytes } = rows;
    const delimiter = this.#delimiter;
    let { length } = rows;
    let i = from;
    for (; i < chunk.length; i++) {
      const b = chunk[i]!;
      if (this.#quoted) {
        if (this.#afterQuote) {
          this.#afterQuote = false;
          if (b === QUOTE) {
            bytes[length++] = b;
            continue;
          }
          this.#quoted = false;
        } else {
          if (b === QUOTE) this.#afterQuote = true;
          else {
            if (b === LF) this.#line++;
            bytes[length++] = b;
          }
          continue;
        }
      }
      if (b === delimiter) {
        rows.length = length;
        rows.endCell(this.#column++);
        this.#cellIsEmpty = true;
      } else if (b === LF) {
        rows.length = length;
        this.#line++;
        if (this.#endRow()) {
          await rows.flush();
          return i + 1;
        }
      } else if (b === QUOTE && this.#cellIsEmpty) {
        this.#quoted = true;
        this.#cellIsEmpty = false;
      } else {
        bytes[length++] = b;
        this.#cellIsEmpty = false;
      }
    }
    rows.length = length;
    return i;
  }

  #endRow(): boolean {
    const empty = this.#column === 0 && this.#cellIsEmpty && this.#rows.rowIsEmpty;
    let full = false;
    if (!empty) {
      this.#rows.endCell(this.#column);
      full = this.#rows.endRow(this.#rowLine);
    }
    this.#column = 0;
    this.#cellIsEmpty = true;
    this.#rowLine = this.#line;
    return full;
  }

  async end(): Promise<void> {
    this.#quoted = false;
    if (!this.#cellIsEmpty || this.#column > 0) this.#endRow();
    await this.#rows.flush();
  }
}
