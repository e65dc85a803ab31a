import { readColumnContents, type ContentReading } from './columnContents.ts';
import { type NameReading, readColumnName } from './columnNames.ts';
import { parseBirthDate } from './parseBirthDate.ts';
import type { ColumnLayout, ColumnRole, ColumnSubject, TableLayout } from './tableLayout.ts';

/** Rows among which a header is looked for. */
const HEADER_ROWS = 15;

/** Roles whose contents are sure enough to overrule a name that says otherwise. */
const SURE_CONTENTS: ReadonlySet<ColumnRole> = new Set(['email', 'iban', 'social_security', 'phone']);

/**
 * What the columns of a table hold, from their names and their cells.
 * @param names names that the format itself gives, or null: then the header is looked for in the sample.
 * @param sample the first rows (about 200), cells as text.
 * @param isPatientNumber whether a text is a number of the register, where there is one: tells its column whatever it is called.
 */
export function understandTable(
  names: readonly string[] | null,
  sample: readonly (readonly string[])[],
  isPatientNumber: (text: string) => boolean = () => false,
): TableLayout {
  const headerRow = names === null ? findHeader(sample) : -1;
  const header = names ?? (headerRow < 0 ? [] : sample[headerRow]!);
  const data = sample.slice(headerRow + 1);
  const width = Math.max(header.length, ...data.map((row) => row.length), 0);
  const columns: ColumnLayout[] = [];
  for (let c = 0; c < width; c++)
    columns.push(
      understandColumn(
        header[c] ?? '',
        data.map((row) => row[c] ?? ''),
        isPatientNumber,
      ),
    );
  return { headerRows: headerRow + 1, columns: settle(columns, data), isPersonTable: isPersonTable(columns) };
}

/** The layout of a table whose format says itself what the columns hold. */
export function declaredTable(
  names: readonly string[],
  declared: readonly { readonly role: ColumnRole; readonly subject?: ColumnSubject | undefined }[],
): TableLayout {
  const columns = declared.map(({ role, subject }, c) => ({
    role,
    subject: subject ?? 'person',
    confidence: 1,
    name: names[c] ?? '',
  }));
  return { headerRows: 0, columns, isPersonTable: isPersonTable(columns) };
}

/** The row with most cells that read as column names, at least two and at least half of its cells; -1 when there is none. */
function findHeader(sample: readonly (readonly string[])[]): number {
  let best = -1;
  let most = 1;
  sample.slice(0, HEADER_ROWS).forEach((row, r) => {
    const filled = row.filter((cell) => cell.trim() !== '');
    if (filled.some((cell) => cell.length > 60)) return;
    const named = filled.filter((cell) => readColumnName(cell) !== null && !/\d{3}/.test(cell)).length;
    if (named > most && named * 2 >= filled.length) {
      most = named;
      best = r;
    }
  });
  return best;
}

function understandColumn(
  name: string,
  cells: readonly string[],
  isPatientNumber: (text: string) => boolean,
): ColumnLayout {
  if (holdsPatientNumbers(cells, isPatientNumber))
    return { role: 'patient_number', subject: 'person', confidence: 0.95, name };
  const named = readColumnName(name);
  const contents = readColumnContents(cells);
  const believed = named?.role === 'birth_date' && !mayHoldDates(cells) ? null : named;
  return { ...combine(believed, contents), name };
}

/** False when hardly any cell is a date: a name like 'naissance' then means something else of the birth. */
function mayHoldDates(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return (
    filled.length < 3 || filled.filter((cell) => parseBirthDate(cell) !== null).length > filled.length * 0.2
  );
}

/** Most cells are numbers of the register: chance hits among other numbers stay far below. */
function holdsPatientNumbers(cells: readonly string[], isPatientNumber: (text: string) => boolean): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  return (
    filled.length >= 3 &&
    filled.filter((cell) => cell.length >= 4 && isPatientNumber(cell)).length > filled.length * 0.5
  );
}

function combine(named: NameReading | null, contents: ContentReading): Omit<ColumnLayout, 'name'> {
  if (named === null) {
    if (contents.role === null) return { role: 'other', subject: 'person', confidence: 0.3 };
    return { role: contents.role, subject: 'person', confidence: 0.6 * contents.share };
  }
  if (contents.role === named.role) return { ...named, confidence: 0.98 };
  const overruled =
    contents.role !== null &&
    SURE_CONTENTS.has(contents.role) &&
    contents.share > 0.8 &&
    named.role !== contents.role;
  if (overruled) return { role: contents.role, subject: named.subject, confidence: 0.7 };
  if (
    named.role === 'birth_date' &&
    contents.filled > 3 &&
    contents.role !== null &&
    contents.role !== 'visit_date'
  )
    return { ...named, role: contents.role, confidence: 0.5 };
  if (named.role === 'medical' && contents.role === 'free_text') return named;
  return named;
}

/** What only the whole table shows: a 'name' without given names is a full name; numbers without a header that look like patient numbers. */
function settle(columns: ColumnLayout[], data: readonly (readonly string[])[]): ColumnLayout[] {
  const own = (role: ColumnRole): boolean =>
    columns.some((column) => column.role === role && column.subject === 'person');
  if (!own('given_names')) {
    columns.forEach((column, c) => {
      if (column.role === 'surname' && column.subject === 'person' && hasTwoWords(data, c))
        columns[c] = { ...column, role: 'full_name' };
    });
  }
  columns.forEach((column, c) => {
    if (column.role === 'reference' && !own('surname') && !own('full_name')) return;
    if (column.role === 'reference' && hasTwoWords(data, c)) columns[c] = { ...column, role: 'full_name' };
  });
  return columns;
}

function hasTwoWords(data: readonly (readonly string[])[], column: number): boolean {
  const cells = data.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '');
  return cells.filter((cell) => /\p{L}{2}[ ,]+\p{L}{2}/u.test(cell)).length > cells.length * 0.5;
}

/** Rows are about persons when their columns hold a number or a name that is the row's person's own. */
function isPersonTable(columns: readonly ColumnLayout[]): boolean {
  const own = new Set(
    columns
      .filter((column) => column.subject === 'person' && column.confidence >= 0.4)
      .map((column) => column.role),
  );
  if (own.has('identifier') && (own.has('surname') || own.has('full_name'))) return true;
  if (own.has('patient_number') || own.has('social_security') || own.has('full_name')) return true;
  const name = own.has('surname') || own.has('birth_name') || own.has('usage_name');
  return name && (own.has('given_names') || own.has('birth_date') || own.has('phone') || own.has('medical'));
}
