import { noteSchema, reviewerSchema } from '@constat/contract/decision.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { RowNote } from '../../patients/importFault.ts';
import type { RegisterRow } from '../../patients/readRegister.ts';
import type { Reader } from '../../read/reader.ts';
import { type InputFault, InputFileError } from '../inputFile.ts';
import { readSheet } from '../readSheet.ts';
import { drawnUnits, isOfPatient, misplacedRows, type NamedRow } from './matchUnits.ts';
import {
  appendAnswers,
  type KeptAnswer,
  lastAnswers,
  lockAnswers,
  type UnitAnswer,
  unitKey,
} from './sampleAnswers.ts';
import type { SheetLine } from './sampleSheet.ts';

/** Columns that a filled-in sheet must have; others are not looked at. */
const NEEDED = ['sample', 'ordinal', 'path', 'patient', 'found', 'reader'] as const;
type Column = (typeof NEEDED)[number] | 'note';

/** More than that in one file is a slip of the hand. */
const MOST_FOUND = 10_000_000;

/** A row of a sheet that came back, with the texts of its answer. */
interface SheetRow extends NamedRow {
  readonly row: number;
  readonly found: string;
  readonly reader: string;
  readonly note: string;
}

interface RowAnswer extends UnitAnswer {
  readonly row: number;
}

/** What came of a sheet: answers in it, those of them that were not known, and those that say something else than the ones before. */
export interface TakenResults {
  readonly given: number;
  readonly added: number;
  readonly changed: number;
}

/**
 * Takes in a sheet that a reader has filled in (CSV or XLSX). Lines without an answer are left for a later sheet. Answers are only ever added: the same answer
 * again is no answer more, one by which something else was found needs a reason ('': none is given). Throws InputFileError with all faults, and nothing is
 * taken in then.
 */
export async function takeResults(
  database: Database,
  keys: CaseKeys,
  reader: Reader,
  { file, reason }: { file: string; reason: string },
): Promise<TakenResults> {
  const sheet = await readSheet(reader, file, NEEDED);
  const rows = sheet.rows.map((row) => sheetRow(row, sheet.columns));
  const samples = [...new Set(rows.map(({ sample }) => sample))];
  const units = await drawnUnits(database, keys, samples);
  const misplaced = await misplacedRows(database, keys, rows, units);
  const faults: RowNote<InputFault>[] = [];
  const answers = parseAnswers(rows, units, misplaced, faults);
  return await database.transaction(async (client) => {
    await lockAnswers(client, database.caseId);
    const before = await lastAnswers(client, database.caseId, keys, samples);
    const added = answers.filter((answer) => !isSame(answer, before.get(unitKey(answer))));
    const changed = new Set(added.filter((answer) => isChange(answer, before.get(unitKey(answer)))));
    if (reason === '')
      for (const { row } of changed) faults.push({ code: 'change_unexplained', row, column: 'found' });
    if (faults.length > 0) throw new InputFileError(faults.sort((a, b) => a.row - b.row));
    const kept = added.map((answer) => ({
      ...answer,
      answer: (before.get(unitKey(answer))?.answer ?? 0) + 1,
      reason: changed.has(answer) ? reason : null,
    }));
    await appendAnswers(client, database.caseId, keys, kept);
    return { given: answers.length, added: added.length, changed: changed.size };
  });
}

/** The cells of a row; a number that cannot be one of a sample or unit is 0, which none has. */
function sheetRow({ number, cells }: RegisterRow, columns: ReadonlyMap<string, number>): SheetRow {
  const cell = (name: Column): string => cells[columns.get(name) ?? -1]?.trim() ?? '';
  const numberOf = (text: string): number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0);
  return {
    row: number,
    sample: numberOf(cell('sample')),
    ordinal: numberOf(cell('ordinal')),
    path: cell('path'),
    patient: cell('patient'),
    found: cell('found'),
    reader: cell('reader'),
    note: cell('note'),
  };
}

function parseAnswers(
  rows: readonly SheetRow[],
  units: ReadonlyMap<string, SheetLine>,
  misplaced: ReadonlySet<NamedRow>,
  faults: RowNote<InputFault>[],
): RowAnswer[] {
  const answers = new Map<string, RowAnswer>();
  for (const line of rows) {
    const fault = (code: InputFault, column: Column): void =>
      void faults.push({ code, row: line.row, column });
    const key = unitKey(line);
    const unit = units.get(key);
    if (unit === undefined) fault('item_not_drawn', 'ordinal');
    else if (misplaced.has(line)) fault('unit_differs', isOfPatient(unit) ? 'patient' : 'path');
    else if (line.found !== '') {
      const answer = parseAnswer(line, fault);
      if (answer === null) continue;
      if (answers.has(key)) fault('item_twice', 'ordinal');
      else answers.set(key, answer);
    }
  }
  return [...answers.values()];
}

/** The answer of a row; null, and what is wrong with it told to `fault`, where there is none. */
function parseAnswer(
  { row, sample, ordinal, ...line }: SheetRow,
  fault: (code: InputFault, column: Column) => void,
): RowAnswer | null {
  const found = /^\d{1,8}$/.test(line.found) ? Number(line.found) : Number.NaN;
  const reader = reviewerSchema.safeParse(line.reader);
  const note = noteSchema.safeParse(line.note);
  if (Number.isNaN(found) || found > MOST_FOUND) fault('answer_wrong', 'found');
  else if (!reader.success) fault('answer_missing', 'reader');
  else if (!note.success) fault('field_wrong', 'note');
  else return { row, sample, ordinal, found, reader: reader.data, note: note.data };
  return null;
}

function isSame(answer: UnitAnswer, before: KeptAnswer | undefined): boolean {
  return (
    before !== undefined &&
    answer.found === before.found &&
    answer.reader === before.reader &&
    answer.note === before.note
  );
}

function isChange({ found }: UnitAnswer, before: KeptAnswer | undefined): boolean {
  return before !== undefined && found !== before.found;
}
