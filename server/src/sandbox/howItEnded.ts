import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** What ended a child that had not finished. */
export type End = 'memory' | 'processor' | 'crash';

const { SIGKILL, SIGXCPU } = constants.signals;
/** What the runtime prints when memory is refused to it: V8, C++, the system. */
const OUT_OF_MEMORY = /out of memory|Array buffer allocation failed|bad_alloc|ENOMEM|Cannot allocate memory/i;
/** A program in between reports the signal of its child as 128 + number. */
const SIGNALLED = 128;

/** Tells from exit code or signal, the last words and the kernel's count of processes that it ended for want of memory. */
export function howItEnded(
  exit: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  lastWords: string,
  killsBefore: number,
): End {
  const { code, signal } = exit;
  const number = signal === null ? (code ?? 0) - SIGNALLED : constants.signals[signal];
  if (number === SIGXCPU) return 'processor';
  if (OUT_OF_MEMORY.test(lastWords)) return 'memory';
  return number === SIGKILL && memoryKills() > killsBefore ? 'memory' : 'crash';
}

/** How many processes the kernel has ended for want of memory since it started, in any group; 0 where it does not say. */
export function memoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
