import { Worker } from 'node:worker_threads';
import type { HospitalStatement } from '../noticeContent.ts';
import type { NoticeTemplates } from '../texts/loadTemplates.ts';
import type { TemplateFinding } from './lintTemplates.ts';

/** What the thread of the linter is given. */
export interface LintRequest {
  readonly files: ReadonlyMap<string, string>;
  readonly statement: HospitalStatement;
}

/** {@link lintTemplates} in a thread of its own: it takes seconds. */
export async function lintApart(
  templates: NoticeTemplates,
  statement: HospitalStatement,
): Promise<TemplateFinding[]> {
  const workerData: LintRequest = { files: templates.files, statement };
  const worker = new Worker(new URL('lintThread.ts', import.meta.url), { workerData });
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the thread of the linter has ended')));
  });
}
