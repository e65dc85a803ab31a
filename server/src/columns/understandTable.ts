import { yearsIn } from '../text/yearsIn.ts';
import { isAboutCare, isOfResearch } from './aboutCare.ts';
import { type ColumnCells, isFrequentGivenName, type IsGivenName, measureCells } from './columnCells.ts';
import { columnSenses } from './columnSenses.ts';
import { findHeader, type Header } from './findHeader.ts';
import { foundPerson, identifiedRelatives, onlyColumns, partedLists, sideBySide } from './furtherPersons.ts';
import { type DateReading, FRENCH_DATES } from './parseBirthDate.ts';
import { kinOf, type NameReading, readColumnName } from './readColumnName.ts';
import { type ColumnEvidence, PATIENTS_EMAILS, readRegister } from './registerEvidence.ts';
import type { RegisterOracle } from './registerOracle.ts';
import { settleColumns } from './settleColumns.ts';
import { tableKind } from './tableKind.ts';
import type { ColumnLayout, ColumnRole, ColumnSubject, TableLayout } from './tableLayout.ts';
import { type WeighedRole, weighRoles } from './weighRoles.ts';

/** Rows of a sample whose cells are measured. */
const MEASURED_ROWS = 100;
/** Of so few numbers the register may know none by chance: they are compared in any shape. */
const FEW_CELLS = 10;
/** A role that weighs less is none. */
const LEAST_BITS = 1;

/** What is known of a table besides its rows. */
export interface TableContext {
  /** The register, where there is one. */
  readonly oracle?: RegisterOracle | null;
  /** What the table is called: its sheet, its SQL table, its file. */
  readonly title?: string;
}

/**
 * What the columns of a table hold. Three things are weighed against each other: their names, the look of their cells, and what the register
 * says of the cells (it knows whose numbers, names and birth dates they are).
 * @param names names that the format itself gives, or null: then the header is looked for in the sample.
 * @param sample the first rows (about 200), cells as text.
 */
export function understandTable(
  names: readonly string[] | null,
  sample: readonly (readonly string[])[],
  { oracle = null, title = '' }: TableContext = {},
): TableLayout {
  const header: Header = names === null ? findHeader(sample) : { rows: 0, titles: 0, names, groups: [] };
  const data = sample.slice(header.rows, header.rows + MEASURED_ROWS);
  const width = Math.max(header.names.length, ...data.map((row) => row.length), 0);
  const isGivenName = givenNamesOf(oracle);
  const cells = Array.from({ length: width }, (_, c) =>
    measureCells(
      data.map((row) => row[c] ?? ''),
      isGivenName,
    ),
  );
  const dates = dateReadings(cells);
  const isBirth = header.names.map((name) => readColumnName(name)?.role === 'birth_date');
  const register = readRegister(oracle, data, cells, dates, isBirth);
  const columns = cells.map((column, c) =>
    understandColumn(header, c, column, dates[c]!, register.columns[c]!),
  );
  const lists = listsOf(header.names, columns, cells);
  const [settled = [], ...beside] = lists.map((list) => settleColumns(list, cells, title));
  const titleRows = sample.slice(0, header.titles).flat();
  const kind = tableKind(settled, cells, [title, ...titleRows].join(' '), register.knownRows);
  return {
    headerRows: header.rows,
    titleRows: header.titles,
    columns: kind === 'staff' ? asStaff(settled, cells) : settled,
    kind,
    others: [
      ...beside.map((list) => ({ columns: list, byMoreThanName: kind === 'staff' })),
      ...identifiedRelatives(settled),
      // Lists side by side are persons of their own already.
      ...(beside.length > 0 ? [] : register.others).map((other) => foundPerson(settled, other)),
    ],
    isCare:
      isAboutCare([title, ...titleRows]) ||
      header.names.some(isOfResearch) ||
      (kind === 'grid' && isAboutCare([...header.names, ...header.groups])),
    year: yearOf([title, ...titleRows, ...header.names]),
  };
}

