import { basename } from 'node:path';
import { type Fault, type Problem, type ProblemAnswer, PROBLEMS } from '@constat/contract/problem.ts';
import { CaseError } from '../case/caseError.ts';
import { InputFileError } from '../exposure/inputFile.ts';
import { ChecksFailed } from '../notify/batches/checkFailure.ts';
import { type MailProblem, MailError } from '../notify/mail/mailState.ts';
import { NoticeFilesError, NoticesRefusedError } from '../notify/noticeFault.ts';
import { Refusal } from '../people/peopleContext.ts';
import { WallError } from '../sandbox/wallError.ts';

/** A refusal of a route's own. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** So many faults are named. */
const MOST_FAULTS = 100;

/** Of faults that no route can meet with, nothing is said. */
const MAIL_PROBLEMS: Readonly<Partial<Record<MailProblem, Problem>>> = {
  password_missing: 'mail_secret_missing',
  secret_too_open: 'mail_secret_missing',
  paused: 'mails_paused',
  no_progress: 'mails_no_progress',
  server_refuses: 'mail_server_refuses',
  server_unreachable: 'mail_server_unreachable',
  mailbox_missing: 'mailbox_missing',
  mailbox_unreadable: 'mailbox_unreadable',
  settings_missing: 'mail_settings_missing',
  settings_wrong: 'mail_settings_wrong',
  refused_by_lint: 'mail_refused',
  mail_unknown: 'mail_unknown',
  not_uncertain: 'not_uncertain',
  second_person_needed: 'second_person_needed',
};

/** What an error means to whoever asked, in the words of the wire. 'failed': it was not expected, and is for the log. */
export function problemOf(error: unknown): ProblemAnswer {
  if (error instanceof Refusal) return { problem: error.code };
  if (error instanceof ProblemError) return { problem: error.problem };
  if (error instanceof CaseError)
    return { problem: PROBLEMS.find((known) => known === error.code) ?? 'failed' };
  if (error instanceof MailError) return mailProblem(error);
  if (error instanceof NoticesRefusedError) return { problem: 'linter_refused' };
  if (error instanceof WallError) return { problem: 'no_wall' };
  const faults = faultsOf(error);
  return faults === null ? { problem: 'failed' } : { ...faults, faults: faults.faults.slice(0, MOST_FAULTS) };
}

function faultsOf(error: unknown): { problem: Problem; faults: Fault[] } | null {
  if (error instanceof NoticeFilesError) return { problem: 'texts_refused', faults: textFaults(error) };
  if (error instanceof InputFileError)
    return {
      problem: 'file_refused',
      faults: error.faults.map(({ code, row, column }) => fault(code, { line: row, subject: column })),
    };
  if (error instanceof ChecksFailed)
    return {
      problem: 'checks_refused',
      faults: error.failures.map(({ check, notices }) => fault(check, { notices: [...notices] })),
    };
  return null;
}

/** Faults of texts, as they cross the wire: files by their names, never by their places on the machine. */
export function textFaults({ faults }: NoticeFilesError): Fault[] {
  return faults.map(({ code, file, line, subject }) => fault(code, { file: basename(file), line, subject }));
}

/** Their details are places on the machine: the name of a file or variable is enough for whoever mends it. */
const PLACES: readonly MailProblem[] = ['password_missing', 'secret_too_open', 'mailbox_unreadable'];

/** Details of settings are names of fields and domains of the hospital; of mails their numbers; of servers their names. */
function mailProblem({ problem, details }: MailError): ProblemAnswer {
  const known = MAIL_PROBLEMS[problem];
  if (known === undefined) return { problem: 'failed' };
  if (problem === 'settings_missing') return { problem: known };
  return {
    problem: known,
    faults: details
      .slice(0, MOST_FAULTS)
      .map((detail) => fault(problem, { subject: PLACES.includes(problem) ? basename(detail) : detail })),
  };
}

function fault(code: string, known: Partial<Omit<Fault, 'code'>>): Fault {
  return { code, file: '', line: 0, subject: '', notices: [], ...known };
}
