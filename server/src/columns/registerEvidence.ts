import { foldWords } from '../text/foldWords.ts';
import type { ColumnCells } from './columnCells.ts';
import { type DateReading, parseBirthDate } from './parseBirthDate.ts';
import type { RegisterOracle } from './registerOracle.ts';
import type { ColumnRole } from './tableLayout.ts';

/** What the register says of the columns of a table. */
export interface RegisterEvidence {
  /** Rows of the sample whose patient is known by a number, a NIR, or a name and a birth date. */
  readonly knownRows: number;
  readonly columns: readonly ColumnEvidence[];
  /** Columns that hold further patients of the rows: their names, with the dates on which they were born. */
  readonly others: readonly OtherPerson[];
}

/** A second patient in each row (a newborn beside its mother), by the columns of the name and of the birth date. */
export interface OtherPerson {
  readonly name: number;
  readonly birthDate: number;
}

/** What the register says of one column. */
export interface ColumnEvidence {
  /** Whether there is a register to ask. */
  readonly asked: boolean;
  /** Share of the filled cells that are patient numbers of the register. */
  readonly numbers: number;
  /** Whether some of them are so only when zeros or letters are added or taken away. */
  readonly reshaped: boolean;
  /** Share of the filled cells that are e-mail addresses of patients. */
  readonly emails: number;
  /** Filled cells in rows whose patient is known. */
  readonly compared: number;
  /** By role: share of these cells that can be the datum of the row's patient. */
  readonly agrees: Readonly<Partial<Record<ColumnRole, number>>>;
}

/** A column in which so many addresses are patients' is one of patients' addresses. */
export const PATIENTS_EMAILS = 0.3;

/** Rows that are compared with the register. */
const ROWS = 60;
/** Shorter numbers are too often something else. */
const NUMBER_LENGTH = 4;
/** Numbers that just count something are at most so long. */
const RUNNING_LENGTH = 4;
const WORDS_LIMIT = 24;
/** Words of longer cells are no names. */
const LONG_CELL = 60;

const NO_EVIDENCE: ColumnEvidence = {
  asked: false,
  numbers: 0,
  reshaped: false,
  emails: 0,
  compared: 0,
  agrees: {},
};

/**
 * Compares a sample with the register: finds the patient of each row (by its number, its NIR, or a date on which somebody was born of whose
 * name the row holds surname and given name; columns `named` after the birth go before others), then asks of every column how often its cells are a datum of that patient.
 */
export function readRegister(
  oracle: RegisterOracle | null,
  data: readonly (readonly string[])[],
  cells: readonly ColumnCells[],
  readings: readonly DateReading[],
  named: readonly boolean[],
): RegisterEvidence {
  if (oracle === null) return { knownRows: 0, columns: cells.map(() => NO_EVIDENCE), others: [] };
  const rows = data.slice(0, ROWS);
  const rowWords = rows.map((row) => wordsOf(row.filter((cell) => cell.length < LONG_CELL).join(' ')));
  const hasNames = cells.some(({ share }) => share.name > 0.5);
  const columns = cells.map((column, c) => numberColumn(oracle, rows, column, c, hasNames ? rowWords : null));
  const numbers = columns.map((column) => column?.patients ?? null);
  const patients = patientsOf(oracle, rows, cells, numbers, readings, rowWords, named);
  const evidence = cells.map((column, c) => ({
    asked: true,
    numbers: numbers[c] === null ? 0 : shareOf(numbers[c]!),
    reshaped: columns[c]?.reshaped ?? false,
    emails: column.share.email < 0.3 ? 0 : emailsOf(oracle, rows, c),
    ...compareColumn(oracle, rows, patients, c, column, readings[c]!),
  }));
  return {
    knownRows: patients.filter((patient) => patient >= 0).length,
    columns: evidence,
    others: otherPersons(oracle, rows, patients, cells, evidence, readings),
  };
}

/** Share of the filled cells of column `c` that are e-mail addresses of patients. */
function emailsOf(oracle: RegisterOracle, rows: readonly (readonly string[])[], c: number): number {
  const cells = rows.map((row) => row[c]?.trim() ?? '');
  return shareOf(cells.map((cell) => (cell === '' ? null : (oracle.byEmail(cell)[0] ?? -1))));
}

