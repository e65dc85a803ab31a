import type { ChildLimits } from './limits.ts';
import { codeFolders } from './view.ts';

/**
 * What Node itself forbids a child. Seat belts, not walls: whoever runs code of his own in the process gets past them, most hostile files do not.
 * No code from strings, no __proto__, no native modules, a bounded heap; with the permission model no process, no thread, no inspector,
 * no file but the code
 * and the one that it may write.
 */
export function seatBelts(limits: ChildLimits, namedFile: string): string[] {
  return [
    '--disallow-code-generation-from-strings',
    '--disable-proto=throw',
    '--no-addons',
    '--permission',
    `--allow-fs-read=${namedFile}`,
    `--allow-fs-write=${namedFile}`,
    ...codeFolders().map((path) => `--allow-fs-read=${path}`),
    ...heapOptions(limits),
  ];
}

/** What a child needs in any case, also when the wall is tried without its seat belts. */
export function heapOptions(limits: ChildLimits): string[] {
  return [
    `--max-old-space-size=${Math.floor(limits.heapBytes / 2 ** 20)}`,
    // A small nursery: it would grow with the length of a file and save no time (what is read is not on the heap).
    '--max-semi-space-size=2',
    // The scratch file is reclaimed when what it holds is no longer reachable.
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
  ];
}
