import { type DecisionLine, decisionLineSchema } from '@constat/contract/decision.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { type InputFault, InputFileError, parseInputLine, readInputFile } from '../inputFile.ts';
import type { RowNote } from '../../patients/importFault.ts';
import { decisionLines, storeDecisions } from './decisionRows.ts';

/** A clock may be a little ahead of ours. */
const CLOCK_MS = 5 * 60_000;

/**
 * Takes in decisions as the decisions export writes them. Those that the case has already change nothing. Throws InputFileError with all faults,
 * CaseError where two persons would be confirmed of one mention; nothing is taken in then.
 */
export async function importDecisions(
  database: Database,
  keys: CaseKeys,
  path: string,
): Promise<{ lines: number; added: number }> {
  const known = new Map<string, string>();
  for await (const line of decisionLines(database, keys)) known.set(line.id, JSON.stringify(line));
  const lines = parseDecisions(await readInputFile(path), known);
  return { lines: lines.length, added: await storeDecisions(database, keys, lines) };
}

/** The decisions of a JSONL file; `known` are those that the case has, by id. Throws InputFileError. */
export function parseDecisions(text: string, known: ReadonlyMap<string, string>): DecisionLine[] {
  const faults: RowNote<InputFault>[] = [];
  const lines = new Map<string, DecisionLine>();
  text.split('\n').forEach((written, at) => {
    if (written.trim() === '') return;
    const fault = (code: InputFault, column: string): void => void faults.push({ code, row: at + 1, column });
    const line = parseInputLine(written, decisionLineSchema, fault);
    if (line === null) return;
    if (lines.has(line.id)) fault('id_twice', 'id');
    if ((known.get(line.id) ?? JSON.stringify(line)) !== JSON.stringify(line)) fault('id_taken', 'id');
    if (Date.parse(line.decided) > Date.now() + CLOCK_MS) fault('in_the_future', 'decided');
    lines.set(line.id, line);
  });
  if (faults.length > 0) throw new InputFileError(faults);
  return [...lines.values()];
}
