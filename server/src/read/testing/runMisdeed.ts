import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { ChildLimits } from '../../sandbox/limits.ts';
import type { Wall } from '../../sandbox/wall.ts';
import { decode } from '../../text/windows1252.ts';
import { createReader } from '../childReader.ts';
import type { ReadEvent, Reader } from '../reader.ts';
import { ESCAPED, expectedEnd, LINES, type Misdeed, misdeedFile, type Moment, MOMENTS } from './misdeeds.ts';

/** What came of one misdeed. */
export interface MisdeedOutcome {
  readonly misdeed: Misdeed;
  readonly moment: Moment;
  readonly fate: string;
  readonly reason: string;
  /** Whether the fate is the right one, the lines sent before were kept, and nothing got out. */
  readonly isContained: boolean;
  /** From the end of the item to the first line of the next file. */
  readonly nextMs: number;
  readonly seconds: number;
}

/** Small, so that a misdeed comes to its limit soon. */
const LIMITS: Partial<ChildLimits> = {
  heapBytes: 128 * 2 ** 20,
  dataBytes: 1.25 * 2 ** 30,
  scratchBytes: 64 * 2 ** 20,
};
const STALL_MS = 3_000;

/** Lets the misbehaving parser do something, behind a wall and without seat belts, and reads a harmless file afterwards. */
export async function runMisdeed(
  wall: Wall,
  folder: string,
  misdeed: Misdeed,
  moment: Moment,
): Promise<MisdeedOutcome> {
  const start = performance.now();
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const secret = join(folder, 'secret');
  const [bad, good] = [join(folder, 'bad'), join(folder, 'good')];
  await writeFile(secret, 'x', { mode: 0o644 });
  const { port } = server.address() as AddressInfo;
  await writeFile(bad, misdeedFile({ misdeed, moment, secret, folder, port }));
  await writeFile(good, misdeedFile({ misdeed: 'none', moment }));
  const reader = createReader({
    wall,
    limits: LIMITS,
    stallMs: STALL_MS,
    program: { main: new URL('misbehavingChild.ts', import.meta.url), withSeatBelts: false },
  });
  try {
    const seen = await readOne(reader, bad);
    const ended = performance.now();
    const next = await readOne(reader, good);
    const [fate, reason] = expectedEnd(misdeed, moment);
    const isContained =
      seen.fate === fate &&
      seen.reason === reason &&
      seen.text.startsWith(LINES.slice(0, MOMENTS.indexOf(moment)).join('')) &&
      !seen.text.includes(ESCAPED) &&
      !readdirSync(folder).includes('escaped') &&
      next.fate === 'read';
    return {
      misdeed,
      moment,
      fate: seen.fate,
      reason: seen.reason,
      isContained,
      nextMs: next.firstLine - ended,
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    await reader.close();
    server.close();
  }
}

/** The fate of a file, its first lines, and when the first of them came. */
async function readOne(
  reader: Reader,
  file: string,
): Promise<{ fate: string; reason: string; text: string; firstLine: number }> {
  let text = '';
  let firstLine = 0;
  let end: Extract<ReadEvent, { kind: 'end' }> | null = null;
  for await (const event of reader.read(Buffer.from(file), [[]])) {
    if (event.kind === 'end') end = event;
    if (event.kind !== 'text') continue;
    if (firstLine === 0) firstLine = performance.now();
    if (text.length < 1_000) text += decode(event.bytes.subarray(0, 1_000));
  }
  return { fate: end?.fate ?? '', reason: end?.reason ?? '', text, firstLine };
}

/** Processes that live in another process space than this one: children of a wall that this process built, and what somebody left behind. */
export function walledProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isWalled(pid) && !belongsToAnother(pid));
}

function isWalled(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) !== readlinkSync('/proc/self/ns/pid');
  } catch {
    return false;
  }
}

/**
 * Whether a process descends from one that is not this one and started a wall: others on the machine read too. The program that builds the wall stands
 * outside of it and may be all that is left, so that it does not count.
 */
function belongsToAnother(pid: number): boolean {
  let outside = 0;
  for (let parent = parentOf(pid); parent > 1; parent = parentOf(parent)) {
    if (parent === process.pid) return false;
    if (!isWalled(parent)) outside++;
  }
  return outside > 1;
}

/** The number of the parent; 0 where the process is gone. */
function parentOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
