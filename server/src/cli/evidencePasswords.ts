import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fromSystemError } from '../case/caseError.ts';
import { count } from '../languages/words.ts';
import { openCase, unlock } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

export const evidencePasswords: Command = {
  name: 'evidence passwords',
  positionals: ['FILE'],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Donne des mots de passe (un par ligne ; « - » pour l’entrée standard) : ce qu’ils ouvrent sera lu. Ils restent scellés dans l’affaire.',
    en: 'Gives passwords (one a line; "-" for standard input): what they open will be read. They stay sealed in the case.',
  },
  examples: ['constat evidence passwords mots-de-passe.txt --case /srv/constat/hopital'],
  async run({ positionals, value, words, progress, out, signal }) {
    const passwords = await readPasswords(positionals[0]!);
    const open = await openCase(value('case'), 'worker');
    try {
      await putOnRecord(open, { action: 'evidence_unlocked' });
      progress.begin(words.progress.collect);
      const { added, files, lockedBefore, lockedAfter } = await unlock(open, passwords, {
        signal,
        onProgress: ({ files: done, filesTotal: total }) => progress.update({ done, total }),
      });
      progress.end();
      out.write(`${count(words.evidence.passwords, added, words)}\n`);
      out.write(
        `${count(words.evidence.unlocked, files, words, count(words.summary.countItems, Math.max(0, lockedBefore - lockedAfter), words))}\n`,
      );
    } finally {
      await open.close();
    }
  },
};

/** The lines of a file that are not empty; blanks inside and around a password count. */
async function readPasswords(path: string): Promise<string[]> {
  const lines =
    path === '-'
      ? await text(process.stdin)
      : await readFile(path, 'utf8').catch((error: unknown) => {
          throw fromSystemError(error, path);
        });
  return [...new Set(lines.replace(/^\ufeff/, '').split(/\r?\n/))].filter((line) => line !== '');
}
