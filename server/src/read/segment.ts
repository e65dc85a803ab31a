import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';

/** What readers hand to detection: text and rows with their places. All text is Windows-1252, one byte a character (see text/windows1252.ts). */

/** How positions inside a part are called in a locator. */
export type PlaceKind = 'line' | 'page' | 'row';

/**
 * Begins a part of an item: a sheet, a page, a table of a SQL dump, a message body. All segments up to the next part belong to it.
 * `name` is as written in the file ('Feuil1', 'public.patient'), '' where parts have no name (pages); it may hold personal data.
 */
export interface PartSegment {
  readonly kind: 'part';
  readonly place: PlaceKind;
  readonly name: string;
  /** Page number for place 'page'; 0 otherwise. */
  readonly number: number;
}

/**
 * Running text. Lines end with \n (0x0A) only; cells of a table inside a document (Word, HTML) are separated by \t, its rows by \n.
 * A reader cuts long text at line ends, at about 256 kB.
 */
export interface TextSegment {
  readonly kind: 'text';
  readonly bytes: Uint8Array;
  /** Number of the first line within the part, from 1. */
  readonly firstLine: number;
}

/**
 * Names of the columns of the rows that follow in this part. Sent where the format itself names them (SQL, JSON, XML, header-less never).
 * For JSON and XML a name is the path of keys joined with '.', without array indices ('contact.name.family').
 * More names may be appended by a later ColumnsSegment of the same part, which repeats the earlier names.
 * CSV and spreadsheets send no ColumnsSegment: their header is an ordinary row, found by columns/.
 */
export interface ColumnsSegment {
  readonly kind: 'columns';
  readonly names: readonly string[];
  /** What each column holds, where the format itself says so (HL7 PID, DICOM tags, fixed-width PMSI): then nothing is guessed. As many as names. */
  readonly declared?: readonly DeclaredColumn[] | undefined;
  /**
   * True where a row says whom the text behind it is about (CDA recordTarget, HL7 PID before OBX, DICOM tags before a report):
   * its person is the subject of all text of this item until the next such row.
   */
  readonly subject?: boolean | undefined;
}

/** What a format says of a column: its role, and whose datum it is (default: the row's person). */
export interface DeclaredColumn {
  readonly role: ColumnRole;
  readonly subject?: ColumnSubject | undefined;
}

/**
 * Rows of a table. Cell c spans bytes[cellStart(c), cellEnds[c]) and lies in column cellColumns[c]; one byte that belongs to no cell
 * stands behind each cell (a delimiter of the file, or a tab), so that the bytes of a row read as a line of text.
 * row r holds the cells [rowEnds[r-1] ?? 0, rowEnds[r]). Empty cells at the end of a row may be left out; a column may occur twice in a row (JSON arrays).
 * A cell's bytes hold no quotes of the format (already unescaped). NULL is an empty cell.
 */
export interface RowsSegment {
  readonly kind: 'rows';
  readonly bytes: Uint8Array;
  readonly cellEnds: Uint32Array;
  readonly cellColumns: Uint16Array;
  readonly rowEnds: Uint32Array;
  /** As the reader of the file would count it: line of a CSV (the line where the record begins), row of a sheet, ordinal of a SQL tuple; from 1. */
  readonly rowNumbers: Uint32Array;
}

/** Rows of one's own: a reader uses the arrays of a segment again for the next one. */
export function copyRows(segment: RowsSegment): RowsSegment {
  return {
    kind: 'rows',
    bytes: new Uint8Array(segment.bytes),
    cellEnds: segment.cellEnds.slice(),
    cellColumns: segment.cellColumns.slice(),
    rowEnds: segment.rowEnds.slice(),
    rowNumbers: segment.rowNumbers.slice(),
  };
}

/** The rows of a segment from row `from` on, as rows of one's own. */
export function sliceRows(segment: RowsSegment, from: number): RowsSegment {
  if (from === 0) return copyRows(segment);
  const cell = segment.rowEnds[from - 1]!;
  const byte = cellStart(segment.cellEnds, cell);
  return {
    kind: 'rows',
    bytes: segment.bytes.slice(byte),
    cellEnds: segment.cellEnds.slice(cell).map((end) => end - byte),
    cellColumns: segment.cellColumns.slice(cell),
    rowEnds: segment.rowEnds.slice(from).map((end) => end - cell),
    rowNumbers: segment.rowNumbers.slice(from),
  };
}

/** Where cell c of the rows begins: the first at 0, any other behind the byte that follows the cell before it. */
export function cellStart(cellEnds: Uint32Array, c: number): number {
  return c === 0 ? 0 : cellEnds[c - 1]! + 1;
}

export type Segment = PartSegment | TextSegment | ColumnsSegment | RowsSegment;
