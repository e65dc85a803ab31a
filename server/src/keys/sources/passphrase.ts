import { argon2, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { CaseError } from '../../case/caseError.ts';
import type { Described } from '../keyPurposes.ts';
import { readSecretFile } from '../keyFile.ts';
import type { KeySource, SourceContext } from './source.ts';

/** Fewer characters can be guessed by whoever holds keys.json. */
export const LEAST_CHARACTERS = 16;

/**
 * Argon2id (RFC 9106). New: 128 MiB, 3 passes, 4 lanes (about a second of a core); RFC 9106 recommends 64 MiB and 3 passes, OWASP's least is 19 MiB and 2. Weaker or absurd ones in keys.json are refused.
 */
const PARAMETERS = { memory: 128 * 1024, passes: 3, parallelism: 4 } as const;

const schema = z.object({
  kind: z.literal('passphrase'),
  salt: z.base64().length(24),
  /** KiB. */
  memory: z
    .number()
    .int()
    .min(19 * 1024)
    .max(4 * 1024 * 1024),
  passes: z.number().int().min(2).max(64),
  parallelism: z.number().int().min(1).max(64),
});
type Parameters = Omit<z.infer<typeof schema>, 'kind'>;

/** The file or descriptor (/dev/fd/3) that holds the passphrase in its first line; the new one of a rotation. */
const CURRENT = 'CONSTAT_PASSPHRASE_FILE';
const NEXT = 'CONSTAT_NEW_PASSPHRASE_FILE';

const QUESTIONS = {
  current: { fr: 'Phrase secrète de l’affaire', en: 'Passphrase of the case' },
  next: { fr: 'Nouvelle phrase secrète', en: 'New passphrase' },
  again: { fr: 'Encore une fois', en: 'Once more' },
} as const satisfies Record<string, Described>;

/** A passphrase: never an argument of a command; asked on the terminal or read from a file. */
export const passphraseSource: KeySource = {
  kind: 'passphrase',
  describe: { fr: 'phrase secrète (Argon2id)', en: 'passphrase (Argon2id)' },
  async create(context) {
    const passphrase = await newPassphrase(context);
    const parameters: Parameters = { salt: randomBytes(16).toString('base64'), ...PARAMETERS };
    return {
      record: { kind: 'passphrase', ...parameters },
      master: await deriveMaster(passphrase, parameters),
    };
  },
  async open(record, context) {
    const parsed = schema.safeParse(record);
    if (!parsed.success) throw new CaseError('keys_malformed', join(context.folder, 'keys.json'));
    return [await deriveMaster(await currentPassphrase(context), parsed.data)];
  },
  settle: () => Promise.resolve(),
  // What a person knows cannot be destroyed: the salt goes with keys.json.
  retire: () => Promise.resolve(true),
};

/** What was told in a context: a descriptor can be read once only, and nobody types twice. */
const told = new WeakMap<SourceContext, string>();

async function currentPassphrase(context: SourceContext): Promise<string> {
  const known = told.get(context);
  if (known !== undefined) return known;
  const file = context.environment[CURRENT] ?? '';
  const passphrase = file === '' ? await context.ask(QUESTIONS.current) : await firstLine(file);
  told.set(context, passphrase);
  return passphrase;
}

async function newPassphrase(context: SourceContext): Promise<string> {
  const file = context.environment[NEXT] ?? '';
  const passphrase = file === '' ? await context.ask(QUESTIONS.next) : await firstLine(file);
  if (passphrase.normalize('NFKC').length < LEAST_CHARACTERS)
    throw new CaseError('passphrase_short', String(LEAST_CHARACTERS));
  if (file === '' && (await context.ask(QUESTIONS.again)) !== passphrase)
    throw new CaseError('passphrase_differs', context.folder);
  return passphrase;
}

async function firstLine(path: string): Promise<string> {
  return (await readSecretFile(path)).split(/\r?\n/, 1)[0]!;
}

/** The master key of a passphrase. Accents count the same however the keyboard composes them (NFKC). */
function deriveMaster(
  passphrase: string,
  { salt, memory, passes, parallelism }: Parameters,
): Promise<Buffer> {
  const parameters = {
    message: Buffer.from(passphrase.normalize('NFKC')),
    nonce: Buffer.from(salt, 'base64'),
    memory,
    passes,
    parallelism,
    tagLength: 32,
  };
  return new Promise((settle, reject) =>
    argon2('argon2id', parameters, (error, key) => (error === null ? settle(key) : reject(error))),
  );
}
