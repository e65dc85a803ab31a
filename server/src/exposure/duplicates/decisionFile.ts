import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DuplicateDecisionLine, duplicateDecisionLineSchema } from '@constat/contract/duplicate.ts';
import { fromSystemError } from '../../case/caseError.ts';
import type { RowNote } from '../../patients/importFault.ts';
import { type InputFault, InputFileError } from '../inputFile.ts';

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
      const value = parseJson(line);
      const parsed = duplicateDecisionLineSchema.safeParse(value);
      if (value === undefined) faults.push({ code: 'not_json', row, column: '' });
      else if (!parsed.success) {
        const columns = new Set(parsed.error.issues.map(({ path: field }) => field.map(String).join('.')));
        for (const column of columns) faults.push({ code: 'field_wrong', row, column });
      } else if (Date.parse(parsed.data.at) > Date.now())
        faults.push({ code: 'in_the_future', row, column: 'at' });
      else decisions.push(parsed.data);
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
  if (faults.length > 0) throw new InputFileError(faults);
  return decisions;
}

/** The value of a JSON text; undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
