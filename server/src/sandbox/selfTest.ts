import { closeSync, openSync } from 'node:fs';
import { DEFAULT_LIMITS } from './limits.ts';
import type { BeltProbe, InsideProbe } from './probes/insideProbes.ts';
import { checkOutside, lastDescendant, type OutsideCheck } from './probes/outsideChecks.ts';
import { type OpenTargets, openTargets } from './probes/targets.ts';
import { closeNamedFile, makeNamedFile } from './namedFile.ts';
import { openHandedFile, openScratchFile } from './scratchFile.ts';
import { type Child, endChild, startChild } from './startChild.ts';
import type { StandingWall } from './wall.ts';

export type ProbeName = InsideProbe | BeltProbe | OutsideCheck | 'nobody_arrived' | 'nothing_changed';

/** One attempt to break out, or one look from outside. */
export interface ProbeResult {
  readonly name: ProbeName;
  /** inside: tried by the child without seat belts; belt: tried with them; outside: seen by this process. */
  readonly from: 'inside' | 'belt' | 'outside';
  readonly held: boolean;
  /** What stopped it: an error code. */
  readonly detail: string;
}

/** What trying a wall gave. */
export interface SelfTest {
  readonly wall: StandingWall;
  /** Empty when no child could be started: then `fault` says what the programs printed. */
  readonly results: readonly ProbeResult[];
  readonly fault: string;
  readonly milliseconds: number;
}

/** A child that tries to break out has so long. */
const PATIENCE_MS = 15_000;
const PROBE_CHILD = new URL('probes/probeChild.ts', import.meta.url);

/** Tries a wall: two children make all attempts to break out, one of them without seat belts; this process looks at them from outside. */
export async function selfTest(wall: StandingWall): Promise<SelfTest> {
  const start = performance.now();
  const open = await openTargets();
  const done = (results: ProbeResult[], fault = ''): SelfTest => ({
    wall,
    results,
    fault,
    milliseconds: performance.now() - start,
  });
  try {
    const [inside, belts] = await Promise.all([
      runProbes(wall, open, 'inside'),
      runProbes(wall, open, 'belts'),
    ]);
    return done([...inside, ...belts, ...afterwards(open)]);
  } catch (error) {
    if (error instanceof ProbeFailure) return done([], error.message);
    throw error;
  } finally {
    open.close();
  }
}

/** Whether every attempt was stopped. */
export function isTight(test: SelfTest): boolean {
  return test.results.length > 0 && test.results.every(({ held }) => held);
}

/** The child did not start, or did not answer. */
class ProbeFailure extends Error {}

async function runProbes(
  wall: StandingWall,
  open: OpenTargets,
  which: 'inside' | 'belts',
): Promise<ProbeResult[]> {
  const copy = openHandedFile();
  const descriptors = [openScratchFile(), copy.reader, openSync(open.input, 'r')];
  const named = makeNamedFile();
  const child = startChild(wall, {
    main: PROBE_CHILD,
    args: [which, JSON.stringify(open.targets)],
    limits: DEFAULT_LIMITS,
    namedFile: named.path,
    descriptors,
    withSeatBelts: which === 'belts',
  });
  for (const descriptor of [copy.writer, ...descriptors]) closeSync(descriptor);
  try {
    const outcomes = JSON.parse(await firstLine(child)) as [InsideProbe | BeltProbe, string][];
    return [
      ...outcomes.map(([name, detail]) => ({
        name,
        from: which === 'belts' ? ('belt' as const) : which,
        held: detail !== '',
        detail,
      })),
      ...(which === 'inside' ? seenFromOutside(wall, child.pid!) : []),
    ];
  } finally {
    endChild(child);
    closeNamedFile(named);
  }
}

function seenFromOutside(wall: StandingWall, pid: number): ProbeResult[] {
  return checkOutside(wall, lastDescendant(pid)).map(([name, held]) => ({
    name,
    from: 'outside',
    held,
    detail: '',
  }));
}

/** What the targets themselves have noticed. */
function afterwards(open: OpenTargets): ProbeResult[] {
  return [
    { name: 'nobody_arrived', from: 'outside', held: open.arrivals() === 0, detail: '' },
    { name: 'nothing_changed', from: 'outside', held: open.areUntouched(), detail: '' },
  ];
}

function firstLine(child: Child): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let errors = '';
    const fail = (why: string): void => reject(new ProbeFailure(why));
    const timer = setTimeout(() => fail('no answer'), PATIENCE_MS);
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      if (!out.includes('\n')) return;
      clearTimeout(timer);
      resolve(out.split('\n')[0]!);
    });
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-2000)));
    child.once('error', (error) => fail(error.message));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      fail(firstComplaint(errors) || `exit ${code ?? signal}`);
    });
  });
}

/** The line of what programs printed that says what is wrong; before it Node prints where. */
function firstComplaint(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\S*(?:error|:)/i.test(line) && !line.startsWith('node:')) ?? lines[0] ?? '';
}
