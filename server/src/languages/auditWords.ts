import type { Factor } from '@constat/contract/account.ts';
import type { AccessAction } from '../audit/recordAccess.ts';
import type { Unusual } from '../audit/listAccesses.ts';
import type { AuditFindingKind } from '../audit/verifyAudit.ts';
import type { TimeStampError } from '../audit/timeStamp.ts';

/** What people read of the log of accesses and of custody. */
export interface AuditWords {
  /** Counted entries, counted checkpoints, counted kept ones. */
  readonly sound: string;
  readonly countCheckpoints: string;
  readonly countKept: string;
  readonly root: string;
  readonly publicKey: string;
  /** Counted entries that are not in the tree yet. */
  readonly waiting: string;
  readonly noneKept: string;
  /** What cannot be seen without a checkpoint that was kept outside. */
  readonly unseen: string;
  /** Entry. */
  readonly firstBad: string;
  /** Entry from, to. */
  readonly firstBadBetween: string;
  readonly findings: Readonly<Record<AuditFindingKind, string>>;
  /** Counted further findings. */
  readonly more: string;
  /** Entry number; size of the checkpoint. */
  readonly atEntry: string;
  readonly atCheckpoint: string;
  readonly actions: Readonly<Record<AccessAction, string>>;
  readonly actors: Readonly<Record<'person' | 'command_line' | 'system', string>>;
  readonly unusual: Readonly<Record<Unusual, string>>;
  /** Counted accesses; counted unusual ones. */
  readonly accesses: string;
  readonly unusualCount: string;
  readonly nobody: string;
  readonly wholeCase: string;
  /** Counted patients. */
  readonly patients: string;
  readonly why: string;
  /** What was shown to log in. */
  readonly shown: string;
  readonly factors: Readonly<Record<Factor, string>>;
  readonly from: string;
  /** Counted entries, folder. */
  readonly exported: string;
  /** Size, moment. */
  readonly checkpoint: string;
  readonly noCheckpoint: string;
  /** Path. */
  readonly keptIn: string;
  readonly keptNowhere: string;
  readonly noAuthority: string;
  /** Moment, size. */
  readonly stamped: string;
  /** Counted checkpoints, moment. */
  readonly notYetStamped: string;
  readonly stampProblems: Readonly<Record<TimeStampError['problem'], string>>;
  readonly custody: {
    readonly none: string;
    /** Number of the evidence. */
    readonly title: string;
    readonly path: string;
    readonly source: string;
    readonly by: string;
    readonly received: string;
    readonly legalBasis: string;
    readonly added: string;
    readonly takenInBy: string;
    readonly contents: string;
    readonly manifest: string;
    readonly altered: string;
    readonly engines: string;
    readonly accesses: string;
    readonly unknown: string;
    /** Which options of `evidence add` were left out. */
    readonly incomplete: string;
    /** Heading; number of the evidence, what is missing; what it means. */
    readonly gaps: string;
    readonly gap: string;
    readonly missing: Readonly<Record<'by' | 'received' | 'legalBasis', string>>;
    readonly gapsWhy: string;
  };
}
