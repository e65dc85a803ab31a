import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { commandLine } from './commandLine.ts';
import { NOBODY, nextChildUser } from './childUser.ts';
import { codeCacheOptions, shareCodeCache } from './codeCache.ts';
import { SCRATCH_DESCRIPTOR } from './descriptors.ts';
import { findTools } from './findTools.ts';
import { type ChildLimits, limitOptions } from './limits.ts';
import { heapOptions, seatBelts } from './seatBelts.ts';
import { CODE_CACHE, NAMED_FILE } from './view.ts';
import type { Tools, Wall } from './wall.ts';

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface ChildProgram {
  /** The module to run. */
  readonly main: URL;
  /** Arguments of the module. */
  readonly args?: readonly string[];
  readonly limits: ChildLimits;
  /** Path of the file that the child may write; the module is told its name in the child as first argument. */
  readonly namedFile: string;
  /** Descriptors that the child gets as 3, 4, …: its scratch file, its input. */
  readonly descriptors?: readonly number[];
  /** False only where the wall is to be tried by itself. */
  readonly withSeatBelts?: boolean;
}

/**
 * Starts a module as a child process behind the wall: without environment, in a process group of its own. The child ends with the thread that
 * started it. Killing the returned process ends it and everything that it may have started.
 */
export function startChild(wall: Wall, program: ChildProgram): Child {
  const { limits, descriptors = [] } = program;
  const hasBelts = program.withSeatBelts !== false;
  const namedFile = wall.kind === 'none' ? program.namedFile : NAMED_FILE;
  const belts = hasBelts ? seatBelts(limits, namedFile) : heapOptions(limits);
  const module = [fileURLToPath(program.main), namedFile, ...(program.args ?? [])];
  if (wall.kind === 'none')
    return spawnWith([...withLimits(limits), process.execPath, ...belts, ...module], descriptors);
  const user = wall.asRoot ? nextChildUser() : NOBODY;
  const compiled = hasBelts && wall.codeCache !== null ? compiledCode(wall.codeCache, user) : [];
  const filter = wall.kind === 'bubblewrap' && wall.filter !== null ? openSync(wall.filter, 'r') : null;
  try {
    const command = commandLine({
      wall,
      limits,
      user,
      namedFile: program.namedFile,
      args: [...belts, ...compiled, ...module],
      filterDescriptor: filter === null ? null : SCRATCH_DESCRIPTOR + descriptors.length,
    });
    return spawnWith(command, filter === null ? descriptors : [...descriptors, filter]);
  } finally {
    if (filter !== null) closeSync(filter);
  }
}

/** Even without a wall the kernel keeps to the limits, and gives no new rights, where the programs for that are there. */
function withLimits(limits: ChildLimits): string[] {
  const { prlimit, setpriv } = (tools ??= findTools());
  return [
    ...(setpriv === undefined ? [] : [setpriv, '--no-new-privs', '--pdeathsig', 'KILL', '--']),
    ...(prlimit === undefined ? [] : [prlimit, ...limitOptions(limits), '--']),
  ];
}

let tools: Tools | null = null;

function compiledCode(cache: string, user: number): string[] {
  shareCodeCache(cache, user);
  return codeCacheOptions(CODE_CACHE);
}

function spawnWith(command: readonly string[], descriptors: readonly number[]): Child {
  return spawn(command[0]!, command.slice(1), {
    env: {},
    cwd: '/',
    // Ctrl-C in the terminal is the supervisor's affair.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', ...descriptors],
  }) as Child;
}

/** Ends a child and whatever it started, at once. */
export function endChild(child: Child): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // The whole process group: without a wall nothing else would end the children of a child.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
