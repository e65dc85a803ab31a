import type { Fate } from '@constat/contract/item.ts';
import type { ReadReason } from '../format.ts';

/** What a parser may do that a file has taken over, and what must become of the item. For tests and measurements; no child of a case knows it. */
export const MISDEEDS = {
  /** Never comes back. */
  loop: ['timed_out', 'stall_limit'],
  /** Fills the heap. */
  heap: ['out_of_memory', 'memory_limit'],
  /** Fills memory outside the heap. */
  buffers: ['out_of_memory', 'memory_limit'],
  /** Starts itself again and again. */
  fork_bomb: ['timed_out', 'stall_limit'],
  /** Writes until nothing more can be written, wherever it may. */
  disk: ['corrupt', 'damaged_structure'],
  /** Ends as if all were well. */
  exit: ['crashed', 'reader_crashed'],
  /** Sends ten gigabytes of text. */
  flood: ['read_in_part', 'output_limit'],
  /** Does not listen to SIGTERM. */
  stubborn: ['timed_out', 'stall_limit'],
  /** Leaves a process behind and ends. */
  orphan: ['crashed', 'reader_crashed'],
  /** Tries to write outside. */
  write: ['corrupt', 'damaged_structure'],
  /** Tries to connect. */
  connect: ['corrupt', 'damaged_structure'],
  /** Tries to read a file that is not its affair. */
  secret: ['corrupt', 'damaged_structure'],
  /** Sends a frame that says it is four gigabytes long. */
  lie: ['crashed', 'answer_refused'],
  /** Sends ten million records. */
  records: ['read_in_part', 'output_limit'],
} as const satisfies Record<string, readonly [Fate, ReadReason]>;

export type Misdeed = keyof typeof MISDEEDS;

/** When it does it: before it has sent anything, after some lines, after all of them. */
export const MOMENTS = ['before', 'between', 'at_end'] as const;
export type Moment = (typeof MOMENTS)[number];

/** What must become of an item: of one that is found to be damaged, the text before the damage counts. */
export function expectedEnd(misdeed: Misdeed, moment: Moment): readonly [Fate, ReadReason] {
  const [fate, reason] = MISDEEDS[misdeed];
  return [fate === 'corrupt' && moment !== 'before' ? 'read_in_part' : fate, reason];
}

/** What a file orders. */
export interface MisdeedOrder {
  readonly misdeed: Misdeed | 'none';
  readonly moment: Moment;
  /** Whether it is done while the file is listed, rather than while it is read. */
  readonly whileListing?: boolean;
  /** A file that it tries to read, a folder in which it tries to write, a port to which it tries to connect. */
  readonly secret?: string;
  readonly folder?: string;
  readonly port?: number;
}

/** First bytes of a file with an order. */
export const SIGNATURE = 'CONSTAT-MISDEED ';
/** Sent when an attempt got through. */
export const ESCAPED = 'ESCAPED';
/** Lines that a file has, in two segments. */
export const LINES = ['first line\n', 'second line\n'];

/** A file that makes the misbehaving parser do something. */
export function misdeedFile(order: MisdeedOrder): Uint8Array {
  return Buffer.from(SIGNATURE + JSON.stringify(order));
}
