import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const MAIN = fileURLToPath(new URL('child/main.ts', import.meta.url));

/** Heap of a reading child, MB. */
const HEAP_MB = 2048;

/** Starts a reading child: no environment, no code from strings, no __proto__, a bounded heap. */
export function spawnChild(): Child {
  const flags = [
    '--disallow-code-generation-from-strings',
    '--disable-proto=throw',
    `--max-old-space-size=${HEAP_MB}`,
    '--disable-warning=ExperimentalWarning',
  ];
  return spawn(process.execPath, [...flags, MAIN], { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe'] });
}
