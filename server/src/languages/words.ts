import type { Category } from '@constat/contract/category.ts';
import type { Verdict } from '@constat/contract/decision.ts';
import type { DuplicateReason, DuplicateState } from '@constat/contract/duplicate.ts';
import type { Fate } from '@constat/contract/item.ts';
import type { Certainty, SeverityBand } from '@constat/contract/person.ts';
import type { Change, ChangeReason } from '@constat/contract/state.ts';
import type { CaseErrorCode } from '../case/caseError.ts';
import type { ExceptionName } from '../case/caseException.ts';
import type { UsageProblem } from '../cli/command.ts';
import type { Outcome } from '../exposure/review/itemDecisions.ts';
import type { FaultCode, OddityCode, RegisterProblem } from '../patients/importFault.ts';
import type { AskedOutcome, EvidenceKind } from '../link/linkModel.ts';
import type { RegisterField } from '../patients/registerMapping.ts';
import type { ReadReason } from '../read/format.ts';
import type { ProbeName } from '../sandbox/selfTest.ts';
import type { WallProblem } from '../sandbox/wallError.ts';
import type { ClosingWords } from './closingWords.ts';
import type { NoticesWords } from './noticesWords.ts';
import type { MailWords } from './mailWords.ts';
import type { AuditWords } from './auditWords.ts';
import type { DeskWords } from './deskWords.ts';
import type { DropWords } from './dropWords.ts';
import type { MethodWords } from './methodWords.ts';
import type { NoticeTextWords } from './noticeTextWords.ts';
import type { ReviewWords } from './reviewWords.ts';

