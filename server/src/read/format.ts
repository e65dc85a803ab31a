import type { Fate } from '@constat/contract/item.ts';
import type { CompoundStorage } from './compoundFile.ts';
import type { Segment } from './segment.ts';

/** Bytes of one item inside the reading child. */
export interface Source {
  /** Name as known, decoded loosely, for its extension only. '' when unknown. */
  readonly name: string;
  /** Exact size where known (files, most members), else null. */
  readonly size: number | null;
  /** First bytes, at most 64 KiB. */
  readonly head: Uint8Array;
  /** The whole content where it is in memory already; null otherwise. */
  readonly whole: Uint8Array | null;
  /** The whole content in order; may be called more than once. Chunks are only valid until the next one is asked for. */
  stream(): AsyncIterable<Uint8Array>;
  /** The whole content in memory. Throws ReadFault('read_in_part' …) above `limit` bytes. */
  bytes(limit: number): Promise<Uint8Array>;
  /** Random access without holding the content. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
  /** Random access that does not wait, for code that cannot (WebAssembly); what is packed is unpacked first. */
  sync(): Promise<SyncBytes>;
  /** Only of a member that passes by once (see passingSource.ts): makes its content stay. Called before the content is first asked for by whoever needs it twice. */
  keep?(): Promise<void>;
  /** Sizes of the volumes that the content is put together of, in order; absent where it lies in one file. */
  readonly volumes?: readonly number[];
}

/** Bytes at any place, at once. */
export interface SyncBytes {
  readonly size: number;
  /** Fewer bytes at the end. They are only valid until the next call. */
  read(offset: number, length: number): Uint8Array;
}

/** Takes what a format reads, in order. Await it: it is the back-pressure, and the segment's arrays are used again afterwards. */
export interface Sink {
  segment(segment: Segment): Promise<void> | void;
  /** Told by whoever recognises scans; absent where nobody asks. */
  scan?(event: ScanEvent): void;
}

/** A page that was recognised: what is kept, so that it need not be recognised again. */
export interface ScannedPage {
  /** Number of the page within the item, from 1. */
  readonly page: number;
  /** What it says, lines ended by \n; '' where it holds no text. */
  readonly text: string;
  /** '' when the page was read, 'no_text' when there is none, else why it was given up. */
  readonly reason: ReadReason;
}

/** What happens to pages that can only be read by recognition. */
export type ScanEvent =
  /** A page is begun; it may take long. */
  | { readonly kind: 'scanning'; readonly page: number }
  /** A page was recognised now. */
  | ({ readonly kind: 'scanned' } & ScannedPage)
  /** At the end of an item that holds such pages: how many, and how many of them wait. */
  | { readonly kind: 'scans'; readonly pages: number; readonly waiting: number };

/** What is to become of the pages of an item that can only be read by recognition. */
export interface ScanOrder {
  /** Recognise them now; else they are counted and left for later. */
  readonly recognise: boolean;
  /** Pages that were recognised before: taken as they are, in either case. */
  readonly known: readonly ScannedPage[];
}

/** A member of a container. */
export interface Member {
  /** Original name bytes as stored, '' allowed. */
  readonly name: Uint8Array;
  /** The name decoded for display. Nothing is ever written under it. */
  readonly displayName: string;
  /** The content where it is at hand. */
  readonly source?: Source;
  /** Opens the content where that costs something (unpacking): only called for a member that is wanted. Throws ReadFault. */
  open?(): Promise<Source>;
  /** Why there is no content, when neither `source` nor `open` is there. */
  readonly fate?: Extract<Fate, 'encrypted' | 'corrupt' | 'unsupported' | 'not_a_document'>;
  readonly reason?: ReadReason;
}

/** Why an item was not (wholly) read: a closed list, shown in French and English. */
export const READ_REASONS = [
  '',
  'password_needed',
  'truncated',
  'damaged_structure',
  'bad_compression',
  'no_reader',
  'program_or_system_file',
  'link',
  'volume',
  'missing_volume',
  'no_text',
  'no_bytes',
  'scans_waiting',
  'size_limit',
  'member_limit',
  'depth_limit',
  'page_limit',
  'record_limit',
  'output_limit',
  'pixel_limit',
  /** One item took too long; nothing moved for too long; the file as a whole took too long; too much processor time. */
  'time_limit',
  'stall_limit',
  'total_limit',
  'cpu_limit',
  'memory_limit',
  'reader_crashed',
  /** What the reading child answered cannot be true. */
  'answer_refused',
  'unreadable_file',
] as const;
export type ReadReason = (typeof READ_REASONS)[number];

/** What the run gives a format besides the bytes. */
export interface ReadContext {
  /** Passwords that the case knows, tried in this order on whatever is encrypted. */
  readonly passwords: readonly string[];
  /** Absent: pages are recognised at once, nothing is known of them. */
  readonly scans?: ScanOrder | undefined;
}

/** A file that cannot be read is a result, not a bug: thrown by formats, turned into the item's fate. */
export class ReadFault extends Error {
  readonly fate: Exclude<Fate, 'read'>;
  readonly reason: ReadReason;
  constructor(fate: Exclude<Fate, 'read'>, reason: ReadReason, options?: ErrorOptions) {
    super(`${fate}: ${reason}`, options);
    this.name = 'ReadFault';
    this.fate = fate;
    this.reason = reason;
  }
}

/**
 * One file format. To add one: a file in formats/, a line in formats/index.ts, a sample in the contract test.
 * A format that is both (a mail) has `read` for its own text and `members` for what it contains.
 */
export interface Format {
  /** Short name of the export: 'csv', 'docx', 'eml'. */
  readonly name: string;
  /** How sure the format is that this source is its own, 0 to 1, from `head` and (weakly) the extension. Pure, never throws. */
  recognise(head: Uint8Array, extension: string): number;
  /** The same for a compound file (OLE2), from its directory, which may lie anywhere in the file: asked instead of `recognise`. */
  recogniseCompound?(root: CompoundStorage): number;
  /** Reads the item's own text. Throws ReadFault. What was sent before a fault stays valid. */
  read?(source: Source, sink: Sink, context: ReadContext): Promise<void>;
  /**
   * Lists what the container holds, in order. Throws ReadFault when the container itself is unusable.
   * Where `wanted` is given, only the members whose ordinals (from 0) it names will be opened: the others are listed, and need no source.
   */
  members?(
    source: Source,
    context: ReadContext,
    wanted?: (ordinal: number) => boolean,
  ): AsyncIterable<Member>;
}
