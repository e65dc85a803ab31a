import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decode, encode } from '../../text/windows1252.ts';
import { numberIndex } from '../review/decisionRows.ts';
import { unitKey } from './sampleAnswers.ts';
import { sampleSheet, type SheetLine } from './sampleSheet.ts';

/** A row of a sheet that came back, and what it says it is about. */
export interface NamedRow {
  readonly sample: number;
  readonly ordinal: number;
  readonly path: string;
  readonly patient: string;
}

/** The lines of the sheets of these samples as they are written, by {@link unitKey}. A sample that was not drawn has none. */
export async function drawnUnits(
  database: Database,
  keys: CaseKeys,
  samples: readonly number[],
): Promise<Map<string, SheetLine>> {
  const { rows } = await database.pool.query<{ number: number }>(
    'SELECT number FROM samples WHERE case_id = $1 AND number = ANY($2::int[])',
    [database.caseId, samples],
  );
  const units = new Map<string, SheetLine>();
  for (const { number } of rows)
    for await (const line of sampleSheet(database, keys, number))
      units.set(unitKey({ sample: number, ordinal: Number(line.ordinal) }), line);
  return units;
}

/**
 * Rows that name another file, or another patient, than was drawn under their number. Any path of the drawn content will do: another one may have come to
 * stand first since the sheet was written.
 */
export async function misplacedRows(
  database: Database,
  keys: CaseKeys,
  rows: readonly NamedRow[],
  units: ReadonlyMap<string, SheetLine>,
): Promise<Set<NamedRow>> {
  const doubtful = rows.filter((named) => {
    const unit = units.get(unitKey(named));
    return unit !== undefined && !isNamedAs(named, unit);
  });
  const named = await otherNames(database, keys, doubtful, units);
  return new Set(doubtful.filter((row) => !named.has(row)));
}

function isNamedAs({ path, patient }: NamedRow, unit: SheetLine): boolean {
  return isOfPatient(unit)
    ? patientForm(patient) === patientForm(String(unit.patient))
    : nameForm(path) === nameForm(String(unit.path));
}

/** Whether a line of a sheet is about a patient, not about a file. */
export function isOfPatient({ stratum }: SheetLine): boolean {
  return stratum === 'patients';
}

/** What of a name comes through a spreadsheet and through reading: no blanks or controls, no apostrophe before a formula, no letters but those of Windows-1252. */
function nameForm(name: string): string {
  return decode(encode(name))
    .replace(/[\s\p{Cc}]+/gu, '')
    .replace(/^'/, '');
}

/** Spreadsheets take numbers for numbers: zeros before them go. */
function patientForm(number: string): string {
  return nameForm(number).toUpperCase().replace(/^0+/, '');
}

/** Of these rows, those whose path is one of the drawn content's, or whose number is that of a patient who has left the register. */
async function otherNames(
  { pool, caseId }: Database,
  keys: CaseKeys,
  rows: readonly NamedRow[],
  units: ReadonlyMap<string, SheetLine>,
): Promise<Set<NamedRow>> {
  const indexes = rows.map((named) =>
    isOfPatient(units.get(unitKey(named))!)
      ? numberIndex(keys, named.patient)
      : keys.blindIndex('index path', named.path),
  );
  const found = await pool.query<{ at: number }>(
    `SELECT r.at::int FROM unnest($2::int[], $3::int[], $4::bytea[]) WITH ORDINALITY AS r (number, ordinal, name, at)
     JOIN sample_units u ON u.case_id = $1 AND u.number = r.number AND u.ordinal = r.ordinal
     WHERE CASE WHEN u.stratum = 'patients' THEN u.subject = r.name
       ELSE EXISTS (SELECT FROM contents c JOIN items i ON i.content_id = c.id WHERE c.case_id = $1 AND c.sha256 = u.subject AND i.path_index = r.name) END`,
    [caseId, rows.map(({ sample }) => sample), rows.map(({ ordinal }) => ordinal), indexes],
  );
  return new Set(found.rows.map(({ at }) => rows[at - 1]!));
}
