import { readFileSync } from 'node:fs';

const CLOCK_TICKS = 100;

/**
 * Processor time of this process and of everything below it. A child behind the wall is a grandchild's child, and what is killed hands its time on
 * to nobody: so {@link sample} notes what each process has used so far, and must be called before one ends.
 */
export class ProcessTime {
  readonly #seconds = new Map<number, number>();

  /** Notes the time of all processes below this one. */
  sample(): void {
    for (const pid of descendants(process.pid)) {
      const seconds = secondsOf(pid);
      if (seconds !== null) this.#seconds.set(pid, seconds);
    }
  }

  /** Seconds of all of them together, those that have ended too. */
  get total(): number {
    this.sample();
    return [...this.#seconds.values()].reduce((sum, seconds) => sum + seconds, secondsOf(process.pid) ?? 0);
  }
}

/** Processor time of a process alone; null when it has ended. */
function secondsOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
  } catch {
    return null;
  }
}

/** All processes below one. */
export function descendants(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.flatMap((child) => [Number(child), ...descendants(Number(child))]);
  } catch {
    return [];
  }
}
