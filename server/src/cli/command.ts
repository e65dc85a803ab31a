import type { Writable } from 'node:stream';
import type { Language, Words } from '../languages/words.ts';
import type { ProgressDisplay } from '../progress/progressDisplay.ts';

/** A text in the two languages of the command line. */
export type Bilingual = Readonly<Record<Language, string>>;

export interface Option {
  /** Name of the value in the help ('DIR'); absent for a switch. */
  readonly value?: string;
  readonly required?: boolean;
  readonly help: Bilingual;
}

/** What a command is given. */
export interface Invocation {
  readonly positionals: readonly string[];
  /** Value of an option; '' when it was not given. */
  readonly value: (name: string) => string;
  readonly flag: (name: string) => boolean;
  readonly words: Words;
  readonly out: Writable & { isTTY?: boolean };
  readonly err: Writable;
  readonly progress: ProgressDisplay;
  readonly signal: AbortSignal;
}

/** One command: a file in cli/, a line in cli/index.ts. */
export interface Command {
  /** 'case create' */
  readonly name: string;
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly help: Bilingual;
  readonly examples: readonly string[];
  /** Whether it has something to do for a case that is closed; every other command says that it is. */
  readonly isForClosed?: boolean;
  run(invocation: Invocation): Promise<void>;
}

/** What can be wrong with a command as it was written; each has a sentence in both languages. In brackets what fills it. */
export const USAGE_PROBLEMS = [
  /** [command] */
  'command_unknown',
  /** [option] */
  'option_unknown',
  /** [option with the name of its value] */
  'option_missing', 'value_missing',
  /** [option]: a switch */
  'value_unexpected',
  /** [name of the argument] */
  'argument_missing',
  /** [what was given] */
  'argument_unexpected',
  /** [options] */
  'one_needed', 'needed_together', 'exclusive',
  /** [option, value, allowed values]; [value, allowed values] */
  'not_allowed', 'argument_not_allowed',
  /** [option]: a text in people's own words, which is not repeated on the terminal */
  'text_not_usable',
  /** [option, value] */
  'not_a_date', 'in_the_future', 'not_usable',
  /** [option, value, smallest, largest] */
  'not_a_number',
] as const; // prettier-ignore
export type UsageProblem = (typeof USAGE_PROBLEMS)[number];

/** A command written wrongly. `values` fill the sentence of the problem. */
export class UsageError extends Error {
  readonly problem: UsageProblem;
  readonly values: readonly string[];

  constructor(problem: UsageProblem, ...values: readonly string[]) {
    super([problem, ...values].join(' '));
    this.name = 'UsageError';
    this.problem = problem;
    this.values = values;
  }
}

/** The value of an option, which is one of a closed list. Throws UsageError. */
export function oneOf<T extends string>(option: string, given: string, allowed: readonly T[]): T {
  const known = allowed.find((value) => value === given);
  if (known === undefined) throw new UsageError('not_allowed', option, given, allowed.join(', '));
  return known;
}

export const CASE_OPTION: Option = {
  value: 'DIR',
  required: true,
  help: { fr: 'dossier de l’affaire', en: 'folder of the case' },
};

export const LANG_OPTION: Option = {
  value: 'fr|en',
  help: { fr: 'langue (sinon celle du système)', en: 'language (else that of the system)' },
};
