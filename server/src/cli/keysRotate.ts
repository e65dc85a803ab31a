import { resolve } from 'node:path';
import { CaseError } from '../case/caseError.ts';
import { writeConfiguration } from '../case/caseFolder.ts';
import { tryCaseLock } from '../database/caseLock.ts';
import { processContext } from '../keys/openKeys.ts';
import { rotateKeys, type Rotation } from '../keys/rotateKeys.ts';
import { KEY_SOURCES } from '../keys/sources/index.ts';
import type { KeySource, SourceContext } from '../keys/sources/source.ts';
import { fill } from '../languages/words.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';

const KINDS = KEY_SOURCES.map(({ kind }) => kind);

export const keysRotate: Command = {
  name: 'keys rotate',
  positionals: [],
  options: {
    'case': CASE_OPTION,
    'to': {
      value: KINDS.join('|'),
      help: {
        fr: 'd’où viendra la clé maîtresse : fichier (sinon), phrase secrète (demandée au terminal, ou CONSTAT_NEW_PASSPHRASE_FILE), programme (CONSTAT_KEY_WRAP_COMMAND, CONSTAT_KEY_UNWRAP_COMMAND)',
        en: 'where the master key will come from: file (default), passphrase (asked on the terminal, or CONSTAT_NEW_PASSPHRASE_FILE), command (CONSTAT_KEY_WRAP_COMMAND, CONSTAT_KEY_UNWRAP_COMMAND)',
      },
    },
    'key-file': {
      value: 'FILE',
      help: {
        fr: 'fichier de clé hors de l’affaire (autre disque) ; s’il existe déjà, il sert tel quel',
        en: 'key file outside of the case (another disk); one that exists is used as it is',
      },
    },
  },
  help: {
    fr: 'Enveloppe les clés de l’affaire sous une nouvelle clé maîtresse ; l’ancienne n’ouvre plus rien.',
    en: 'Wraps the keys of the case under a new master key; the old one opens nothing any more.',
  },
  examples: [
    'constat keys rotate --case /srv/constat/hopital',
    'constat keys rotate --case /srv/constat/hopital --to passphrase',
    'constat keys rotate --case /srv/constat/hopital --to file --key-file /media/coffre/hopital.key',
  ],
  async run({ value, words, out }) {
    const source = sourceNamed(value('to') || 'file', value('key-file'));
    const context = processContext(resolve(value('case')), value('key-file'));
    const open = await openCase(value('case'), 'app', context);
    try {
      const done = await rotate(open, context, source);
      out.write(
        `${fill(words.closing.rotated, source.describe[words.language], done.master)}\n${[
          ...(done.wasEarlierForm ? [words.closing.rotatedEarlierForm] : []),
          ...(done.oldDestroyed ? [] : [words.closing.oldLeft]),
        ]
          .map((line) => `${line}\n`)
          .join('')}`,
      );
    } finally {
      await open.close();
    }
  },
};

/** The database has proved by then that the key is the one of this case. */
async function rotate(open: OpenCase, context: SourceContext, source: KeySource): Promise<Rotation> {
  const { folder, configuration } = open.opened;
  const release = await tryCaseLock(open.database, 'keys');
  if (release === null) throw new CaseError('keys_busy', folder);
  try {
    const done = await rotateKeys(context, configuration.id, configuration.wrappedKeys, source);
    if (!configuration.wrappedKeys) await writeConfiguration(folder, { ...configuration, wrappedKeys: true });
    return done;
  } finally {
    await release();
  }
}

function sourceNamed(kind: string, keyFile: string): KeySource {
  const source = KEY_SOURCES.find((known) => known.kind === kind);
  if (source === undefined)
    throw new UsageError('not_allowed', '--to', kind, KEY_SOURCES.map((known) => known.kind).join(', '));
  if (keyFile !== '' && kind !== 'file') throw new UsageError('exclusive', `--key-file, --to ${kind}`);
  return source;
}
