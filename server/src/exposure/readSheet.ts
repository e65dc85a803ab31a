import { RegisterError } from '../patients/importFault.ts';
import { readRegister, type RegisterRow } from '../patients/readRegister.ts';
import type { Reader } from '../read/reader.ts';
import { InputFileError } from './inputFile.ts';

/** A sheet that somebody filled in: where its columns are, by their names in small letters, and its rows that are not empty. */
export interface Sheet {
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: readonly RegisterRow[];
}

/** Reads a sheet (CSV or XLSX) whose first row names the columns. Throws InputFileError where it is no table, or lacks one of the columns. */
export async function readSheet(reader: Reader, path: string, needed: readonly string[]): Promise<Sheet> {
  let header: readonly string[] | null = null;
  const rows: RegisterRow[] = [];
  try {
    for await (const batch of readRegister(reader, path)) {
      header ??= batch.names;
      for (const row of batch.rows) {
        if (header === null) header = row.cells;
        else if (row.cells.some((cell) => cell !== '')) rows.push(row);
      }
    }
  } catch (error) {
    if (!(error instanceof RegisterError)) throw error;
    throw new InputFileError([{ code: 'not_a_table', row: 1, column: '' }]);
  }
  const columns = new Map((header ?? []).map((name, i) => [name.trim().toLowerCase(), i]));
  const missing = needed.filter((name) => !columns.has(name));
  if (missing.length > 0)
    throw new InputFileError(missing.map((column) => ({ code: 'column_missing', row: 1, column })));
  return { columns, rows };
}
