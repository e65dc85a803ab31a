import type { PreviewExample } from '@constat/contract/noticeTexts.ts';
import type { NoticeLanguage, NoticeVariant, NoticeVersion } from '../notify/noticeContent.ts';
import type { LintCode } from '../notify/lint/lintRules.ts';
import type { NoticeFaultCode } from '../notify/noticeFault.ts';

/** What is said of templates, of the hospital's statement and of previews. */
export interface NoticeTextWords {
  /** One sentence each; {} is the word of the file that is meant. */
  readonly faults: Readonly<Record<NoticeFaultCode, string>>;
  /** Counted faults. */
  readonly refused: string;
  /** File, line. */
  readonly at: string;
  readonly templates: {
    /** Counted files, folder. */
    readonly copied: string;
    readonly kept: string;
    readonly sound: string;
  };
  /** {} is the path. */
  readonly statement: { readonly taken: string; readonly copied: string; readonly sound: string };
  readonly preview: {
    readonly title: string;
    readonly lead: string;
    readonly languages: Readonly<Record<NoticeLanguage, string>>;
    readonly versions: Readonly<Record<NoticeVersion, string>>;
    readonly variants: Readonly<Record<NoticeVariant, string>>;
    readonly examples: Readonly<Record<PreviewExample, string>>;
    readonly findings: string;
    readonly columns: readonly [string, string, string, string, string];
    readonly levels: Readonly<Record<'E' | 'W', string>>;
    readonly nothing: string;
    readonly onlyWarnings: string;
    readonly sound: string;
    /** Counted errors. */
    readonly errors: string;
    readonly pdf: string;
    /** Counted pages. */
    readonly pages: string;
    /** To a mailbox that nobody has verified; to one that is verified. */
    readonly emails: readonly [string, string];
    /** Score and its target, mean sentence and its limit, longest sentence and its limit, words. */
    readonly readability: string;
    /** Counted examples, path. */
    readonly written: string;
    /** Counted faults. */
    readonly refused: string;
  };
  /** What to change, one sentence each; {} is a word of the template, or a figure against its limit. */
  readonly lint: Readonly<Record<LintCode, string>>;
}
