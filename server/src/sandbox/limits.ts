/** What the kernel allows a child. It kills or refuses by itself, whatever becomes of the supervisor. */
export interface ChildLimits {
  /** Private memory: heap, buffers, stacks, WebAssembly. Node needs 1 GiB to start. */
  readonly dataBytes: number;
  /** Old space of V8's heap. */
  readonly heapBytes: number;
  /** Processor time of all threads together: the watchdog that needs nobody. */
  readonly cpuSeconds: number;
  /** The scratch file that a child is given; it can write to no other. */
  readonly scratchBytes: number;
  /** Processes and threads of the child's user. Node has about twelve threads. */
  readonly tasks: number;
  readonly descriptors: number;
}

const GIB = 2 ** 30;

export const DEFAULT_LIMITS: ChildLimits = {
  dataBytes: 4 * GIB,
  heapBytes: 2 * GIB,
  cpuSeconds: 48 * 3600,
  scratchBytes: 8 * GIB,
  tasks: 64,
  descriptors: 256,
};

/** The limits as options of prlimit, without that on tasks. No dumps of memory, no locked memory, no message queues. */
export function limitOptions(limits: ChildLimits): string[] {
  // The soft limit on processor time comes first, with a signal that tells it from others.
  return [
    `--data=${limits.dataBytes}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--fsize=${limits.scratchBytes}`,
    `--nofile=${limits.descriptors}`,
    '--core=0',
    '--memlock=0',
    '--msgqueue=0',
  ];
}

export function taskOption(limits: ChildLimits): string {
  return `--nproc=${limits.tasks}`;
}
