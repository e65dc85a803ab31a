import { type DecisionLine, decisionLineSchema } from '@constat/contract/decision.ts';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { type InputFault, InputFileError, parseInputLine, readInputFile } from '../inputFile.ts';
import type { RowNote } from '../../patients/importFault.ts';
import { decisionLines, numberIndex, storeDecisions, subjectOf } from './decisionRows.ts';

/** A clock may be a little ahead of ours. */
const CLOCK_MS = 5 * 60_000;

/** Why a decision is about nothing in the case. */
export type Elsewhere = 'content_unknown' | 'patient_unknown' | 'both_unknown';

/** What an import of decisions came to. */
export interface ImportedDecisions {
  readonly lines: number;
  /** Those that are new to the case. */
  readonly added: number;
  /** Those about a content or a patient that the case does not have: kept, and counted nowhere until it has. */
  readonly apart: readonly RowNote<Elsewhere>[];
}

/**
 * Takes in decisions as the decisions export writes them. Those that the case has already change nothing. Throws InputFileError with all faults, and
 * nothing is taken in then; CaseError where something is new and nothing of the file is about this case: decisions are never deleted, those of another case
 * would stay; and where two persons would be confirmed of one mention.
 */
export async function importDecisions(
  database: Database,
  keys: CaseKeys,
  path: string,
): Promise<ImportedDecisions> {
  const known = new Map<string, string>();
  for await (const line of decisionLines(database, keys)) known.set(line.id, JSON.stringify(line));
  const byRow = parseDecisions(await readInputFile(path), known);
  const apart = await elsewhere(database, keys, byRow);
  const lines = [...byRow.values()];
  if (apart.length === lines.length && lines.some(({ id }) => !known.has(id)))
    throw new CaseError('decisions_elsewhere', path);
  return { lines: lines.length, added: await storeDecisions(database, keys, lines), apart };
}

/** The decisions of a JSONL file by their line, from 1; `known` are those that the case has, by id. Throws InputFileError. */
export function parseDecisions(
  text: string,
  known: ReadonlyMap<string, string>,
): ReadonlyMap<number, DecisionLine> {
  const faults: RowNote<InputFault>[] = [];
  const lines = new Map<number, DecisionLine>();
  const ids = new Set<string>();
  text.split('\n').forEach((written, at) => {
    if (written.trim() === '') return;
    const fault = (code: InputFault, column: string): void => void faults.push({ code, row: at + 1, column });
    const line = parseInputLine(written, decisionLineSchema, fault);
    if (line === null) return;
    if (ids.has(line.id)) fault('id_twice', 'id');
    if ((known.get(line.id) ?? JSON.stringify(line)) !== JSON.stringify(line)) fault('id_taken', 'id');
    if (Date.parse(line.decided) > Date.now() + CLOCK_MS) fault('in_the_future', 'decided');
    ids.add(line.id);
    lines.set(at + 1, line);
  });
  if (faults.length > 0) throw new InputFileError(faults);
  return lines;
}

/** The lines that are about nothing in the case, as the view applying_decisions tells. */
async function elsewhere(
  { pool, caseId }: Database,
  keys: CaseKeys,
  byRow: ReadonlyMap<number, DecisionLine>,
): Promise<RowNote<Elsewhere>[]> {
  const { rows } = await pool.query<{ row: number; content: boolean; patient: boolean }>(
    `SELECT l.row, EXISTS (SELECT FROM patients p WHERE p.case_id = $1 AND p.number_index = l.number_index) AS patient,
       CASE WHEN l.by_name THEN EXISTS (SELECT FROM items i WHERE i.case_id = $1 AND i.path_index = l.subject)
         ELSE EXISTS (SELECT FROM contents c JOIN items i ON i.content_id = c.id WHERE c.case_id = $1 AND c.sha256 = l.subject) END AS content
     FROM unnest($2::int[], $3::bytea[], $4::boolean[], $5::bytea[]) AS l (row, subject, by_name, number_index) ORDER BY l.row`,
    [
      caseId,
      [...byRow.keys()],
      [...byRow.values()].map((line) => subjectOf(line, keys)),
      [...byRow.values()].map(({ path }) => path !== null),
      [...byRow.values()].map(({ patient }) => numberIndex(keys, patient)),
    ],
  );
  return rows.flatMap(({ row, content, patient }) => {
    if (content && patient) return [];
    const code = content ? 'patient_unknown' : patient ? 'content_unknown' : 'both_unknown';
    return [{ code, row, column: '' }];
  });
}
