import { NoticesRefusedError } from '../noticeFault.ts';
import type { HospitalStatement } from '../noticeContent.ts';
import { loadStatement } from '../statement/statementFile.ts';
import { loadTemplates, type NoticeTemplates } from '../texts/loadTemplates.ts';
import { lintApart } from './lintApart.ts';

/** What a case's notices are made of, once the linter has found no fault that forbids sending. Throws NoticeFilesError, NoticesRefusedError. */
export async function loadCheckedTexts(
  caseFolder: string,
): Promise<{ readonly statement: HospitalStatement; readonly templates: NoticeTemplates }> {
  const statement = await loadStatement(caseFolder);
  const templates = await loadTemplates(caseFolder);
  const errors = (await lintApart(templates, statement)).filter(({ level }) => level === 'E').length;
  if (errors > 0) throw new NoticesRefusedError(errors);
  return { statement, templates };
}
