import { CaseError, type CaseErrorCode } from '../case/caseError.ts';
import { ClosedCaseError } from '../case/closing.ts';
import { InputFileError } from '../exposure/inputFile.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { NoticeFilesError, NoticesRefusedError } from '../notify/noticeFault.ts';
import { ChecksFailed } from '../notify/batches/checkFailure.ts';
import { MailError } from '../notify/mail/mailState.ts';
import { RegisterError } from '../patients/importFault.ts';
import type { ProbeName } from '../sandbox/selfTest.ts';
import { WallError } from '../sandbox/wallError.ts';
import { UsageError } from './command.ts';
import { describeMapping } from './describeMapping.ts';
import { describeNotes } from './patientsImport.ts';

const EXAMPLE_MAPPING =
  '{"patientNumber": "N° patient", "birthName": "Nom", "givenNames": "Prénom", "birthDate": "Né(e) le"}';

/** Codes of the system and of PostgreSQL (class 53: insufficient resources) that come from no path of the user's. */
const SURROUNDINGS: Readonly<Record<string, CaseErrorCode>> = {
  'ENOSPC': 'disk_full',
  '53100': 'disk_full',
  'ECONNREFUSED': 'database_unreachable',
  'ECONNRESET': 'database_unreachable',
  '57P01': 'database_unreachable',
  '57P02': 'database_unreachable',
  '57P03': 'database_unreachable',
  '08006': 'database_unreachable',
};

/** What says that somebody has been at the log. */
const AUDIT_CODES: readonly CaseErrorCode[] = ['audit_altered', 'audit_wrong'];

/** What a failure means to the user: a sentence (or the list of faults) and the exit code. */
export function reportError(
  error: unknown,
  words: Words,
  interrupted: boolean,
  command: string,
): { text: string; exitCode: number } {
  if (interrupted) return { text: words.assess.interrupted, exitCode: 5 };
  if (error instanceof UsageError)
    return {
      text: `${fill(words.errors.usage[error.problem], ...error.values)}\n${fill(words.errors.help, command === '' ? '' : `${command} `)}`,
      exitCode: 2,
    };
  if (error instanceof RegisterError) return { text: describeRegisterError(error, words), exitCode: 3 };
  if (error instanceof InputFileError) return { text: describeInputFaults(error, words), exitCode: 3 };
  if (error instanceof NoticeFilesError) return { text: describeNoticeFaults(error, words), exitCode: 3 };
  if (error instanceof NoticesRefusedError)
    return { text: count(words.noticeTexts.preview.refused, error.faults, words), exitCode: 3 };
  if (error instanceof ChecksFailed) return { text: describeChecksFailed(error, words), exitCode: 3 };
  if (error instanceof ClosedCaseError)
    return {
      text: fill(words.caseErrors.case_closed, formatMoment(error.since, words), error.subject),
      exitCode: 4,
    };
  if (error instanceof CaseError)
    return {
      text: fill(words.caseErrors[error.code], error.subject, error.subject),
      exitCode: AUDIT_CODES.includes(error.code) ? 7 : 4,
    };
  if (error instanceof MailError)
    return { text: describeMailError(error, words), exitCode: error.problem === 'settings_wrong' ? 3 : 4 };
  if (error instanceof WallError) return { text: describeWallError(error, words), exitCode: 6 };
  const known = isSystemError(error) ? SURROUNDINGS[error.code] : undefined;
  if (known !== undefined) return { text: fill(words.caseErrors[known], 'PostgreSQL'), exitCode: 4 };
  return { text: fill(words.errors.internal, codeOf(error)), exitCode: 1 };
}

function describeMailError({ problem, details }: MailError, words: Words): string {
  return [words.mail.problems[problem], ...details.map((detail) => `  ${detail}`)].join('\n');
}

function describeWallError({ problem, subject }: WallError, words: Words): string {
  const { problems, probes, exceptionHelp } = words.sandbox;
  const said = problem === 'leaky' ? subject.split(', ').map((name) => probes[name as ProbeName]) : [subject];
  const sentence = fill(problems[problem], said.join(', '));
  return problem === 'no_child' ? sentence : `${sentence}\n${exceptionHelp}`;
}

function describeRegisterError(error: RegisterError, words: Words): string {
  if (error.problem === 'faults') {
    const lines = describeNotes(error.faults, words.faults, words);
    const more = error.faultCount - lines.length;
    const view = error.view === null ? [] : describeMapping(error.view, words, false);
    return [
      ...view,
      count(words.import.faults, error.faultCount, words),
      ...lines,
      ...(more > 0 ? [`  ${count(words.import.more, more, words)}`] : []),
    ].join('\n');
  }
  const lines = [words.registerProblems[error.problem]];
  if (error.problem === 'no_number_column' || error.problem === 'no_name_column') {
    lines.push(
      fill(words.import.columnsSeen, error.columns.join(', ')),
      fill(words.import.mappingHelp, EXAMPLE_MAPPING),
    );
  } else if (error.columns.length > 0) lines.push(`  ${error.columns.join('\n  ')}`);
  return lines.join('\n');
}

/** Notices that are named one by one; all of them are counted. */
const NAMED_NOTICES = 10;

function describeChecksFailed({ failures }: ChecksFailed, words: Words): string {
  const w = words.notices;
  const lines = failures.map(({ check, notices }) => {
    const named = notices.slice(0, NAMED_NOTICES).join(', ');
    const more = notices.length - NAMED_NOTICES;
    return fill(w.checkLine, w.checks[check], `${named}${more > 0 ? fill(w.more, more) : ''}`);
  });
  return [count(w.checksFailed, failures.length, words), ...lines].join('\n');
}

function describeInputFaults({ faults }: InputFileError, words: Words): string {
  const lines = describeNotes(faults, words.review.faults, words);
  const more = faults.length - lines.length;
  return [
    count(words.review.refused, faults.length, words),
    ...lines,
    ...(more > 0 ? [`  ${count(words.import.more, more, words)}`] : []),
  ].join('\n');
}

function describeNoticeFaults({ faults }: NoticeFilesError, words: Words): string {
  const w = words.noticeTexts;
  const lines = faults.map(({ file, line, code, subject }) => {
    const place = line === 0 ? file : fill(w.at, file, line);
    return `  ${place}${words.language === 'fr' ? '\u00a0' : ''}: ${fill(w.faults[code], subject)}`;
  });
  return [count(w.refused, faults.length, words), ...lines].join('\n');
}

function isSystemError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** Name and code of an unexpected error; its message may hold a value. */
function codeOf(error: unknown): string {
  if (isSystemError(error)) return error.code;
  return error instanceof Error ? error.name : 'error';
}
