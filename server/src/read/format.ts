import type { Fate } from '@constat/contract/item.ts';
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
}

/** Takes what a format reads, in order. Await it: it is the back-pressure, and the segment's arrays are used again afterwards. */
export interface Sink {
  segment(segment: Segment): Promise<void> | void;
}

/** A member of a container. */
export interface Member {
  /** Original name bytes as stored, '' allowed. */
  readonly name: Uint8Array;
  /** The name decoded for display. Nothing is ever written under it. */
  readonly displayName: string;
  /** Opens the content; absent when it cannot be had (then `fate` says why). */
  readonly source?: Source;
  readonly fate?: Extract<Fate, 'encrypted' | 'corrupt' | 'unsupported'>;
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
  'no_text',
  'no_bytes',
  'image_only',
  'size_limit',
  'member_limit',
  'depth_limit',
  'page_limit',
  'output_limit',
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
  /** Reads the item's own text. Throws ReadFault. What was sent before a fault stays valid. */
  read?(source: Source, sink: Sink, context: ReadContext): Promise<void>;
  /** Lists what the container holds, in order. Throws ReadFault when the container itself is unusable. */
  members?(source: Source, context: ReadContext): AsyncIterable<Member>;
}
