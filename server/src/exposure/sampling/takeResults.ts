import { noteSchema, reviewerSchema } from '@constat/contract/decision.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { RowNote } from '../../patients/importFault.ts';
import type { RegisterRow } from '../../patients/readRegister.ts';
import type { Reader } from '../../read/reader.ts';
import { type InputFault, InputFileError } from '../inputFile.ts';
import { readSheet } from '../readSheet.ts';

/** Columns that a filled-in sheet must have; others are not looked at. */
const NEEDED = ['sample', 'ordinal', 'found', 'reader'] as const;
type Column = (typeof NEEDED)[number] | 'note';

/** More than that in one file is a slip of the hand. */
const MOST_FOUND = 10_000_000;

interface UnitAnswer {
  readonly sample: number;
  readonly ordinal: number;
  readonly found: number;
  readonly reader: string;
  readonly note: string;
}

/**
 * Takes in a sheet that a reader has filled in (CSV or XLSX). Lines without an answer are left for a later sheet; an answer given before is replaced. Throws
 * InputFileError with all faults, and nothing is taken in then. @returns answers taken in.
 */
export async function takeResults(
  database: Database,
  keys: CaseKeys,
  reader: Reader,
  path: string,
): Promise<number> {
  const faults: RowNote<InputFault>[] = [];
  const { columns, rows } = await readSheet(reader, path, NEEDED);
  const answers = parseAnswers(rows, columns, await drawnUnits(database), faults);
  if (faults.length > 0) throw new InputFileError(faults);
  await storeAnswers(database, keys, answers);
  return answers.length;
}

async function drawnUnits({ pool, caseId }: Database): Promise<Set<string>> {
  const { rows } = await pool.query<{ unit: string }>(
    `SELECT number || ' ' || ordinal AS unit FROM sample_units WHERE case_id = $1`,
    [caseId],
  );
  return new Set(rows.map(({ unit }) => unit));
}

function parseAnswers(
  rows: readonly RegisterRow[],
  columns: ReadonlyMap<string, number>,
  drawn: ReadonlySet<string>,
  faults: RowNote<InputFault>[],
): UnitAnswer[] {
  const answers = new Map<string, UnitAnswer>();
  for (const row of rows) {
    const cell = (name: Column): string => row.cells[columns.get(name) ?? -1]?.trim() ?? '';
    const fault = (code: InputFault, column: Column): void =>
      void faults.push({ code, row: row.number, column });
    const unit = `${cell('sample')} ${cell('ordinal')}`;
    if (!drawn.has(unit)) {
      fault('item_not_drawn', 'ordinal');
      continue;
    }
    if (cell('found') === '') continue;
    const found = /^\d{1,8}$/.test(cell('found')) ? Number(cell('found')) : Number.NaN;
    const reader = reviewerSchema.safeParse(cell('reader'));
    const note = noteSchema.safeParse(cell('note'));
    if (Number.isNaN(found) || found > MOST_FOUND) fault('answer_wrong', 'found');
    else if (!reader.success) fault('answer_missing', 'reader');
    else if (!note.success) fault('field_wrong', 'note');
    else if (answers.has(unit)) fault('item_twice', 'ordinal');
    else {
      const [sample, ordinal] = unit.split(' ').map(Number) as [number, number];
      answers.set(unit, { sample, ordinal, found, reader: reader.data, note: note.data });
    }
  }
  return [...answers.values()];
}

const unitPlace = (sample: number, ordinal: number): string => `sample_units.sealed ${sample} ${ordinal}`;

async function storeAnswers(
  { pool, caseId }: Database,
  keys: CaseKeys,
  answers: readonly UnitAnswer[],
): Promise<void> {
  await pool.query(
    `UPDATE sample_units u SET found = a.found, sealed = a.sealed, answered_at = now()
     FROM unnest($2::int[], $3::int[], $4::int[], $5::bytea[]) AS a (number, ordinal, found, sealed)
     WHERE u.case_id = $1 AND u.number = a.number AND u.ordinal = a.ordinal`,
    [
      caseId,
      answers.map((a) => a.sample),
      answers.map((a) => a.ordinal),
      answers.map((a) => a.found),
      answers.map((a) => keys.sealText(JSON.stringify([a.reader, a.note]), unitPlace(a.sample, a.ordinal))),
    ],
  );
}
