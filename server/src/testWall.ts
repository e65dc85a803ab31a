import { searchWall, settleWall, tryWalls } from './sandbox/settleWall.ts';
import type { StandingWall, Wall, WallKind } from './sandbox/wall.ts';

/** Settles the wall for tests that read: the best that this machine lets us build, or none, since tests read files of their own. */
export async function settleTestWall(): Promise<Wall> {
  const wall = (await searchWall()).wall ?? ({ kind: 'none' } as const);
  settleWall(wall);
  return wall;
}

/** For tests of the walls themselves: the wall of this kind, or why the test must be left out. */
export async function testWallOf(
  kind: WallKind,
): Promise<{ wall: StandingWall; skip: false } | { wall: null; skip: string }> {
  const { wall, error } = await tryWalls([kind]);
  return wall === null ? { wall, skip: `no wall by ${kind} here: ${error.message}` } : { wall, skip: false };
}