export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Everything that people read, in one language. A key that is missing in a language is a type error. */
export interface Words {
  readonly language: Language;
  /** BCP 47 tag for numbers and dates. */
  readonly locale: string;
  readonly categories: Readonly<Record<Category, string>>;
  readonly fates: Readonly<Record<Fate, string>>;
  /** Counted items with that fate. */
  readonly countFates: Readonly<Record<Fate, string>>;
  readonly readReasons: Readonly<Record<ReadReason | 'not_assessed', string>>;
  /** One sentence that says what to do; {} is the path or address. */
  readonly caseErrors: Readonly<Record<CaseErrorCode, string>>;
  readonly registerProblems: Readonly<Record<RegisterProblem, string>>;
  readonly faults: Readonly<Record<FaultCode, string>>;
  readonly oddities: Readonly<Record<OddityCode, string>>;
  readonly fields: Readonly<Record<RegisterField, string>>;
  readonly import: {
    readonly mapping: string;
    readonly done: string;
    readonly checked: string;
    /** Counted patients added, changed, removed. */
    readonly changes: readonly [string, string, string];
    readonly noChanges: string;
    /** Counted contents. */
    readonly recipients: string;
    readonly readAgain: string;
    readonly faults: string;
    readonly odd: string;
    readonly more: string;
    readonly row: string;
    readonly wholeRow: string;
    readonly mappingHelp: string;
    readonly unsure: string;
    readonly examples: string;
    readonly doubts: string;
    readonly twoColumns: string;
    readonly unsureColumn: string;
    readonly unusedColumn: string;
    readonly missingField: string;
    readonly columnsSeen: string;
  };
  readonly evidence: {
    readonly added: string;
    readonly unchanged: string;
    /** Counted passwords. */
    readonly passwords: string;
    /** Counted files, counted items. */
    readonly unlocked: string;
  };
  readonly assess: {
    readonly nothing: string;
    readonly done: string;
    readonly pages: string;
    readonly pagesWaiting: string;
    /** Version of the first state; version of a later one and what is different in it. */
    readonly firstState: string;
    readonly nextState: string;
    readonly interrupted: string;
  };
  readonly circumstances: {
    readonly date: string;
    readonly dateUnknown: string;
    /** By degree. */
    readonly confidentiality: readonly [string, string, string];
    readonly integrity: readonly [string, string, string];
    readonly availability: readonly [string, string, string];
    readonly malicious: string;
    readonly notMalicious: string;
  };
  /** Where something stands: the number of a line; in the name of a file alone; nowhere but in the answers of reviewers. */
  readonly places: { readonly line: string; readonly fileName: string; readonly byReview: string };
  readonly bands: Readonly<Record<SeverityBand, string>>;
  readonly review: ReviewWords;
  readonly demo: {
    /** Who brought the invented files, and on what legal basis. */
    readonly custody: { readonly by: string; readonly legalBasis: string };
    readonly telling: string;
    readonly received: string;
    readonly letters: string;
  };
  readonly audit: AuditWords;
  readonly desk: DeskWords;
  readonly method: MethodWords;
  readonly noticeTexts: NoticeTextWords;
  readonly drops: DropWords;
  readonly closing: ClosingWords;
  readonly notices: NoticesWords;
  readonly mail: MailWords;
  readonly states: {
    readonly none: string;
    /** Version, moment. */
    readonly state: string;
    readonly first: string;
    readonly unchanged: string;
    /** Earlier and later version; the earlier one is 0 for what was before the first. */
    readonly compared: string;
    /** Counted persons. */
    readonly changes: Readonly<Record<Change, string>>;
    /** Patient number of whoever stands for both. */
    readonly mergedWith: string;
    readonly gained: string;
    readonly lost: string;
    readonly nobody: string;
    readonly reasons: Readonly<Record<ChangeReason, string>>;
    /** How sure it is, also for who is not concerned. */
    readonly certainties: Readonly<Record<Certainty | 'none', string>>;
  };
  readonly duplicates: {
    readonly none: string;
    /** Counted pairs. */
    readonly found: string;
    readonly accepted: string;
    readonly rejected: string;
    readonly undone: string;
    readonly imported: string;
    readonly states: Readonly<Record<DuplicateState, string>>;
    readonly reasons: Readonly<Record<DuplicateReason, string>>;
  };
  readonly exported: string;
  readonly created: string;
  readonly run: { readonly page: string; readonly exports: string };
  readonly progress: {
    readonly collect: string;
    readonly import: string;
    readonly index: string;
    readonly read: string;
    readonly scans: string;
    /** Counted pages. */
    readonly scansWaiting: string;
    readonly found: string;
    readonly files: string;
    readonly left: string;
    readonly slow: string;
    readonly generate: string;
  };
  readonly errors: {
    readonly internal: string;
    /** What is wrong with a command as it was written, filled by the values of the error. */
    readonly usage: Readonly<Record<UsageProblem, string>>;
    readonly help: string;
  };
  readonly help: {
    readonly usage: string;
    readonly commands: string;
    readonly options: string;
    readonly examples: string;
    readonly exitCodes: string;
    readonly more: string;
  };
  readonly exitCodes: Readonly<Record<'0' | '1' | '2' | '3' | '4' | '5' | '6' | '7', string>>;
  readonly sandbox: {
    /** What stands in the way and what to do; {} is what programs or probes say. */
    readonly problems: Readonly<Record<WallProblem, string>>;
    /** How to read all the same. */
    readonly exceptionHelp: string;
    /** Said before anything is read without a wall. */
    readonly without: string;
    /** The reason of the demo's own exception. */
    readonly demoReason: string;
    readonly recorded: string;
    readonly withdrawn: string;
    /** Kind of wall, what it was built by, number of attempts, milliseconds. */
    readonly stands: string;
    readonly fails: string;
    readonly failsToStart: string;
    readonly asRoot: string;
    readonly asUser: string;
    readonly withFilter: string;
    readonly withoutFilter: string;
    /** What came of an attempt; of a look from outside. */
    readonly held: string;
    readonly open: string;
    readonly inPlace: string;
    readonly missing: string;
    readonly from: Readonly<Record<'inside' | 'belt' | 'outside', string>>;
    readonly probes: Readonly<Record<ProbeName, string>>;
  };
  readonly explain: {
    /** What was not read, or only in part, and why. */
    readonly notRead: string;
    readonly readInPart: string;
    /** Counted items in it. */
    readonly members: string;
    /** What reviewers said of a patient in an item, what counts since, and what reading had said. */
    readonly decided: Readonly<Record<Outcome, string>>;
    readonly byName: string;
    readonly adjusted: string;
    /** Certainty, probability. */
    readonly counts: string;
    readonly countsNot: string;
    readonly reading: string;
    readonly readingNothing: string;
    /** Counted answers, and what they are. */
    readonly answers: string;
    readonly verdicts: Readonly<Record<Verdict, string>>;
    /** A decision, and what reading says. */
    readonly overruled: string;
    /** Between members of a list in which commas stand. */
    readonly and: string;
    readonly line: string;
    readonly certainties: Readonly<Record<Certainty, string>>;
    /** Patient, certainty, probability, items. */
    readonly person: string;
    readonly personNot: string;
    /** Whether somebody who is asked about was looked for. */
    readonly search: Readonly<Record<AskedOutcome['search'], string>>;
    /** What that changes: bits, bits that would be needed. */
    readonly matters: Readonly<Record<'impossible' | 'tooLight' | 'enough', string>>;
    /** Counted passages that show a person; the patient. */
    readonly nothingHere: string;
    /** Certainty, probability, bits. */
    readonly seen: string;
    readonly near: string;
    readonly unlike: string;
    readonly forIt: string;
    readonly against: string;
    readonly shows: string;
    readonly outsider: string;
    readonly oneOfMany: string;
    readonly refers: string;
    readonly nothing: string;
    readonly nobody: string;
    readonly nobodyInPart: string;
    readonly cut: string;
    readonly patient: string;
    /** Kinds of evidence; the linker's own list. */
    readonly evidence: Readonly<Record<EvidenceKind, string>>;
  };
  readonly summary: {
    readonly title: string;
    readonly made: string;
    readonly register: string;
    /** Counted patient numbers that were accepted as duplicates. */
    readonly merged: string;
    readonly concerned: string;
    readonly interval: string;
    /** {} how many, at least, at most, and in how many mentions. */
    readonly shared: string;
    /** The same where it is less than one person by estimate: at least, at most, and in how many mentions. */
    readonly sharedFew: string;
    /** Counted: {} is the number, see {@link count}. */
    readonly certain: string;
    readonly probable: string;
    readonly possible: string;
    readonly possibleNote: string;
    readonly nobody: string;
    readonly notYet: string;
    /** That the figures are provisional, and what to do; why. */
    readonly unsettled: string;
    readonly registerChanged: string;
    /** Counted contents; counted deliveries. */
    readonly contentsAgain: string;
    readonly contentsUnread: string;
    readonly namesUnread: string;
    readonly whichData: string;
    readonly whichYears: string;
    readonly howSevere: string;
    readonly severityNote: string;
    readonly band: string;
    readonly whichFolders: string;
    readonly whichFormats: string;
    readonly whatRead: string;
    readonly whatUnread: string;
    readonly allRead: string;
    readonly unreadNote: string;
    /** Counted mentions that unread items may hold. */
    readonly unreadExpected: string;
    readonly expected: string;
    /** Counted persons, then their counted mentions; at least, at most, mentions. */
    readonly outsiders: string;
    readonly outsidersBetween: string;
    readonly outsiderMentions: string;
    readonly outsidersNote: string;
    readonly persons: string;
    readonly items: string;
    readonly countPersons: string;
    readonly countItems: string;
    readonly countFiles: string;
    readonly waiting: string;
    /** Counted pages, then counted items. */
    readonly scansWaiting: string;
    readonly scansRead: string;
    /** Counted files, counted items, bytes. */
    readonly accounted: string;
    readonly folder: string;
    readonly format: string;
    readonly fate: string;
    readonly reason: string;
    readonly category: string;
    readonly year: string;
    readonly share: string;
    readonly table: string;
    readonly checked: string;
    readonly method: string;
    readonly methodText: string;
    readonly unknownYears: string;
    readonly rootFolder: string;
    readonly unknownFormat: string;
    /** An exception recorded in the case: when, by whom, why. */
    readonly exceptions: Readonly<Record<ExceptionName, string>>;
  };
}

