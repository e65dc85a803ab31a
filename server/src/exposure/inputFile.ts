import { readFile } from 'node:fs/promises';
import { fromSystemError } from '../case/caseError.ts';
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
  | 'answer_missing'
  | 'answer_wrong'
  | 'not_a_table'
  | 'unknown_number';

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