/** Whether the names in the rows are those of the patients whose numbers stand there: else the numbers are some other numbering's that looks like them. */
function areBorneOut(
  oracle: RegisterOracle,
  found: readonly (number | null)[],
  rowWords: readonly (readonly string[])[],
): boolean {
  let known = 0;
  let borneOut = 0;
  found.forEach((patient, r) => {
    if (patient === null || patient < 0) return;
    known++;
    if (rowWords[r]!.some((word) => oracle.partOf(patient, word) !== null)) borneOut++;
  });
  return borneOut > known * 0.3;
}

interface NumberColumn {
  readonly patients: readonly (number | null)[];
  readonly reshaped: boolean;
}

/**
 * Whose numbers the cells of a column are; null where it holds none. Numbers as the register writes them go before reshaped ones, and these
 * must be nearly all of the column where no names bear them out: a running number with zeros in front looks like anything.
 */
function numberColumn(
  oracle: RegisterOracle,
  rows: readonly (readonly string[])[],
  { share, longest }: ColumnCells,
  c: number,
  rowWords: readonly (readonly string[])[] | null,
): NumberColumn | null {
  if (share.number + share.digits < 0.3) return null;
  const ask = (one: (text: string) => number): (number | null)[] =>
    rows.map((row) => {
      const cell = row[c]?.trim() ?? '';
      if (cell === '') return null;
      return cell.length >= NUMBER_LENGTH ? one(cell) : -1;
    });
  const exact = ask((text) => oracle.byNumber(text));
  const reshaped = ask((text) => {
    const patient = oracle.byNumber(text);
    return patient >= 0 ? patient : oracle.byReshapedNumber(text);
  });
  const isBorneOut = (found: readonly (number | null)[]): boolean =>
    rowWords === null || areBorneOut(oracle, found, rowWords);
  const isReshaped =
    shareOf(reshaped) > shareOf(exact) &&
    isBorneOut(reshaped) &&
    (rowWords !== null || (shareOf(reshaped) > 0.8 && longest > RUNNING_LENGTH));
  if (isReshaped) return { patients: reshaped, reshaped: true };
  return isBorneOut(exact) ? { patients: exact, reshaped: false } : null;
}

function shareOf(found: readonly (number | null)[]): number {
  const filled = found.filter((patient) => patient !== null);
  return filled.length === 0 ? 0 : filled.filter((patient) => patient >= 0).length / filled.length;
}

/** The patient of each row; -1 where it stays unknown. A way of knowing counts when it knows more rows than chance would. */
function patientsOf(
  oracle: RegisterOracle,
  rows: readonly (readonly string[])[],
  cells: readonly ColumnCells[],
  numbers: readonly (readonly (number | null)[] | null)[],
  readings: readonly DateReading[],
  rowWords: readonly (readonly string[])[],
  named: readonly boolean[],
): number[] {
  const byBirth = bestOf(
    cells.map((column, c) =>
      column.share.date + column.share.serial_date < 0.3
        ? null
        : bornInRow(oracle, rows, c, readings[c]!, rowWords),
    ),
    0,
    named,
  );
  const byNumber = bestOf(numbers, 0.5);
  const byNir = bestOf(
    cells.map(({ share }, c) =>
      share.nir < 0.3 ? null : rows.map((row) => oracle.byNir(row[c] ?? '')[0] ?? -1),
    ),
    0,
  );
  return rows.map((_, r) => {
    for (const found of [byNumber, byBirth, byNir])
      if (found !== null && (found[r] ?? -1) >= 0) return found[r]!;
    return -1;
  });
}

/** The column that knows most rows, where it knows more than `least` of its filled cells; a preferred one goes before any other. */
function bestOf(
  columns: readonly (readonly (number | null)[] | null)[],
  least: number,
  preferred: readonly boolean[] = [],
): readonly (number | null)[] | null {
  let best: readonly (number | null)[] | null = null;
  let most = 0;
  columns.forEach((found, c) => {
    if (found === null || shareOf(found) <= least) return;
    const known = found.filter((patient) => patient !== null && patient >= 0).length;
    const weight = known + (preferred[c] === true ? found.length : 0);
    if (known > 0 && weight > most) [best, most] = [found, weight];
  });
  return best;
}

/** By row: whoever was born on the date of column `c` and bears a surname and a given name that stand in the row. */
function bornInRow(
  oracle: RegisterOracle,
  rows: readonly (readonly string[])[],
  c: number,
  reading: DateReading,
  rowWords: readonly (readonly string[])[],
): (number | null)[] {
  return rows.map((row, r) => {
    const date = dateOf(row[c] ?? '', reading);
    return date === 0 ? null : oracle.byBirth(date, rowWords[r]!);
  });
}

