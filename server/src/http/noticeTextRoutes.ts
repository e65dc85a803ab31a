import {
  type NoticeTexts,
  previewRequestSchema,
  saveTextSchema,
  TEXT_FILES,
  type TextFindings,
} from '@constat/contract/noticeTexts.ts';
import { Hono } from 'hono';
import { recordBeforehand } from '../audit/recordAccess.ts';
import { lintApart } from '../notify/lint/lintApart.ts';
import { PartPool } from '../notify/letters/partPool.ts';
import { NoticeFilesError } from '../notify/noticeFault.ts';
import { exampleContent } from '../notify/preview/previewExamples.ts';
import { loadStatement, saveStatement, STATEMENT_FILE } from '../notify/statement/statementFile.ts';
import { composeNotice } from '../notify/texts/composeNotice.ts';
import { emailComposer } from '../notify/texts/emailComposer.ts';
import { loadTemplates, readNoticeText, saveTemplate } from '../notify/texts/loadTemplates.ts';
import { noticeHtml } from '../notify/texts/noticeHtml.ts';
import { actorOf } from './actorOf.ts';
import { inTurn } from './inTurn.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { textFaults } from './problemOf.ts';
import { readBody } from './readBody.ts';

/** What the data matrix of an example says. */
const EXAMPLE_SHEET = 'EXAMPLE234567';

/** What notices say: templates and the hospital's statement, what the linter finds, how they look on invented persons. Nothing here is anybody's datum. */
export function noticeTextRoutes({ database, keys, folder }: HttpServices) {
  // A core for seconds each: one after another.
  const alone = inTurn();
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/texts/view', async (c) => {
      const files = TEXT_FILES.map(async (file) => ({ file, ...(await readNoticeText(folder, file)) }));
      const answer: NoticeTexts = { files: await Promise.all(files) };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/texts/check', (c) => alone(async () => c.json(await checkTexts(folder))))
    .post('/api/cases/:caseId/texts/preview', readBody(previewRequestSchema), async (c) => {
      const { example, language, form } = c.req.valid('json');
      const templates = await loadTemplates(folder);
      const statement = await loadStatement(folder);
      const content = exampleContent(example, language);
      if (form === 'email_html') return c.html(emailComposer(templates, statement)(content).html);
      if (form === 'letter_html')
        return c.html(noticeHtml(composeNotice(content, statement, templates.of(language, content.version))));
      const { pdf } = await alone(async () => {
        const pool = new PartPool(1);
        try {
          const contents = [{ ...content, sheet: EXAMPLE_SHEET }];
          return await pool.render({ ids: [1], contents, statement, templates: templates.files });
        } finally {
          await pool.close();
        }
      });
      return c.body(new Uint8Array(pdf), 200, { 'Content-Type': 'application/pdf' });
    })
    .post('/api/cases/:caseId/texts/save', readBody(saveTextSchema), async (c) => {
      const { file, text } = c.req.valid('json');
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'settings_changed', reason: file });
      if (file === STATEMENT_FILE) await saveStatement(folder, text, file);
      else await saveTemplate(folder, file, text);
      return c.json({ saved: true as const });
    });
}

/** Faults that keep the files from being read; else what the linter finds. */
async function checkTexts(folder: string): Promise<TextFindings> {
  const faults: TextFindings['faults'] = [];
  const sound = async <T>(load: Promise<T>): Promise<T | null> =>
    await load.catch((error: unknown) => {
      if (!(error instanceof NoticeFilesError)) throw error;
      faults.push(...textFaults(error));
      return null;
    });
  const templates = await sound(loadTemplates(folder));
  const statement = await sound(loadStatement(folder));
  if (templates === null || statement === null) return { faults, findings: [] };
  const findings = await lintApart(templates, statement);
  return {
    faults,
    findings: findings.map(({ first, ...found }) => ({
      ...found,
      first: { ...first, channel: first.channel.kind },
    })),
  };
}
