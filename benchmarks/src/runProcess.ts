import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ProcessRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  /** Processor time of the process and all below it, as far as it was seen. */
  readonly processorSeconds: number;
  /** Largest sum of the resident memory of the process and all below it, bytes; PostgreSQL left out. */
  readonly peakBytes: number;
  /** Largest resident memory of any one process below it, bytes. */
  readonly peakChildBytes: number;
  /** Largest sum of the temporary files that they hold open and that have no name any more, bytes. */
  readonly peakTemporaryBytes: number;
}

export const CONSTAT = fileURLToPath(new URL('../../server/bin/constat.js', import.meta.url));

/** Arguments of `constat` with which a case of invented files is measured on a machine without a wall too. */
export function withoutSandbox(dir: string): string[] {
  return [
    'case',
    'exception',
    'add',
    'sandbox',
    '--reason',
    'a measurement on invented files',
    '--case',
    dir,
  ];
}

/** Runs a program to its end (or until `killAfterMs`), with what it printed and its peak memory. */
export async function runProcess(
  program: string,
  args: readonly string[],
  options: { input?: string; killAfterMs?: number; onError?: (text: string) => void } = {},
): Promise<ProcessRun> {
  const start = performance.now();
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  let peakBytes = 0;
  let peakChildBytes = 0;
  let peakTemporaryBytes = 0;
  const ticks = new Map<number, number>();
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => {
    const text = chunk.toString('utf8');
    err += text;
    options.onError?.(text);
  });
  child.stdin.end(options.input ?? '');
  const sampling = setInterval(() => {
    const used = treeBytes(child.pid!);
    peakBytes = Math.max(peakBytes, used.resident);
    peakChildBytes = Math.max(peakChildBytes, used.child);
    peakTemporaryBytes = Math.max(peakTemporaryBytes, used.temporary);
    for (const [pid, count] of used.ticks) ticks.set(pid, count);
  }, 200);
  const kill =
    options.killAfterMs === undefined
      ? undefined
      : setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(sampling);
  clearTimeout(kill);
  const processorSeconds = [...ticks.values()].reduce((sum, count) => sum + count, 0) / TICKS;
  return {
    code,
    out,
    err,
    seconds: (performance.now() - start) / 1000,
    processorSeconds,
    peakBytes,
    peakChildBytes,
    peakTemporaryBytes,
  };
}

/** What a process and its descendants use. */
interface Used {
  /** Resident memory (private and shared once). */
  readonly resident: number;
  /** That of the largest descendant. */
  readonly child: number;
  /** Files without a name. */
  readonly temporary: number;
  /** Processor time of each process, in clock ticks. */
  readonly ticks: readonly (readonly [number, number])[];
}

function treeBytes(root: number): Used {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      if (/^Name:\s+postgres/m.test(status)) continue;
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
      resident.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // The process has ended meanwhile.
    }
  }
  const belongs = (pid: number): boolean =>
    pid === root || (parents.has(pid) && parents.get(pid)! > 1 && belongs(parents.get(pid)!));
  const tree = [...resident.keys()].filter(belongs);
  return {
    resident: tree.reduce((sum, pid) => sum + resident.get(pid)!, 0),
    child: Math.max(0, ...tree.filter((pid) => pid !== root).map((pid) => resident.get(pid)!)),
    temporary: namelessBytes(tree),
    ticks: tree.map((pid) => [pid, ticksOf(pid)] as const),
  };
}

/** Clock ticks a second, as Linux counts processor time. */
const TICKS = 100;

/** User and system time: the 14th and 15th field, counted from the end of the name in brackets. */
function ticksOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

/** A file that several processes hold counts once. */
function namelessBytes(pids: readonly number[]): number {
  const files = new Map<string, number>();
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`;
    try {
      for (const fd of readdirSync(folder)) {
        if (!readlinkSync(`${folder}/${fd}`).endsWith(' (deleted)')) continue;
        const { dev, ino, size } = statSync(`${folder}/${fd}`);
        files.set(`${dev} ${ino}`, size);
      }
    } catch {
      // The process has ended meanwhile.
    }
  }
  return [...files.values()].reduce((sum, size) => sum + size, 0);
}
