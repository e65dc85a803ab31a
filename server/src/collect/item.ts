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
  /** The year that the names tell under which the content stands, the earliest of several: copies are made later. 0 where none does. */
  readonly year: number;
}

/** A content with pages that wait to be recognised. */
export interface PlannedScan extends Pick<PlannedContent, 'id' | 'walk'> {
  /** Pages that wait or are recognised anew. */
  readonly pages: number;
  /** Size of the top-level file that holds it. */
  readonly fileBytes: number;
}

/** What planning knows of a content. */
export interface PlannedContent {
  readonly id: number;
  readonly bytes: number;
  /**
   * Names what must be walked through from its beginning to reach the content: a mailbox, a compressed archive, a container inside an archive.
   * '' where the content is reached at once.
   */
  readonly walk: string;
  /** Into how many batches the contents of one walk may be cut at most: each batch walks again. */
  readonly walks: number;
}

/** Names under which sealed columns of items are bound to their row. */
export const itemPlace = {
  path: (evidence: number, id: number): string => `items.path ${evidence} ${id}`,
  name: (evidence: number, id: number): string => `items.name ${evidence} ${id}`,
  root: (rootIndex: Uint8Array): string => `evidence.root ${Buffer.from(rootIndex).toString('hex')}`,
  source: (rootIndex: Uint8Array): string => `evidence.source ${Buffer.from(rootIndex).toString('hex')}`,
};
