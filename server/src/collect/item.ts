import type { MemberChain } from '../read/reader.ts';

/** A distinct content to be read, with one item that holds it. */
export interface UnreadContent {
  readonly contentId: number;
  readonly bytes: number;
  /** Absolute path of the top-level file, bytes. */
  readonly file: Uint8Array;
  /** All volumes of the set that the file stands for, in order; [] for an ordinary file. */
  readonly volumes: readonly Uint8Array[];
  /** Where in that file the content stands. */
  readonly chain: MemberChain;
  readonly format: string;
}

/** What planning knows of a content. */
export interface PlannedContent {
  readonly id: number;
  readonly bytes: number;
  /** The top-level file that holds it. */
  readonly file: string;
  /** Whether the file must be streamed from its beginning to reach a member: then all its contents stay together. */
  readonly sequential: boolean;
}

/** Names under which sealed columns of items are bound to their row. */
export const itemPlace = {
  path: (evidence: number, id: number): string => `items.path ${evidence} ${id}`,
  name: (evidence: number, id: number): string => `items.name ${evidence} ${id}`,
  root: (rootIndex: Uint8Array): string => `evidence.root ${Buffer.from(rootIndex).toString('hex')}`,
  source: (rootIndex: Uint8Array): string => `evidence.source ${Buffer.from(rootIndex).toString('hex')}`,
};
