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
  /** What to change, one sentence each; {} is a word of the template, or a figure against its limit. */
  readonly lint: Readonly<Record<LintCode, string>>;
}
