import { decodeText } from '../decodeText.ts';
import { RowEmitter } from '../emitRows.ts';
import { ByteFinder } from '../findBytes.ts';
import type { Format } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';

const QUOTE = 0x22;
const LF = 0x0a;
/** No position in a chunk (-1 is the last byte of the chunk before). */
const NONE = -2;

/** Delimited text: ; , tab or |. The header is an ordinary row. */
export const csv: Format = {
  name: 'csv',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const guess = guessDelimiter(headText(head));
    if (guess === null) return 0;
    if (['csv', 'tsv', 'tab'].includes(extension)) return 0.9;
    if (guess.delimiter === ',' && isProse(headText(head))) return 0;
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

/** Of so many lines of prose most end with a full stop. */
const SENTENCES = 0.8;

/** Whether the commas of a text are those of sentences: a blank behind each, and a full stop at the end of most lines. */
function isProse(sample: string): boolean {
  const lines = sample.split(/\r?\n/, SAMPLE_LINES).map((line) => line.trim());
  const written = lines.slice(0, -1).filter((line) => line !== '');
  const sentences = written.filter(
    (line) => /[.!?]["»)]?$/.test(line) && !/,\S/.test(line.replace(/\d,\d/g, '')),
  );
  return written.length > 0 && sentences.length >= SENTENCES * written.length;
}

const DELIMITERS = [';', '\t', ',', '|'];

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
  let best: (DelimiterGuess & { score: number }) | null = null;
  for (const [i, counts] of cellCounts(sample).entries()) {
    const delimiter = DELIMITERS[i]!;
    const columns = mostFrequent(counts);
    if (columns < 2) continue;
    const table = withoutTitles(counts, columns);
    const share = table.filter((count) => count === columns).length / Math.max(1, table.length);
    const score = share * Math.log2(columns + 1) * (delimiter === ',' ? 0.9 : 1);
    if (best === null || score > best.score)
      best = { delimiter, columns, rows: table.length, constant: share >= 0.95, score };
  }
  return best !== null && best.score > 0.5 ? best : null;
}

/** Lines above the table (its title, who printed it, when) have no delimiters, or other ones. */
const TITLE_LINES = 8;

function withoutTitles(counts: readonly number[], columns: number): readonly number[] {
  const first = counts.indexOf(columns);
  return first <= TITLE_LINES ? counts.slice(first) : counts;
}

/** Lines of the sample that are looked at. */
const SAMPLE_LINES = 200;
/** What a character is: the number of a delimiter, or one of these. */
const IS_QUOTE = DELIMITERS.length;
const IS_LF = IS_QUOTE + 1;
const MARKS = new Int8Array(128).fill(-1);
DELIMITERS.forEach((delimiter, i) => (MARKS[delimiter.charCodeAt(0)] = i));
MARKS[QUOTE] = IS_QUOTE;
MARKS[LF] = IS_LF;

/**
 * For each delimiter the numbers of cells into which it cuts the lines that are not blank. A line end within quotes ends no line; the last line, perhaps
 * cut, is left out when there are others.
 */
function cellCounts(sample: string): number[][] {
  const counts = DELIMITERS.map((): number[] => []);
  const found = new Uint32Array(DELIMITERS.length);
  let lines = 0;
  let start = 0;
  let quoted = false;
  const endLine = (end: number): void => {
    lines++;
    if (!isBlank(sample, start, end)) counts.forEach((ofDelimiter, i) => ofDelimiter.push(found[i]! + 1));
    found.fill(0);
    start = end + 1;
  };
  for (let i = 0; i < sample.length && lines < SAMPLE_LINES; i++) {
    const mark = MARKS[sample.charCodeAt(i)] ?? -1;
    if (mark < 0) continue;
    if (mark === IS_QUOTE) quoted = !quoted && beginsCell(sample, i);
    else if (quoted) continue;
    else if (mark === IS_LF) endLine(i);
    else found[mark]!++;
  }
  const isOpen = lines < SAMPLE_LINES && start < sample.length && sample.length < 65_000;
  if (lines === 0 || isOpen) endLine(sample.length);
  return counts;
}

/** Whether a cell may begin there: a quote in its middle is an ordinary character. */
function beginsCell(sample: string, at: number): boolean {
  const before = at === 0 ? LF : sample.charCodeAt(at - 1);
  return before === QUOTE || (MARKS[before] ?? -1) >= 0;
}

function isBlank(sample: string, start: number, end: number): boolean {
  return sample.slice(start, end).trim() === '';
}

function mostFrequent(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])[0];
}

