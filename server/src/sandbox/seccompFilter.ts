import {
  ABSENT_CALLS,
  CLONE,
  FORBIDDEN_BEHIND_THE_WALL,
  FORBIDDEN_CALLS,
  type Machine,
  MMAP,
  SOCKETPAIR,
} from './systemCalls.ts';

/**
 * When a filter is loaded: before the wall is built (by perl, with util-linux), so that mounting and new namespaces must still be possible, or
 * behind it (by bubblewrap), where a process may not even have a child.
 */
export type FilterMoment = 'before' | 'behind';

/** Classic BPF and seccomp, from linux/bpf_common.h, linux/seccomp.h, linux/audit.h. */
const LOAD = 0x20;
const JUMP = 0x05;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_GREATER_OR_EQUAL = 0x35;
const JUMP_IF_BITS = 0x45;
const AND = 0x54;
const RETURN = 0x06;
const ALLOW = 0x7fff_0000;
const KILL_PROCESS = 0x8000_0000;
const failWith = (errno: number): number => 0x0005_0000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const AUDIT_ARCH: Readonly<Record<Machine, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 };
/** Numbers from here on are calls of the x32 ABI. */
const X32 = 0x4000_0000;

/** Offsets in struct seccomp_data. An argument has 64 bits; its lower half comes first on both machines. */
const NUMBER = 0;
const ARCH = 4;
const argument = (index: number): number => 16 + 8 * index;

const AF_UNIX = 1;
const CLONE_THREAD = 0x1_0000;
/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const CLONE_NEW = 0x0002_0000 | 0x7e00_0000;
const MAP_TYPE = 0x0f;
const MAP_PRIVATE = 2;
const MAP_ANONYMOUS = 0x20;

interface Instruction {
  readonly code: number;
  readonly k: number;
  readonly jt?: number;
  readonly jf?: number;
}

/** The filter for this machine as an array of struct sock_filter, or null where none can be built. */
export function seccompFilter(moment: FilterMoment, arch: string = process.arch): Uint8Array | null {
  if (arch !== 'x64' && arch !== 'arm64') return null;
  return assemble([
    ...refuseOtherAbis(arch),
    ...forbid(arch, { ...FORBIDDEN_CALLS, ...(moment === 'behind' ? FORBIDDEN_BEHIND_THE_WALL : {}) }, EPERM),
    ...forbid(arch, ABSENT_CALLS, ENOSYS),
    ...whereCall(CLONE[arch], moment === 'behind' ? onlyThreads() : noNewNamespaces()),
    ...whereCall(SOCKETPAIR[arch], onlyUnixPairs()),
    ...whereCall(MMAP[arch], noSharedAnonymousMemory()),
    { code: RETURN, k: ALLOW },
  ]);
}

function refuseOtherAbis(arch: Machine): Instruction[] {
  const kill = { code: RETURN, k: KILL_PROCESS };
  return [
    { code: LOAD, k: ARCH },
    { code: JUMP_IF_EQUAL, k: AUDIT_ARCH[arch], jt: 1 },
    kill,
    { code: LOAD, k: NUMBER },
    ...(arch === 'x64' ? [{ code: JUMP_IF_GREATER_OR_EQUAL, k: X32, jf: 1 }, kill] : []),
  ];
}

/** One comparison a call, then the answer that all share. */
function forbid(
  arch: Machine,
  calls: Readonly<Record<string, Readonly<Record<Machine, number | null>>>>,
  errno: number,
): Instruction[] {
  const numbers = Object.values(calls)
    .map((call) => call[arch])
    .filter((number) => number !== null);
  return [
    ...numbers.map((k, i) => ({ code: JUMP_IF_EQUAL, k, jt: numbers.length - i })),
    { code: JUMP, k: 1 },
    { code: RETURN, k: failWith(errno) },
  ];
}

/** Instructions for one call; they end with an answer. */
function whereCall(number: number | null, body: readonly Instruction[]): Instruction[] {
  return number === null ? [] : [{ code: JUMP_IF_EQUAL, k: number, jf: body.length }, ...body];
}

function onlyThreads(): Instruction[] {
  return [
    { code: LOAD, k: argument(0) },
    { code: JUMP_IF_BITS, k: CLONE_THREAD, jf: 2 },
    { code: JUMP_IF_BITS, k: CLONE_NEW, jt: 1 },
    { code: RETURN, k: ALLOW },
    { code: RETURN, k: failWith(EPERM) },
  ];
}

function noNewNamespaces(): Instruction[] {
  return [
    { code: LOAD, k: argument(0) },
    { code: JUMP_IF_BITS, k: CLONE_NEW, jt: 1 },
    { code: RETURN, k: ALLOW },
    { code: RETURN, k: failWith(EPERM) },
  ];
}

function onlyUnixPairs(): Instruction[] {
  return [
    { code: LOAD, k: argument(0) },
    { code: JUMP_IF_EQUAL, k: AF_UNIX, jf: 1 },
    { code: RETURN, k: ALLOW },
    { code: RETURN, k: failWith(EPERM) },
  ];
}

/** Shared memory without a file is not counted by the limit on data. */
function noSharedAnonymousMemory(): Instruction[] {
  return [
    { code: LOAD, k: argument(3) },
    { code: JUMP_IF_BITS, k: MAP_ANONYMOUS, jf: 3 },
    { code: AND, k: MAP_TYPE },
    { code: JUMP_IF_EQUAL, k: MAP_PRIVATE, jt: 1 },
    { code: RETURN, k: failWith(EPERM) },
    { code: RETURN, k: ALLOW },
  ];
}

function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [i, { code, k, jt = 0, jf = 0 }] of program.entries()) {
    bytes.writeUInt16LE(code, 8 * i);
    bytes[8 * i + 2] = jt;
    bytes[8 * i + 3] = jf;
    bytes.writeUInt32LE(k >>> 0, 8 * i + 4);
  }
  return bytes;
}
