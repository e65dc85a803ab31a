/** A table that gives each datum a row of its own: which record it belongs to, what it is, and its value ('00014' | 'NOM' | 'DUPONT'). */
export interface PairsTable {
  /** Positions of the three columns. */
  readonly key: number;
  readonly code: number;
  readonly value: number;
  /** Columns that say the same in all rows of a record. */
  readonly fixed: readonly number[];
  /** Rows before the first datum: the header. */
  readonly headerRows: number;
}

/** Records that it takes, and rows of a record on average. */
const RECORDS = 3;
const ROWS_OF_RECORD = 2.5;
/** What records can have: so many kinds of data, each in so many records (share). */
const CODES = 80;
const RECORDS_OF_CODE = 0.3;
const COLUMNS = 10;
/** Share of the records for which something must hold. */
const NEARLY_ALL = 0.95;

/** Finds the columns of such a table in a sample; null where each row is a record of its own. */
export function findPairs(sample: readonly (readonly string[])[]): PairsTable | null {
  const width = Math.min(COLUMNS, Math.max(0, ...sample.map((row) => row.length)));
  if (width < 3) return null;
  for (const headerRows of [1, 0]) {
    const rows = sample.slice(headerRows).filter((row) => row.length > 0);
    for (let key = 0; key < width; key++) {
      const records = recordsBy(rows, key);
      if (records === null) continue;
      for (let code = 0; code < width; code++)
        if (code !== key && areCodes(records, code))
          return pairsOf(records, { key, code }, width, headerRows);
    }
  }
  return null;
}

/** The rows cut where the cell of a column changes; null where that makes no records of several rows, or a cell comes back later. */
function recordsBy(
  rows: readonly (readonly string[])[],
  key: number,
): (readonly (readonly string[])[])[] | null {
  const records: (readonly string[])[][] = [];
  const seen = new Set<string>();
  let before: string | null = null;
  for (const row of rows) {
    const cell = row[key] ?? '';
    if (cell === '') return null;
    if (cell === before) records.at(-1)!.push(row);
    else {
      if (seen.has(cell)) return null;
      seen.add(cell);
      records.push([row]);
    }
    before = cell;
  }
  return records.length >= RECORDS && rows.length >= records.length * ROWS_OF_RECORD ? records : null;
}

/** Whether a column names what the row tells: hardly ever twice in a record, the same names in many records. */
function areCodes(records: readonly (readonly (readonly string[])[])[], code: number): boolean {
  const recordsOf = new Map<string, number>();
  let repeated = 0;
  for (const record of records) {
    const own = new Set(record.map((row) => row[code] ?? ''));
    if (own.has('')) return false;
    if (own.size < record.length) repeated++;
    for (const name of own) recordsOf.set(name, (recordsOf.get(name) ?? 0) + 1);
  }
  if (recordsOf.size < 2 || recordsOf.size > CODES || repeated > records.length * (1 - NEARLY_ALL))
    return false;
  const common = [...recordsOf.values()].filter((count) => count >= records.length * RECORDS_OF_CODE);
  return common.length >= 2 && common.length * 2 >= recordsOf.size;
}

/** Of the other columns the one that differs most is the value; those that say the same within records are kept. */
function pairsOf(
  records: readonly (readonly (readonly string[])[])[],
  { key, code }: { key: number; code: number },
  width: number,
  headerRows: number,
): PairsTable | null {
  const others = Array.from({ length: width }, (_, c) => c).filter((c) => c !== key && c !== code);
  const isFixed = (c: number): boolean =>
    records.filter((record) => record.every((row) => (row[c] ?? '') === (record[0]![c] ?? ''))).length >=
    records.length * NEARLY_ALL;
  const kinds = (c: number): number =>
    new Set(records.flatMap((rows) => rows.map((row) => row[c] ?? ''))).size;
  const fixed = others.filter(isFixed);
  const [value] = others.filter((c) => !fixed.includes(c)).sort((a, b) => kinds(b) - kinds(a));
  return value === undefined ? null : { key, code, value, fixed, headerRows };
}