/** A row is held in memory up to so many bytes. */
const ROW_LIMIT = 16 << 20;

/**
 * Cuts decoded text into rows and cells (RFC 4180; a quote inside an unquoted cell is an ordinary character). Bytes are copied as they are,
 * delimiters too, and only the ends of cells are noted; what belongs to no cell (quotes, empty lines) is left out.
 */
class RowSplitter {
  readonly #rows: RowEmitter;
  readonly #delimiter: number;
  readonly #finder: ByteFinder;
  #column = 0;
  #line = 1;
  #rowLine = 1;
  #cellIsEmpty = true;
  #quoted = false;
  /** The last byte was a quote inside a quoted cell: the next one says whether it ends the cell. */
  #afterQuote = false;

  constructor(rows: RowEmitter, delimiter: number) {
    this.#rows = rows;
    this.#delimiter = delimiter;
    this.#finder = new ByteFinder([delimiter, LF, QUOTE]);
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let from = 0; from < chunk.length;) {
      const to = this.#finder.windowEnd(chunk, from);
      this.#split(chunk, from, to);
      if (this.#rows.isFull) await this.#rows.flush();
      if (this.#rows.length > ROW_LIMIT) await this.#cutRow();
      from = to;
    }
  }

  /** A row without end is handed on in pieces, each a row of its own. */
  async #cutRow(): Promise<void> {
    this.#rows.endCell(this.#column);
    this.#rows.endRow(this.#rowLine);
    this.#column = 0;
    this.#cellIsEmpty = !this.#quoted;
    await this.#rows.flush();
  }

  #split(chunk: Uint8Array, from: number, to: number): void {
    const rows = this.#rows;
    const { positions } = this.#finder;
    const hits = this.#finder.find(chunk, from, to);
    /** Up to here the bytes are copied or left out; byte i will lie at i + shift. */
    let copied = from;
    let shift = rows.length - from;
    let cellStart = this.#cellIsEmpty ? from : NONE;
    let quoteAt = this.#afterQuote ? from - 1 : NONE;
    const leaveOut = (i: number): void => {
      rows.append(chunk.subarray(copied, i));
      copied = i + 1;
      shift--;
    };
    for (let hit = 0; hit < hits; hit++) {
      const i = from + positions[hit]!;
      const b = chunk[i]!;
      if (this.#quoted) {
        if (quoteAt === NONE) {
          if (b === QUOTE) leaveOut((quoteAt = i));
          else if (b === LF) this.#line++;
          continue;
        }
        const isPair = b === QUOTE && quoteAt === i - 1;
        quoteAt = NONE;
        // Of two quotes the first was left out and the second stays; after a single one the cell goes on unquoted.
        if (isPair) continue;
        this.#quoted = false;
      }
      if (b === this.#delimiter) {
        rows.endCellAt(i + shift, this.#column++);
        cellStart = i + 1;
      } else if (b === LF) {
        this.#line++;
        if (!this.#endRow(i + shift, i === cellStart)) leaveOut(i);
        cellStart = i + 1;
      } else if (i === cellStart) {
        this.#quoted = true;
        cellStart = NONE;
        leaveOut(i);
      }
    }
    rows.append(chunk.subarray(copied, to));
    this.#cellIsEmpty = cellStart === to;
    this.#afterQuote = this.#quoted && quoteAt === to - 1;
    if (quoteAt !== NONE && !this.#afterQuote) this.#quoted = false;
  }

  /** Ends the row, whose last cell ends at `end` of the segment. False for a line without anything: that is no row. */
  #endRow(end: number, lastIsEmpty: boolean): boolean {
    const isRow = this.#column > 0 || !lastIsEmpty;
    if (isRow) {
      this.#rows.endCellAt(end, this.#column);
      this.#rows.endRow(this.#rowLine, end);
    }
    this.#column = 0;
    this.#rowLine = this.#line;
    return isRow;
  }

  async end(): Promise<void> {
    if (!this.#cellIsEmpty || this.#column > 0) this.#endRow(this.#rows.length, this.#cellIsEmpty);
    await this.#rows.flush();
  }
}
