import { formatBytes } from '../languages/formatNumber.ts';
import { count } from '../languages/words.ts';
import { collect, type OpenCase, openCase } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command, type Invocation } from './command.ts';

export const evidenceAdd: Command = {
  name: 'evidence add',
  positionals: ['PATH'],
  options: {
    case: CASE_OPTION,
    source: {
      value: 'TEXT',
      required: true,
      help: {
        fr: 'd’où viennent les fichiers, qui les a remis',
        en: 'where the files come from, who handed them over',
      },
    },
  },
  help: {
    fr: 'Ajoute des fichiers volés : empreinte et inventaire de chaque fichier et de chaque contenu d’archive.',
    en: 'Adds stolen files: hash and list of every file and every member of archives.',
  },
  examples: [
    'constat evidence add /mnt/copie --case /srv/constat/hopital --source "remis par la police le 23/08/2022"',
  ],
  async run(invocation) {
    const open = await openCase(invocation.value('case'), 'worker');
    try {
      await runCollect(open, invocation, invocation.positionals[0]!, invocation.value('source'));
    } finally {
      await open.close();
    }
  },
};

/** Collects with progress, and says what came of it. */
export async function runCollect(
  open: OpenCase,
  invocation: Invocation,
  path: string,
  source: string,
): Promise<void> {
  const { words, progress, out, signal } = invocation;
  await announceWall(open, invocation);
  progress.begin(words.progress.collect);
  const added = await collect(open, {
    path,
    source,
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
}
