import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DuplicateDecisionLine, duplicateDecisionLineSchema } from '@constat/contract/duplicate.ts';
import { fromSystemError } from '../../case/caseError.ts';
import type { RowNote } from '../../patients/importFault.ts';
import { type InputFault, InputFileError, parseInputLine } from '../inputFile.ts';

/** Reads a list of decisions (JSONL). Throws InputFileError with all faults of its lines, CaseError for a file that cannot be read. */
export async function readDecisionFile(path: string): Promise<DuplicateDecisionLine[]> {
  const decisions: DuplicateDecisionLine[] = [];
  const faults: RowNote<InputFault>[] = [];
  let row = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Infinity,
    })) {
      row++;
      const fault = (code: InputFault, column: string): void => void faults.push({ code, row, column });
      const decision = parseInputLine(line, duplicateDecisionLineSchema, fault);
      if (decision === null) continue;
      if (Date.parse(decision.at) > Date.now()) fault('in_the_future', 'at');
      else decisions.push(decision);
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
  if (faults.length > 0) throw new InputFileError(faults);
  return decisions;
}