/** The columns, once for each of the lists that stand side by side. */
function listsOf(
  names: readonly string[],
  columns: readonly ColumnLayout[],
  cells: readonly ColumnCells[],
): ColumnLayout[][] {
  const starts = sideBySide(names) ?? partedLists(columns, cells);
  if (starts === null) return [[...columns]];
  return starts.map((start, s) => {
    const own = onlyColumns(columns, start, starts[s + 1] ?? columns.length);
    // The register compared the names with the persons of the first list.
    return s === 0
      ? own
      : own.map((column) => (isNameOfOther(column) ? { ...column, subject: 'person' } : column));
  });
}

function isNameOfOther({ role, subject }: ColumnLayout): boolean {
  return subject === 'other' && NAME_ROLES.has(role);
}

/** In a table of staff the names are the rows' persons', and wards are where they work. */
function asStaff(columns: readonly ColumnLayout[], cells: readonly ColumnCells[]): ColumnLayout[] {
  return columns.map((column, c) => {
    if (column.role === 'medical' && columnSenses(column.name).senses.has('ward'))
      return { ...column, role: 'other' };
    if (column.subject !== 'professional') return column;
    const isName = column.role === 'other' && cells[c]!.share.name > 0.5;
    return { ...column, subject: 'person', role: isName ? 'full_name' : column.role };
  });
}

function yearOf(titles: readonly string[]): number {
  const [year = 0, ...others] = new Set(titles.flatMap((title) => yearsIn(title)));
  return others.length === 0 ? year : 0;
}

/** The register knows its patients' given names; the list knows the frequent ones. */
function givenNamesOf(oracle: RegisterOracle | null): IsGivenName {
  if (oracle === null) return isFrequentGivenName;
  return (word) => {
    const { surname, given } = oracle.bearers(word);
    return surname + given === 0 ? isFrequentGivenName(word) : given > surname;
  };
}

/** The layout of a table whose format says itself what the columns hold: its rows are never read as mere text. */
export function declaredTable(
  names: readonly string[],
  declared: readonly { readonly role: ColumnRole; readonly subject?: ColumnSubject | undefined }[],
  title: string,
): TableLayout {
  const columns = declared.map(({ role, subject }, c): ColumnLayout => ({
    role,
    subject: subject ?? 'person',
    kin: null,
    confidence: 1,
    name: names[c] ?? '',
    dates: FRENCH_DATES,
    reshaped: true,
    isFilled: true,
    reasons: [{ source: 'format', role, bits: Infinity }],
  }));
  return {
    headerRows: 0,
    titleRows: 0,
    columns,
    kind: 'persons',
    others: [],
    isCare: isAboutCare([title]),
    year: 0,
  };
}

/** How the dates of each column are written: a column that does not show it is written like the others. */
function dateReadings(cells: readonly ColumnCells[]): DateReading[] {
  const monthFirst = cells.filter(({ dateOrder }) => dateOrder === 'month_first').length;
  const dayFirst = cells.filter(({ dateOrder }) => dateOrder === 'day_first').length;
  const common = monthFirst > dayFirst ? 'month_first' : 'day_first';
  return cells.map(({ dateOrder, shortOrder, share }) => ({
    order: dateOrder ?? common,
    short: shortOrder,
    serial: share.serial_date > 0.5 && share.date < 0.2,
  }));
}

