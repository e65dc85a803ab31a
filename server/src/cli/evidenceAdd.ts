import { z } from 'zod';
import type { CustodyDeclaration } from '../audit/recordCustody.ts';
import { formatBytes } from '../languages/formatNumber.ts';
import { count, fill } from '../languages/words.ts';
import { collect, type OpenCase, openCase } from '../pipeline.ts';
import { commandLine } from './putOnRecord.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';

export const evidenceAdd: Command = {
  name: 'evidence add',
  positionals: ['PATH'],
  options: {
    'case': CASE_OPTION,
    'source': {
      value: 'TEXT',
      required: true,
      help: {
        fr: 'd’où viennent les fichiers, qui les a remis',
        en: 'where the files come from, who handed them over',
      },
    },
    'by': {
      value: 'TEXT',
      help: {
        fr: 'fiche de conservation : qui a remis les fichiers (nom, fonction, organisme)',
        en: 'custody record: who handed the files over (name, function, organisation)',
      },
    },
    'received': {
      value: 'YYYY-MM-DD',
      help: { fr: 'fiche de conservation : jour de la remise', en: 'custody record: day of receipt' },
    },
    'legal-basis': {
      value: 'TEXT',
      help: {
        fr: 'fiche de conservation : base légale et décision qui autorise à les détenir',
        en: 'custody record: legal basis, and the decision that allows holding them',
      },
    },
  },
  help: {
    fr: 'Ajoute des fichiers volés : empreinte et inventaire de chaque fichier et de chaque contenu d’archive.',
    en: 'Adds stolen files: hash and list of every file and every member of archives.',
  },
  examples: [
    'constat evidence add /mnt/copie --case /srv/constat/hopital --source "remis par la police le 23/08/2022"',
    'constat evidence add /mnt/copie --case /srv/constat/hopital --source "copie des enquêteurs" --by "OCLCTIC, M. Exemple" --received 2022-08-23 --legal-basis "RGPD 33 et 34, décision de la direction du 22/08/2022"',
  ],
  async run(invocation) {
    const custody = declarationOf(invocation);
    const open = await openCase(invocation.value('case'), 'worker');
    try {
      await runCollect(open, invocation, invocation.positionals[0]!, invocation.value('source'), custody);
    } finally {
      await open.close();
    }
  },
};

/** What is stated of the custody; nothing where the command has no such options. */
function declarationOf({ value }: Invocation): CustodyDeclaration {
  const received = value('received');
  if (received !== '') assertPastDay(received);
  return { by: value('by'), legalBasis: value('legal-basis'), received };
}

function assertPastDay(text: string): void {
  if (!z.iso.date().safeParse(text).success) throw new UsageError('not_a_date', '--received', text);
  if (new Date(text).getTime() > Date.now()) throw new UsageError('in_the_future', '--received', text);
}

/** Collects with progress, and says what came of it. */
export async function runCollect(
  open: OpenCase,
  invocation: Invocation,
  path: string,
  source: string,
  custody: CustodyDeclaration = { by: '', legalBasis: '', received: '' },
): Promise<void> {
  const { words, progress, out, signal } = invocation;
  await announceWall(open, invocation);
  progress.begin(words.progress.collect);
  const added = await collect(open, {
    path,
    source,
    custody,
    actor: commandLine(),
    signal,
    onProgress: ({ files, bytes, filesTotal, bytesTotal }) =>
      progress.update({ done: files, bytes, total: filesTotal, bytesTotal }),
  });
  progress.end();
  const text =
    added.files === 0
      ? words.evidence.unchanged
      : count(
          words.evidence.added,
          added.files,
          words,
          count(words.summary.countItems, added.items, words),
          formatBytes(added.bytes, words),
        );
  out.write(`${text}\n`);
  const missing = [
    custody.by === '' ? '--by' : '',
    custody.received === '' ? '--received' : '',
    custody.legalBasis === '' ? '--legal-basis' : '',
  ].filter((option) => option !== '');
  if (added.files > 0 && missing.length > 0)
    out.write(`${fill(words.audit.custody.incomplete, missing.join(', '))}\n`);
}
