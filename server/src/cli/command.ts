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

/** A command written wrongly. `subject` is what was not understood. */
export class UsageError extends Error {
  readonly subject: string;

  constructor(subject: string) {
    super(subject);
    this.name = 'UsageError';
    this.subject = subject;
  }
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
