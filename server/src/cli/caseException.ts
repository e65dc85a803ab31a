import { type ExceptionName, EXCEPTIONS, exceptionSchema } from '../case/caseException.ts';
import { openCaseFolder } from '../case/caseFolder.ts';
import { recordException, withdrawException } from '../case/recordException.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';

export const caseExceptionAdd: Command = {
  name: 'case exception add',
  positionals: ['sandbox'],
  options: {
    case: CASE_OPTION,
    reason: {
      value: 'TEXT',
      required: true,
      help: { fr: 'pourquoi, et qui en répond', en: 'why, and who answers for it' },
    },
  },
  help: {
    fr: 'Consigne une exception : les fichiers de l’affaire sont lus même sans bac à sable autour des lecteurs.',
    en: 'Records an exception: files of the case are read even where no sandbox stands around the parsers.',
  },
  examples: [
    'constat case exception add sandbox --reason "machine isolée, décision du RSSI" --case /srv/constat/hopital',
  ],
  async run({ positionals, value, words, out }) {
    const what = exceptionOf(positionals[0]!);
    await recordException(await openCaseFolder(value('case')), what, reasonOf(value('reason')));
    out.write(`${words.sandbox.recorded}\n`);
  },
};

export const caseExceptionRemove: Command = {
  name: 'case exception remove',
  positionals: ['sandbox'],
  options: { case: CASE_OPTION },
  help: {
    fr: 'Retire une exception : les fichiers de l’affaire ne sont plus lus que dans un bac à sable.',
    en: 'Withdraws an exception: files of the case are read in a sandbox only.',
  },
  examples: ['constat case exception remove sandbox --case /srv/constat/hopital'],
  async run({ positionals, value, words, out }) {
    await withdrawException(await openCaseFolder(value('case')), exceptionOf(positionals[0]!));
    out.write(`${words.sandbox.withdrawn}\n`);
  },
};

/** The reason for an exception, as it was given. Throws UsageError for none and for a novel. */
export function reasonOf(text: string): string {
  const reason = exceptionSchema.shape.reason.safeParse(text);
  if (!reason.success) throw new UsageError('text_not_usable', '--reason');
  return reason.data;
}

function exceptionOf(text: string): ExceptionName {
  const known = EXCEPTIONS.find((name) => name === text);
  if (known === undefined) throw new UsageError('argument_not_allowed', text, EXCEPTIONS.join(', '));
  return known;
}
