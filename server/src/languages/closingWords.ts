import type { Remainder } from '../case/closing.ts';

/** What is said about keys and the end of a case. */
export interface ClosingWords {
  readonly title: string;
  /** Name of the case, moment. */
  readonly done: string;
  readonly what: string;
  readonly caseName: string;
  readonly caseId: string;
  readonly created: string;
  readonly began: string;
  readonly closed: string;
  readonly reason: string;
  readonly by: string;
  readonly account: string;
  readonly register: string;
  readonly evidence: string;
  readonly noEvidence: string;
  readonly added: string;
  readonly files: string;
  readonly items: string;
  readonly size: string;
  readonly keys: string;
  readonly key: string;
  readonly version: string;
  readonly made: string;
  readonly fingerprint: string;
  readonly method: string;
  readonly methodSteps: readonly [string, string];
  readonly embedded: string;
  readonly external: string;
  readonly remainders: string;
  readonly remainder: Readonly<Record<Remainder, string>>;
  readonly ledger: string;
  readonly ledgerText: string;
  readonly signature: string;
  /** Where the certificate lies. */
  readonly certificate: string;
  readonly keyNames: Readonly<Record<'case' | 'ledger' | 'master', string>>;
  readonly inventory: {
    /** Kind of source, path or '', version, moment. */
    readonly master: string;
    /** What the case key opens, by purposes. */
    readonly purposes: string;
    readonly opens: Readonly<Record<'case' | 'ledger', string>>;
    readonly wrapped: string;
    readonly earlierForm: string;
    readonly unfinished: string;
  };
  /** Kind of source, version. */
  readonly rotated: string;
  readonly rotatedEarlierForm: string;
  readonly oldLeft: string;
}
