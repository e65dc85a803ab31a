import { rename, writeFile } from 'node:fs/promises';
import type { Summary } from '@constat/contract/summary.ts';
import type { AccessAction } from '../audit/recordAccess.ts';
import { fromSystemError } from '../case/caseError.ts';
import { programVersion } from '../case/programVersion.ts';
import { summarise } from '../exposure/summarise.ts';
import { summaryPage } from '../exposure/summaryPage.ts';
import { summaryText } from '../exposure/summaryText.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const summary: Command = {
  name: 'summary',
  positionals: [],
  options: {
    case: CASE_OPTION,
    json: { help: { fr: 'les chiffres en JSON', en: 'the figures as JSON' } },
    html: { value: 'FILE', help: { fr: 'écrit la page de synthèse', en: 'writes the summary page' } },
  },
  help: {
    fr: 'Dit combien de personnes sont concernées, avec quelle sûreté, par quelles données, et ce qui n’a pas été lu.',
    en: 'Says how many persons are concerned, how surely, by which data, and what was not read.',
  },
  examples: [
    'constat summary --case /srv/constat/hopital',
    'constat summary --case /srv/constat/hopital --html synthese.html --lang fr',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      const figures = await summariseCase(open);
      if (value('html') !== '') await writePage(value('html'), summaryPage(figures, words));
      out.write(flag('json') ? `${JSON.stringify(figures, null, 2)}\n` : summaryText(figures, words));
    } finally {
      await open.close();
    }
  },
};

/** The figures of an open case, which name folders: on record. */
export async function summariseCase(
  open: OpenCase,
  action: AccessAction = 'summary_viewed',
): Promise<Summary> {
  await putOnRecord(open, { action });
  return await summarise(open.database, open.opened.keys, open.opened.configuration, programVersion());
}

/** Writes a page; it appears whole or not at all. */
export async function writePage(path: string, page: string): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, page, { mode: 0o600 });
    await rename(draft, path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}
