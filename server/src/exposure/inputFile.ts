import { readFile } from 'node:fs/promises';
import { fromSystemError } from '../case/caseError.ts';
import type { z } from 'zod';
import type { RowNote } from '../patients/importFault.ts';

/** What can be wrong with a line of a file of answers that is imported. `column` says in which field. */
export type InputFault =
  | 'not_json'
  | 'field_wrong'
  | 'id_twice'
  | 'id_taken'
  | 'in_the_future'
  | 'column_missing'
  | 'item_not_drawn'
  | 'item_twice'
  | 'unit_differs'
  | 'change_unexplained'
  | 'answer_missing'
  | 'answer_wrong'
  | 'not_a_table'
  | 'unknown_number'
  | 'contradicts_others'
  | 'kind_unknown'
  | 'sheet_unknown'
  | 'result_unknown'
  | 'motive_unknown'
  | 'step_impossible';

/** A file of answers that was refused: all its faults, and nothing of it was applied. */
export class InputFileError extends Error {
  readonly faults: readonly RowNote<InputFault>[];

  constructor(faults: readonly RowNote<InputFault>[]) {
    super('input file refused');
    this.name = 'InputFileError';
    this.faults = faults;
  }
}

/** The text of a file that a user names. Throws CaseError where it cannot be read. */
export async function readInputFile(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fromSystemError(error, path);
  });
  return text.replace(/^\ufeff/, '');
}

/** A line of a JSONL file; null, and what is wrong with it told to `fault`, where it is not of the form. */
export function parseInputLine<T>(
  written: string,
  schema: z.ZodType<T>,
  fault: (code: InputFault, column: string) => void,
): T | null {
  const value = parseJson(written);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  if (value === undefined) fault('not_json', '');
  else
    for (const field of new Set(parsed.error.issues.map(({ path }) => path.map(String).join('.'))))
      fault('field_wrong', field);
  return null;
}

/** The value of a JSON text; undefined where it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
