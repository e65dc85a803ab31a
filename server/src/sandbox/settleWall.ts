import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { buildWall } from './buildWall.ts';
import { findTools, missingTools } from './findTools.ts';
import { isTight, type SelfTest, selfTest } from './selfTest.ts';
import type { StandingWall, Wall, WallKind } from './wall.ts';
import { WallError } from './wallError.ts';

/** bubblewrap first: its filter of system calls can be the stricter one. */
const KINDS: readonly WallKind[] = ['bubblewrap', 'util-linux'];
const KEY = 'constat.wall';

/** What trying all walls of this machine gave: the first that is tight, or why there is none. */
export type WallSearch = { readonly tests: readonly SelfTest[] } & (
  { readonly wall: StandingWall; readonly error: null } | { readonly wall: null; readonly error: WallError }
);

let search: Promise<WallSearch> | null = null;

/** Looks for a wall that holds: once for the whole process, in its main thread. Takes less than a second. */
export function searchWall(): Promise<WallSearch> {
  return (search ??= tryWalls(KINDS));
}

/** Tries kinds of wall, best first, until one is tight. `folders`: where their programs are looked for. */
export async function tryWalls(kinds: readonly WallKind[], folders?: readonly string[]): Promise<WallSearch> {
  const tools = findTools(folders);
  const tests: SelfTest[] = [];
  for (const kind of kinds) {
    const built = buildWall(kind, tools);
    if (built === null) continue;
    const test = await selfTest(built);
    tests.push(test);
    if (isTight(test)) return { wall: built, tests, error: null };
  }
  return { wall: null, tests, error: whyNone(tests, missingTools(kinds.at(-1)!, tools)) };
}

function whyNone(tests: readonly SelfTest[], missing: readonly string[]): WallError {
  if (process.platform !== 'linux') return new WallError('not_linux', process.platform);
  const open = tests.flatMap(({ results }) => results.filter(({ held }) => !held).map(({ name }) => name));
  if (open.length > 0) return new WallError('leaky', [...new Set(open)].join(', '));
  const faults = tests.map(({ wall, fault }) => `${wall.kind}: ${fault}`);
  return faults.length > 0
    ? new WallError('forbidden', faults.join('; '))
    : new WallError('no_tools', missing.join(', '));
}

/** Decides behind which wall all readers of this process work from now on, those of worker threads that start later too. */
export function settleWall(wall: Wall): void {
  setEnvironmentData(KEY, wall);
}

/** The wall that was settled. Nobody reads before somebody has decided. */
export function settledWall(): Wall {
  const wall = getEnvironmentData(KEY) as Wall | undefined;
  if (wall === undefined) throw new WallError('no_child', 'no wall was settled');
  return wall;
}
