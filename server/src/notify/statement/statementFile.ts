import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromSystemError } from '../../case/caseError.ts';
import { writeDurably } from '../../keys/durableFile.ts';
import type { HospitalStatement } from '../noticeContent.ts';
import { NoticeFilesError } from '../noticeFault.ts';
import { NOTICES_FOLDER } from '../texts/loadTemplates.ts';
import { parseStatement } from './parseStatement.ts';

/** Name of the statement in the folder of notices of a case, and among the default files. */
export const STATEMENT_FILE = 'statement.json';

/** The statement of a case. Throws NoticeFilesError with everything that is wrong with it, or that it is missing. */
export async function loadStatement(caseFolder: string): Promise<HospitalStatement> {
  const path = join(caseFolder, NOTICES_FOLDER, STATEMENT_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new NoticeFilesError([{ file: path, line: 0, code: 'file_missing', subject: '' }]);
    throw fromSystemError(error, path);
  }
  return checked(text, STATEMENT_FILE);
}

/** Takes a file as the statement of a case: whole or not at all. Throws NoticeFilesError with everything that is wrong with it. */
export async function saveStatement(
  caseFolder: string,
  text: string,
  file: string,
): Promise<HospitalStatement> {
  const statement = checked(text, file);
  const folder = join(caseFolder, NOTICES_FOLDER);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fromSystemError(error, folder);
  }
  await writeDurably(join(folder, STATEMENT_FILE), text);
  return statement;
}

function checked(text: string, file: string): HospitalStatement {
  const { statement, faults } = parseStatement(text, file);
  if (statement === null) throw new NoticeFilesError(faults);
  return statement;
}
