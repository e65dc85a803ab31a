import type { Fate } from '@constat/contract/item.ts';
import type { ReadReason, ScanEvent, ScannedPage } from './format.ts';
import type { Segment } from './segment.ts';

/** Where a member stands in its file: its ordinal in the file, then in that member, … ; [] is the file itself. */
export type MemberChain = readonly number[];

/** One member, as listed by the reading child. Parents come before their members. */
export interface ListedItem {
  readonly chain: MemberChain;
  /** Original name bytes. */
  readonly name: Uint8Array;
  /** '/'-joined, as the exports show it; for a mailbox 'message-n'. */
  readonly displayName: string;
  readonly bytes: number;
  /** null when the content could not be had. */
  readonly sha256: string | null;
  readonly format: string;
  /** Set when the item can already be said not to be readable (encrypted, corrupt …), or when a container could only be listed in part. */
  readonly fate: Exclude<Fate, 'read'> | null;
  readonly reason: ReadReason;
}

/** What comes out of reading wanted items: begin, segments, end, for each in the order asked. Every begin has its end. */
export type ReadEvent =
  | { readonly kind: 'begin'; readonly wanted: number }
  | Segment
  | ScanEvent
  | {
      readonly kind: 'end';
      readonly wanted: number;
      readonly format: string;
      readonly fate: Fate;
      readonly reason: ReadReason;
    };

/** What is to become of scans in a file: whether they are recognised now, and what is known of them already. */
export interface ScanRequest {
  readonly recognise: boolean;
  readonly known: readonly { readonly chain: MemberChain; readonly pages: readonly ScannedPage[] }[];
}

/** Whether an event tells of scans; the others are segments, begin and end. */
export function isScanEvent(event: ReadEvent): event is ScanEvent {
  return event.kind === 'scanning' || event.kind === 'scanned' || event.kind === 'scans';
}

/** What a reading may be told besides what to read. */
export interface ReadOptions {
  /** All files of a set of volumes in order, when the file stands for one. */
  readonly volumes?: readonly Uint8Array[];
  /** Absent: scans are recognised, nothing is known of them. */
  readonly scans?: ScanRequest;
}

/**
 * The supervisor's side of reading. Owns child processes; never parses. A child that crashes, hangs or eats memory costs
 * the item it was at (fate crashed, timed_out, out_of_memory) and nothing else: the rest is asked of a fresh child.
 */
export interface Reader {
  /**
   * Lists a file (its path as bytes) and, recursively, all members, with hashes. The file itself (chain []) comes first; an item may come again when its fate is known later.
   * `volumes` are all files of a set of volumes in order, when the file stands for one.
   */
  list(path: Uint8Array, volumes?: readonly Uint8Array[]): AsyncIterable<ListedItem>;
  /** Lists a file without looking into it: for volumes that are read with their set. */
  hash(path: Uint8Array): AsyncIterable<ListedItem>;
  /** Reads the wanted items of one file. The arrays of a segment are valid until the next event is asked for. */
  read(path: Uint8Array, wanted: readonly MemberChain[], options?: ReadOptions): AsyncIterable<ReadEvent>;
  close(): Promise<void>;
}
