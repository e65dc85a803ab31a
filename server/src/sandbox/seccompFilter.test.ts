import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FilterMoment, seccompFilter } from './seccompFilter.ts';
import {
  ABSENT_CALLS,
  CLONE,
  FORBIDDEN_BEHIND_THE_WALL,
  FORBIDDEN_CALLS,
  type Machine,
  MMAP,
  SOCKETPAIR,
} from './systemCalls.ts';

const AUDIT_ARCH = { x64: 0xc000003e, arm64: 0xc00000b7 };
const MACHINES = ['x64', 'arm64'] as const;

interface Call {
  readonly number: number;
  readonly arch?: number;
  readonly args?: readonly number[];
}

/** What the kernel would answer: 'allow', 'kill' or an error number. A small interpreter of classic BPF. */
function answer(machine: Machine, moment: FilterMoment, { number, arch, args = [] }: Call): string {
  const program = Buffer.from(seccompFilter(moment, machine)!);
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(arch ?? AUDIT_ARCH[machine], 4);
  args.forEach((value, i) => data.writeUInt32LE(value >>> 0, 16 + 8 * i));
  let a = 0;
  for (let pc = 0; pc < program.length / 8; pc++) {
    const [code, jt, jf, k] = [
      program.readUInt16LE(8 * pc),
      program[8 * pc + 2]!,
      program[8 * pc + 3]!,
      program.readUInt32LE(8 * pc + 4),
    ];
    if (code === 0x20) a = data.readUInt32LE(k);
    else if (code === 0x15) pc += a === k ? jt : jf;
    else if (code === 0x35) pc += a >= k ? jt : jf;
    else if (code === 0x45) pc += (a & k) !== 0 ? jt : jf;
    else if (code === 0x54) a = (a & k) >>> 0;
    else if (code === 0x05) pc += k;
    else if (code === 0x06)
      return k === 0x7fff0000 ? 'allow' : k === 0x80000000 ? 'kill' : String(k & 0xffff);
    else assert.fail(`unknown instruction ${code}`);
  }
  return assert.fail('the program has no end');
}

for (const machine of MACHINES) {
  const numbers = (calls: Readonly<Record<string, Readonly<Record<Machine, number | null>>>>): number[] =>
    Object.values(calls)
      .map((call) => call[machine])
      .filter((number) => number !== null);

  test(`seccompFilter (${machine}) answers EPERM to what is forbidden and ENOSYS to what is absent`, () => {
    for (const moment of ['before', 'behind'] as const) {
      for (const number of numbers(FORBIDDEN_CALLS)) assert.equal(answer(machine, moment, { number }), '1');
      for (const number of numbers(ABSENT_CALLS)) assert.equal(answer(machine, moment, { number }), '38');
    }
    for (const number of numbers(FORBIDDEN_BEHIND_THE_WALL)) {
      assert.equal(answer(machine, 'behind', { number }), '1');
      assert.equal(answer(machine, 'before', { number }), 'allow');
    }
  });

  test(`seccompFilter (${machine}) lets everything else through, as long as it is of this machine`, () => {
    const special = new Set([
      ...numbers({
        ...FORBIDDEN_CALLS,
        ...FORBIDDEN_BEHIND_THE_WALL,
        ...ABSENT_CALLS,
        CLONE,
        SOCKETPAIR,
        MMAP,
      }),
    ]);
    for (let number = 0; number < 600; number++) {
      if (!special.has(number)) assert.equal(answer(machine, 'behind', { number }), 'allow');
      assert.equal(answer(machine, 'behind', { number, arch: 0x40000003 }), 'kill');
    }
    if (machine === 'x64') assert.equal(answer(machine, 'behind', { number: 0x40000000 }), 'kill');
  });

  test(`seccompFilter (${machine}) looks at the arguments of clone, socketpair and mmap`, () => {
    const [clone, socketpair, mmap] = [CLONE, SOCKETPAIR, MMAP].map((call) => call[machine]!) as [
      number,
      number,
      number,
    ];
    const thread = 0x3d0f00;
    assert.equal(answer(machine, 'behind', { number: clone, args: [thread] }), 'allow');
    assert.equal(answer(machine, 'behind', { number: clone, args: [17] }), '1');
    assert.equal(answer(machine, 'before', { number: clone, args: [17] }), 'allow');
    for (const namespace of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
      for (const moment of ['before', 'behind'] as const)
        assert.equal(answer(machine, moment, { number: clone, args: [thread | namespace] }), '1');
    assert.equal(answer(machine, 'behind', { number: socketpair, args: [1] }), 'allow');
    assert.equal(answer(machine, 'behind', { number: socketpair, args: [2] }), '1');
    const [shared, isPrivate, anonymous] = [1, 2, 0x20];
    assert.equal(
      answer(machine, 'behind', { number: mmap, args: [0, 0, 0, isPrivate | anonymous] }),
      'allow',
    );
    assert.equal(answer(machine, 'behind', { number: mmap, args: [0, 0, 0, shared | anonymous] }), '1');
    assert.equal(answer(machine, 'behind', { number: mmap, args: [0, 0, 0, shared] }), 'allow');
  });
}
