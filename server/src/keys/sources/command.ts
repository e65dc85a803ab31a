import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { CaseError } from '../../case/caseError.ts';
import type { KeySource, SourceContext } from './source.ts';

/**
 * The command lines are the machine's configuration, never the case's: a folder that somebody hands over must not name a program to run.
 * Words are separated by blanks; no shell reads them.
 */
const WRAP = 'CONSTAT_KEY_WRAP_COMMAND';
const UNWRAP = 'CONSTAT_KEY_UNWRAP_COMMAND';
const MOST_BYTES = 64 * 1024;
const TIME_MS = 30_000;

const schema = z.object({
  kind: z.literal('command'),
  /** What the wrap command printed, base64. */
  blob: z.base64().max(MOST_BYTES * 2),
});

/** A program that keeps the key which wraps ours (Vault, a cloud's KMS, an HSM, age): it gets base64 on standard input and prints the wrapped bytes, and back. */
export const commandSource: KeySource = {
  kind: 'command',
  describe: {
    fr: `programme (${WRAP}, ${UNWRAP})`,
    en: `command (${WRAP}, ${UNWRAP})`,
  },
  async create(context) {
    const master = randomBytes(32);
    const blob = await runProgram(commandOf(WRAP, context), Buffer.from(`${master.toString('base64')}\n`));
    const record = { kind: 'command', blob: blob.toString('base64') };
    // A program that does not give back what it was given must not become the only way to the case.
    const [again] = await commandSource.open(record, context);
    if (!again!.equals(master)) throw new CaseError('key_command_wrong', UNWRAP);
    return { record, master };
  },
  async open(record, context) {
    const parsed = schema.safeParse(record);
    if (!parsed.success) throw new CaseError('keys_malformed', join(context.folder, 'keys.json'));
    const printed = await runProgram(commandOf(UNWRAP, context), Buffer.from(parsed.data.blob, 'base64'));
    const text = printed.toString('latin1').trim();
    if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) throw new CaseError('key_command_wrong', UNWRAP);
    return [Buffer.from(text, 'base64')];
  },
  settle: () => Promise.resolve(),
  // The program keeps no key of ours; what it wrapped goes with keys.json.
  retire: () => Promise.resolve(true),
};

function commandOf(name: string, { environment }: SourceContext): readonly string[] {
  const words = (environment[name] ?? '').split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) throw new CaseError('key_command_needed', name);
  return words;
}

/** Runs the program with a bound on time and output. What it says when it fails is not repeated: it may hold the key. */
function runProgram([program, ...args]: readonly string[], input: Buffer): Promise<Buffer> {
  return new Promise((settle, reject) => {
    const fail = (): void => reject(new CaseError('key_command_failed', program!));
    const child = spawn(program!, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const pieces: Buffer[] = [];
    let bytes = 0;
    const clock = setTimeout(() => child.kill('SIGKILL'), TIME_MS);
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MOST_BYTES) child.kill('SIGKILL');
      else pieces.push(piece);
    });
    // A program that ends before it has read everything is judged by how it ended.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.once('error', () => {
      clearTimeout(clock);
      fail();
    });
    child.once('close', (code) => {
      clearTimeout(clock);
      if (code === 0 && bytes > 0 && bytes <= MOST_BYTES) settle(Buffer.concat(pieces));
      else fail();
    });
  });
}