function understandColumn(
  header: Header,
  c: number,
  cells: ColumnCells,
  dates: DateReading,
  register: ColumnEvidence,
): ColumnLayout {
  const name = header.names[c] ?? '';
  const named = readName(name, header.groups[c] ?? '');
  const roles = weighRoles(named, cells, register);
  const best = roles[0]!;
  const role =
    best.bits < LEAST_BITS
      ? unknownRole(named, cells)
      : isForeignKey(best, name, register)
        ? 'reference'
        : isLogged(best, named, cells)
          ? 'document_date'
          : best.role;
  return {
    role,
    subject: subjectOf(role, named, cells, register),
    kin: kinOf(name) ?? kinOf(header.groups[c] ?? ''),
    confidence: confidenceOf(roles),
    name,
    dates,
    reshaped: role === 'patient_number' && (register.reshaped || cells.filled < FEW_CELLS),
    isFilled: cells.filled > 0,
    reasons: best.bits < LEAST_BITS ? [] : best.reasons,
  };
}

/** The name of a column; of the group above it only whose data it holds, and what a number or name alone does not say. */
function readName(name: string, group: string): NameReading | null {
  const own = readColumnName(name);
  if (group === '') return own;
  const together = readColumnName(`${group} ${name}`);
  if (together === null) return own;
  if (own === null)
    return together.role === 'full_name' ? null : { ...together, certainty: together.certainty * 0.7 };
  const isVague = own.role === 'other' || own.role === 'record_id';
  return { ...(isVague && together.role !== 'full_name' ? together : own), subject: together.subject };
}

const NAME_ROLES: ReadonlySet<ColumnRole> = new Set([
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
]);
/** Rows whose patient is known that it takes to say whose names stand there. */
const COMPARED_ROWS = 5;

/**
 * Whose data the column holds. The register goes before the name: where given names (or birth dates) are those of the rows' patients, the column
 * is theirs, though it be called 'user'; where none of the names ever is, it is somebody else's.
 */
function subjectOf(
  role: ColumnRole,
  named: NameReading | null,
  cells: ColumnCells,
  { compared, agrees, emails }: ColumnEvidence,
): ColumnSubject {
  const own = Math.max(
    agrees.full_name ?? 0,
    agrees.given_names ?? 0,
    agrees.birth_date ?? 0,
    agrees.social_security ?? 0,
  );
  if (compared >= COMPARED_ROWS && own > 0.6) return 'person';
  // Accounts are called users, whoever has them.
  if (role === 'email' && named?.subject === 'professional' && emails >= PATIENTS_EMAILS) return 'person';
  if (named !== null && named.subject !== 'person') return named.subject;
  // Of contacts each cell says whose it is.
  if (cells.share.relative > 0.4 && role !== 'contact') return 'relative';
  if (!NAME_ROLES.has(role)) return 'person';
  if (cells.share.professional > 0.5) return 'professional';
  return compared >= COMPARED_ROWS && own + (agrees.surname ?? 0) < 0.1 ? 'other' : 'person';
}

/** A column of which nothing is known: text of several words may say anything. */
function unknownRole(named: NameReading | null, { share }: ColumnCells): ColumnRole {
  return named === null && share.text > 0.3 ? 'free_text' : 'other';
}

/** Moments to the second in a column that nothing calls a visit are when something was logged. */
function isLogged({ role }: WeighedRole, named: NameReading | null, { share }: ColumnCells): boolean {
  const isVisit = named?.role === 'visit_date' || named?.role === 'medical';
  return role === 'visit_date' && !isVisit && share.timestamp > 0.5;
}

/** An 'id' of a patient that is no number of the register is the key of another table. */
function isForeignKey({ role }: WeighedRole, name: string, { asked, numbers }: ColumnEvidence): boolean {
  if (role !== 'patient_number' || !asked || numbers > 0) return false;
  const { senses } = columnSenses(name);
  return senses.has('id') && !senses.has('permanent');
}

/** Sure when much speaks for the role and little for another one. */
function confidenceOf([best, second]: readonly WeighedRole[]): number {
  if (best === undefined || best.bits < LEAST_BITS) return 0;
  const margin = best.bits - Math.max(0, second?.bits ?? 0);
  return (1 - 2 ** (-best.bits / 1.5)) * (1 - 2 ** (-margin - 1));
}