/**
 * A counted phrase: the first {} is the number, further ones the values. What stands in brackets belongs to the plural only ('personne[s]')
 * or has a form for each ('[are|is]'). French counts 0 and 1 as singular, English only 1.
 */
export function count(
  phrase: string,
  number: number,
  words: Pick<Words, 'language' | 'locale'>,
  ...values: readonly string[]
): string {
  const isPlural = words.language === 'fr' ? number >= 2 : number !== 1;
  const written = new Intl.NumberFormat(words.locale).format(Math.round(number));
  const sentence = phrase.replace(/\[([^\]|]*)(?:\|([^\]]*))?\]/g, (_, plural: string, singular?: string) =>
    isPlural ? plural : (singular ?? ''),
  );
  return fill(sentence, written, ...values);
}

/**
 * A phrase with several counted things: {} are the values in order, and what stands in brackets goes by the number before it. A value that is a text is put in as
 * it is and counts nothing.
 */
export function countEach(
  phrase: string,
  words: Pick<Words, 'language' | 'locale'>,
  ...values: readonly (string | number)[]
): string {
  let next = 0;
  let number = 0;
  return phrase.replace(/\{\}|\[[^\]]*\]/g, (found) => {
    if (found !== '{}') return count(found, number, words);
    const value = values[next++] ?? '';
    if (typeof value === 'string') return value;
    number = value;
    return new Intl.NumberFormat(words.locale).format(Math.round(value));
  });
}

/** Fills {} in a sentence with the values, in order. */
export function fill(sentence: string, ...values: readonly (string | number)[]): string {
  let next = 0;
  return sentence.replace(/\{\}/g, () => String(values[next++] ?? ''));
}