function dateOf(cell: string, reading: DateReading): number {
  if (cell.length > 40 || !/\d/.test(cell)) return 0;
  const date = parseBirthDate(cell, reading);
  return date === null ? 0 : date.year * 10_000 + date.month * 100 + date.day;
}

/** Words of letters, folded, at least two letters long. */
function wordsOf(text: string): string[] {
  return foldWords(text)
    .filter((word) => word.length > 1 && /^[A-Z]+$/.test(word))
    .slice(0, WORDS_LIMIT);
}

function compareColumn(
  oracle: RegisterOracle,
  rows: readonly (readonly string[])[],
  patients: readonly number[],
  c: number,
  { share }: ColumnCells,
  reading: DateReading,
): Pick<ColumnEvidence, 'compared' | 'agrees'> {
  const agrees: Partial<Record<ColumnRole, number>> = {};
  const note = (role: ColumnRole): void => void (agrees[role] = (agrees[role] ?? 0) + 1);
  let compared = 0;
  patients.forEach((patient, r) => {
    const cell = rows[r]![c]?.trim() ?? '';
    if (patient < 0 || cell === '') return;
    compared++;
    if (share.words > 0.3) compareName(oracle, patient, cell, note);
    if (share.date + share.serial_date > 0.3 && isBirthDate(oracle, patient, dateOf(cell, reading)))
      note('birth_date');
    if (share.phone > 0.3 && oracle.hasPhone(patient, cell)) note('phone');
    if (share.email > 0.3 && oracle.hasEmail(patient, cell)) note('email');
    if (share.nir > 0.3 && oracle.byNir(cell).includes(patient)) note('social_security');
  });
  for (const role of Object.keys(agrees) as ColumnRole[]) agrees[role] = agrees[role]! / compared;
  return { compared, agrees };
}

function compareName(
  oracle: RegisterOracle,
  patient: number,
  cell: string,
  note: (role: ColumnRole) => void,
): void {
  let surname = false;
  let given = false;
  for (const word of wordsOf(cell)) {
    const part = oracle.partOf(patient, word);
    surname ||= part === 'surname' || part === 'both';
    given ||= part === 'given' || part === 'both';
  }
  if (surname && given) note('full_name');
  else if (surname) note('surname');
  else if (given) note('given_names');
}

function isBirthDate(oracle: RegisterOracle, patient: number, date: number): boolean {
  return date !== 0 && oracle.birthDate(patient) === date;
}

/** A second person counts when the register knows so many of them. */
const OTHER_ROWS = 2;
const OTHER_SHARE = 0.25;

/** Columns of names that are not the rows' patients', with the column of dates on which their bearers were born. */
function otherPersons(
  oracle: RegisterOracle,
  rows: readonly (readonly string[])[],
  patients: readonly number[],
  cells: readonly ColumnCells[],
  evidence: readonly ColumnEvidence[],
  readings: readonly DateReading[],
): OtherPerson[] {
  const names = cells.flatMap(({ share }, c) => {
    const { agrees } = evidence[c]!;
    return share.name < 0.5 || (agrees.full_name ?? 0) + (agrees.given_names ?? 0) > 0.3 ? [] : [c];
  });
  const dates = cells.flatMap(({ share }, c) => (share.date + share.serial_date < 0.5 ? [] : [c]));
  return names.flatMap((name) => {
    const words = rows.map((row) => wordsOf(row[name] ?? ''));
    const filled = words.filter(({ length }) => length > 1).length;
    const known = dates.map((c) => countBorn(oracle, rows, words, patients, c, readings[c]!));
    const most = Math.max(0, ...known);
    if (most < OTHER_ROWS || most < filled * OTHER_SHARE) return [];
    return [{ name, birthDate: dates[known.indexOf(most)]! }];
  });
}

/** In how many rows a patient other than the row's bears the words of the name and was born on the date of column `c`. */
function countBorn(
  oracle: RegisterOracle,
  rows: readonly (readonly string[])[],
  words: readonly (readonly string[])[],
  patients: readonly number[],
  c: number,
  reading: DateReading,
): number {
  return rows.filter((row, r) => {
    if (words[r]!.length < 2) return false;
    const patient = oracle.byBirth(dateOf(row[c] ?? '', reading), words[r]!);
    return patient >= 0 && patient !== patients[r];
  }).length;
}
