import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { refuseClosed } from '../case/closing.ts';
import { chooseLanguage, wordsOf } from '../languages/chooseLanguage.ts';
import { ProgressDisplay } from '../progress/progressDisplay.ts';
import { type Command, type Invocation, UsageError } from './command.ts';
import { commandHelp, commandsPage, programHelp } from './help.ts';
import { COMMANDS } from './index.ts';
import { parseInvocation } from './parseInvocation.ts';
import { reportError } from './reportError.ts';

/** The surroundings of a run: a test passes its own. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly out: Writable & { isTTY?: boolean };
  readonly err: Writable & { isTTY?: boolean };
  readonly signal: AbortSignal;
}

/** Runs the command that the arguments name. Returns the exit code. */
export async function runCommand(surroundings: Surroundings): Promise<number> {
  const { args, environment, out, err, signal } = surroundings;
  const words = wordsOf(chooseLanguage(languageArgument(args), environment));
  const command = findCommand(args);
  try {
    if (command === null) return showProgramHelp(args, surroundings);
    const { positionals, values } = parseInvocation(command, args.slice(command.name.split(' ').length));
    if (values['help'] === true) {
      out.write(commandHelp(command, words));
      return 0;
    }
    const invocation: Invocation = {
      positionals,
      value: (name) => (typeof values[name] === 'string' ? values[name] : ''),
      flag: (name) => values[name] === true,
      words,
      out,
      err,
      progress: new ProgressDisplay(err, words),
      signal,
    };
    if (command.isForClosed !== true && invocation.value('case') !== '')
      await refuseClosed(resolve(invocation.value('case')));
    await command.run(invocation);
    return 0;
  } catch (error) {
    const { text, exitCode } = reportError(error, words, signal.aborted, command?.name ?? '');
    err.write(`${text}\n`);
    if (environment['CONSTAT_DEBUG'] === '1')
      err.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
    return exitCode;
  }
}

function findCommand(args: readonly string[]): Command | null {
  return COMMANDS.find((command) => command.name.split(' ').every((word, i) => args[i] === word)) ?? null;
}

function languageArgument(args: readonly string[]): string | undefined {
  const at = args.indexOf('--lang');
  return at < 0 ? args.find((arg) => arg.startsWith('--lang='))?.slice('--lang='.length) : args[at + 1];
}

function showProgramHelp(args: readonly string[], { out, environment }: Surroundings): number {
  const words = wordsOf(chooseLanguage(languageArgument(args), environment));
  const rest = args.filter((arg, i) => !arg.startsWith('--lang') && args[i - 1] !== '--lang');
  const [first] = rest;
  if (first !== undefined && !['help', '--help', '-h'].includes(first))
    throw new UsageError('command_unknown', rest.slice(0, 2).join(' '));
  out.write(rest.includes('--markdown') ? commandsPage(COMMANDS, words) : programHelp(COMMANDS, words));
  return 0;
}
