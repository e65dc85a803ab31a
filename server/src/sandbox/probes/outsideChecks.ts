import { readFileSync, readlinkSync } from 'node:fs';
import { NAMED_FILE } from '../view.ts';
import type { StandingWall } from '../wall.ts';

/** What the supervisor sees of a child in /proc, which the child itself cannot deny. */
interface Seen {
  readonly wall: StandingWall;
  readonly status: (field: string) => string;
  readonly limit: (name: string) => string;
  readonly isOwnNamespace: (name: string) => boolean;
  readonly mounts: readonly string[];
}

/** Whether something holds. */
type Check = (seen: Seen) => boolean;

const NONE = '0000000000000000';
const isBounded = (value: string): boolean => /^\d+$/.test(value);

/** What stands in for the attempts that Node cannot make by itself: mount, ptrace, keys, BPF, raising limits … */
export const OUTSIDE_CHECKS = {
  own_user: ({ wall, status, isOwnNamespace }) =>
    wall.asRoot ? isOtherUser(status('Uid')) : isOwnNamespace('user'),
  no_groups: ({ wall, status }) => !wall.asRoot || status('Groups') === '',
  no_rights: ({ status }) => ['CapEff', 'CapPrm', 'CapAmb'].every((field) => status(field) === NONE),
  no_new_rights: ({ status }) => status('NoNewPrivs') === '1',
  system_call_filter: ({ wall, status }) => wall.filter === null || status('Seccomp') === '2',
  own_network: ({ isOwnNamespace }) => isOwnNamespace('net'),
  own_mounts: ({ isOwnNamespace }) => isOwnNamespace('mnt'),
  own_processes: ({ isOwnNamespace }) => isOwnNamespace('pid'),
  own_messages: ({ isOwnNamespace }) => isOwnNamespace('ipc'),
  own_names: ({ isOwnNamespace }) => isOwnNamespace('uts'),
  mounts_read_only: ({ mounts }) => mounts.length > 0 && mounts.every(isHarmless),
  memory_limit: ({ limit }) => isBounded(limit('Max data size')),
  processor_limit: ({ limit }) => isBounded(limit('Max cpu time')),
  file_size_limit: ({ limit }) => isBounded(limit('Max file size')),
  descriptor_limit: ({ limit }) => isBounded(limit('Max open files')),
  no_memory_dump: ({ limit }) => limit('Max core file size') === '0',
} satisfies Record<string, Check>;

export type OutsideCheck = keyof typeof OUTSIDE_CHECKS;

/** All checks of one process, as it is now. */
export function checkOutside(wall: StandingWall, pid: number): [OutsideCheck, boolean][] {
  const seen = look(wall, pid);
  return Object.entries(OUTSIDE_CHECKS).map(([name, check]) => [name as OutsideCheck, check(seen)]);
}

function look(wall: StandingWall, pid: number): Seen {
  const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const [status, limits] = [read('status'), read('limits')];
  return {
    wall,
    status: (field) => new RegExp(`^${field}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1] ?? '',
    limit: (name) =>
      limits
        .split('\n')
        .find((line) => line.startsWith(name))
        ?.slice(26)
        .trim()
        .split(' ')[0] ?? '',
    isOwnNamespace: (name) =>
      readlinkSync(`/proc/${pid}/ns/${name}`) !== readlinkSync(`/proc/self/ns/${name}`),
    mounts: read('mountinfo').trim().split('\n'),
  };
}

/** Whether a line of mountinfo is read-only, or the one file that the child may write; neither holds devices or programs with a user. */
function isHarmless(line: string): boolean {
  const [, , , , point, options] = line.split(' ');
  const has = (option: string): boolean => options!.split(',').includes(option);
  return (has('ro') || point === NAMED_FILE) && has('nosuid') && has('nodev');
}

function isOtherUser(ids: string): boolean {
  return ids.split('\t').every((id) => id !== '0' && Number(id) !== process.getuid?.());
}

/** The last descendant of a process: node, behind the programs that built the wall. */
export function lastDescendant(pid: number): number {
  let last = pid;
  for (;;) {
    const children = readFileSync(`/proc/${last}/task/${last}/children`, 'utf8').trim();
    if (children === '') return last;
    last = Number(children.split(' ').at(-1));
  }
}
