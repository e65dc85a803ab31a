import { access, constants, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustodyDeclaration } from '../audit/recordCustody.ts';
import { fromSystemError } from '../case/caseError.ts';
import { recordException } from '../case/recordException.ts';
import { summaryPage } from '../exposure/summaryPage.ts';
import { summaryText } from '../exposure/summaryText.ts';
import { fill } from '../languages/words.ts';
import { createCase, type OpenCase, openCase } from '../pipeline.ts';
import { searchWall } from '../sandbox/settleWall.ts';
import { NO_SCANS_OPTION, runAssess } from './assess.ts';
import { reasonOf } from './caseException.ts';
import type { Command, Invocation } from './command.ts';
import { runCollect } from './evidenceAdd.ts';
import { EXPORTED, writeExport } from './export.ts';
import { runImport } from './patientsImport.ts';
import { summariseCase, writePage } from './summary.ts';

export const run: Command = {
  name: 'run',
  positionals: [],
  options: {
    'patients': {
      value: 'FILE',
      required: true,
      help: { fr: 'fichier des patients', en: 'patient register' },
    },
    'evidence': { value: 'PATH', required: true, help: { fr: 'fichiers volés', en: 'stolen files' } },
    'out': {
      value: 'DIR',
      required: true,
      help: { fr: 'dossier de la nouvelle affaire', en: 'folder of the new case' },
    },
    'mapping': {
      value: 'FILE',
      help: { fr: 'fichier JSON : champ → nom de colonne', en: 'JSON file: field -> column name' },
    },
    'source': { value: 'TEXT', help: { fr: 'd’où viennent les fichiers', en: 'where the files come from' } },
    'without-sandbox': {
      value: 'TEXT',
      help: {
        fr: 'lit même sans bac à sable autour des lecteurs : pourquoi, et qui en répond',
        en: 'reads even without a sandbox around the parsers: why, and who answers for it',
      },
    },
    'workers': {
      value: 'N',
      help: { fr: 'lecteurs en parallèle (sinon un par cœur)', en: 'readers side by side (else one a core)' },
    },
    'no-scans': NO_SCANS_OPTION,
  },
  help: {
    fr: 'Tout d’un trait : affaire, patients, fichiers volés, évaluation, synthèse, exports.',
    en: 'Everything in one go: case, patients, stolen files, assessment, summary, exports.',
  },
  examples: ['constat run --patients patients.csv --evidence /mnt/copie --out /srv/constat/hopital'],
  async run(invocation) {
    await runAll(invocation, {
      patients: invocation.value('patients'),
      evidence: invocation.value('evidence'),
      out: invocation.value('out'),
      source: invocation.value('source') || invocation.value('evidence'),
      exception: invocation.value('without-sandbox'),
    });
  },
};

/** The whole path on a new case; prints the summary and where its page and the exports lie. */
export async function runAll(
  invocation: Invocation,
  paths: {
    patients: string;
    evidence: string;
    out: string;
    source: string;
    exception: string;
    custody?: CustodyDeclaration;
  },
): Promise<void> {
  const { words, out } = invocation;
  await assertReadable(paths.patients);
  await assertReadable(paths.evidence);
  const exception = await wallException(paths.exception);
  const created = await createCase(paths.out);
  if (exception !== null) await recordException(created, 'sandbox', exception);
  const open = await openCase(created.folder, 'worker');
  try {
    await importOrUndo(open, invocation, paths.patients);
    await runCollect(open, invocation, paths.evidence, paths.source, paths.custody);
    await runAssess(open, invocation);
    const figures = await summariseCase(open);
    const page = join(created.folder, words.language === 'fr' ? 'synthese.html' : 'summary.html');
    await writePage(page, summaryPage(figures, words));
    const exports = join(created.folder, 'exports');
    await mkdir(exports, { mode: 0o700 });
    for (const what of EXPORTED)
      await writeExport(open, what, 'jsonl', join(exports, `${what}.jsonl`), out, words);
    out.write(
      `\n${summaryText(figures, words)}\n${fill(words.run.page, page)}\n${fill(words.run.exports, exports)}\n`,
    );
  } finally {
    await open.close();
  }
}

/** The exception that the case needs: none where a wall stands. Throws WallError where none stands and no reason was given. */
async function wallException(reason: string): Promise<string | null> {
  const { wall, error } = await searchWall();
  if (wall !== null) return null;
  if (reason === '') throw error;
  return reasonOf(reason);
}

async function assertReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw fromSystemError(error, path);
  });
}

/** A register that cannot be imported leaves no empty case behind: the same command works once the file is corrected. */
async function importOrUndo(open: OpenCase, invocation: Invocation, register: string): Promise<void> {
  try {
    await runImport(open, invocation, register);
  } catch (error) {
    await open.close();
    await rm(open.opened.folder, { recursive: true, force: true });
    throw error;
  }
}
