import { searchWall, settleWall, tryWalls } from '@constat/server/sandbox/settleWall.ts';
import type { Wall } from '@constat/server/sandbox/wall.ts';

/** Settles the wall of a measurement: of the kind that was asked for, else the best of this machine, else none. */
export async function settleWallOf(kind: string | undefined): Promise<Wall> {
  const wall: Wall = kind === 'none' ? { kind: 'none' } : ((await searchOf(kind)) ?? { kind: 'none' });
  settleWall(wall);
  return wall;
}

async function searchOf(kind: string | undefined): Promise<Wall | null> {
  if (kind === undefined || kind === '') return (await searchWall()).wall;
  if (kind !== 'bubblewrap' && kind !== 'util-linux') throw new Error(`unknown wall: ${kind}`);
  const { wall, error } = await tryWalls([kind]);
  if (wall === null) throw error;
  return wall;
}
