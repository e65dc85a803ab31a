import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MISDEEDS, type Misdeed, MOMENTS } from '@constat/server/read/testing/misdeeds.ts';
import { type MisdeedOutcome, runMisdeed, walledProcesses } from '@constat/server/read/testing/runMisdeed.ts';
import { tryWalls } from '@constat/server/sandbox/settleWall.ts';
import type { WallKind } from '@constat/server/sandbox/wall.ts';
import { waitUntil } from '@constat/server/testWait.ts';
import { atLeast, atMost, type Bar, type Measure } from '../measure.ts';

export const misbehavingParser: Measure = {
  name: 'misbehaving-parser',
  help: '14 misdeeds of a parser at three moments, behind each kind of wall that this machine lets us build (walls=bubblewrap,util-linux)',
  async run(options) {
    const kinds = (options.get('walls') ?? 'bubblewrap,util-linux').split(',') as WallKind[];
    const table: string[] = [];
    const bars: Bar[] = [];
    const figures: Record<string, unknown> = {};
    for (const kind of kinds) {
      const outcomes = await runAll(kind);
      if (outcomes === null) {
        table.push(`${kind}: cannot be built here`);
        continue;
      }
      figures[kind] = outcomes;
      table.push(...rows(kind, outcomes));
      const contained = outcomes.filter(({ isContained }) => isContained).length;
      const slowest = Math.max(...outcomes.map(({ nextMs }) => nextMs));
      bars.push(
        atLeast(`${kind}: contained, with the right fate`, contained, outcomes.length, 0),
        atMost(`${kind}: the next file begins after, s`, slowest / 1000, 2, 1),
        atMost(`${kind}: processes left`, outcomes.filter(({ left }) => left).length, 0, 0),
      );
    }
    return { figures, table, bars };
  },
};

type Outcome = MisdeedOutcome & { readonly left: boolean };

async function runAll(kind: WallKind): Promise<Outcome[] | null> {
  const { wall } = await tryWalls([kind]);
  if (wall === null) return null;
  const folder = await mkdtemp(join(tmpdir(), 'constat-misdeeds-'));
  await chmod(folder, 0o755);
  try {
    const outcomes: Outcome[] = [];
    for (const misdeed of Object.keys(MISDEEDS) as Misdeed[]) {
      for (const moment of MOMENTS) {
        const before = new Set(walledProcesses());
        const outcome = await runMisdeed(wall, folder, misdeed, moment);
        const gone = (): boolean => walledProcesses().every((pid) => before.has(pid));
        const left = await waitUntil(gone, 'left').then(
          () => false,
          () => true,
        );
        outcomes.push({ ...outcome, left });
      }
    }
    return outcomes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One line a misdeed, with its three moments. */
function rows(kind: WallKind, outcomes: readonly Outcome[]): string[] {
  const head = `${kind.padEnd(12)} ${MOMENTS.map((moment) => moment.padEnd(39)).join('')}next file after`;
  const lines = Object.keys(MISDEEDS).map((misdeed) => {
    const own = outcomes.filter((outcome) => outcome.misdeed === misdeed);
    const cells = own.map(({ isContained, fate, reason }) =>
      `${isContained ? 'ok  ' : 'BAD '}${fate} ${reason}`.padEnd(39),
    );
    return `${misdeed.padEnd(12)} ${cells.join('')}${own.map(({ nextMs }) => `${(nextMs / 1000).toFixed(1)} s`).join(' ')}`;
  });
  return [head, ...lines];
}
