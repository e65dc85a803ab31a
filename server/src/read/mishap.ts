import type { Fate } from '@constat/contract/item.ts';
import type { End } from '../sandbox/howItEnded.ts';
import { AnswerLimitError } from './answerCheck.ts';
import type { ReadReason } from './format.ts';

/** How a child ended before it was done, as the fate of the item that it was at. */
export interface Mishap {
  readonly fate: Exclude<Fate, 'read'>;
  readonly reason: ReadReason;
}

/** Which clock ended a child: nothing moved, one item took too long, the whole request took too long. */
export type Clock = 'stall' | 'item' | 'total';

const OF_CLOCK: Readonly<Record<Clock, Mishap>> = {
  stall: { fate: 'timed_out', reason: 'stall_limit' },
  item: { fate: 'timed_out', reason: 'time_limit' },
  total: { fate: 'timed_out', reason: 'total_limit' },
};

const OF_END: Readonly<Record<End, Mishap>> = {
  memory: { fate: 'out_of_memory', reason: 'memory_limit' },
  processor: { fate: 'timed_out', reason: 'cpu_limit' },
  crash: { fate: 'crashed', reason: 'reader_crashed' },
};

export function mishapOfClock(clock: Clock): Mishap {
  return OF_CLOCK[clock];
}

export function mishapOfEnd(end: End): Mishap {
  return OF_END[end];
}

/** What an answer that was refused means: beyond a limit the item counts as read in part, anything else as a crash. */
export function mishapOfAnswer(error: Error): Mishap {
  return error instanceof AnswerLimitError
    ? { fate: 'read_in_part', reason: error.reason }
    : { fate: 'crashed', reason: 'answer_refused' };
}
