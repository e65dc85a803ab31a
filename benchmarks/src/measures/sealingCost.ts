import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '@constat/server/jobs/buildIndex.ts';
import { CaseKeys } from '@constat/server/keys/caseKeys.ts';
import { openCase } from '@constat/server/pipeline.ts';
import { registerLines } from '../generate/patients.ts';
import { writeLines } from '../generate/writeLines.ts';
import { atMost, type Measure } from '../measure.ts';
import { CONSTAT, runProcess } from '../runProcess.ts';

/** Blind indexes and seals of one patient, as an import makes them. */
const INDEXES = 6;

/** What it costs that patients lie sealed: at import, and when the index is built at the start of an assessment. */
export const sealingCost: Measure = {
  name: 'sealing-cost',
  help: '750,000 patients imported and indexed, and the share that sealing and opening take (patients=N)',
  async run(options) {
    const patients = Number(options.get('patients') ?? 750_000);
    const folder = await mkdtemp(join(tmpdir(), 'constat-sealing-'));
    try {
      const dir = join(folder, 'case');
      const importSeconds = await importRegister(folder, dir, patients);
      const index = await indexCase(dir);
      const cost = sealAlone(patients, index.bytes);
      const [sealShare, openShare] = [cost.seal / importSeconds, cost.open / index.seconds];
      return {
        figures: { patients, importSeconds, indexSeconds: index.seconds, ...cost, sealShare, openShare },
        table: [
          `${patients} patients, ${index.bytes.toFixed(0)} bytes sealed each`,
          `import ${importSeconds.toFixed(1)} s, of which sealing and ${INDEXES} blind indexes each ${cost.seal.toFixed(1)} s of one core (${percent(sealShare)})`,
          `index ${index.seconds.toFixed(1)} s; opening takes ${cost.open.toFixed(1)} s of one core, in a thread beside (${percent(openShare)})`,
        ],
        bars: [
          atMost('seconds of the import', importSeconds, 60, 1),
          atMost('seconds until the index is built', index.seconds, 15, 1),
        ],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function importRegister(folder: string, dir: string, patients: number): Promise<number> {
  const register = join(folder, 'patients.csv');
  await writeLines(register, registerLines(patients));
  await runProcess(process.execPath, [CONSTAT, 'case', 'create', dir]);
  const run = await runProcess(process.execPath, [CONSTAT, 'patients', 'import', register, '--case', dir]);
  if (run.code !== 0) throw new Error(run.err);
  return run.seconds;
}

/** Opens the case and builds its index, as `assess` does; and the mean size of a sealed patient. */
async function indexCase(dir: string): Promise<{ seconds: number; bytes: number }> {
  const start = performance.now();
  const open = await openCase(dir);
  try {
    await buildIndex(open.database, open.opened.keys);
    const seconds = (performance.now() - start) / 1000;
    const { rows } = await open.database.pool.query<{ bytes: number }>(
      'SELECT avg(octet_length(sealed))::float8 AS bytes FROM patients',
    );
    return { seconds, bytes: rows[0]!.bytes };
  } finally {
    await open.close();
  }
}

/** Sealing, hashing and opening as often as for the register, with nothing else around. */
function sealAlone(patients: number, bytes: number): { seal: number; open: number } {
  const keys = new CaseKeys(new Uint8Array(32).fill(3));
  const plain = Buffer.alloc(Math.max(1, Math.round(bytes) - 29), 'x');
  const sealed: Buffer[] = [];
  const start = performance.now();
  for (let i = 0; i < patients; i++) {
    const one = keys.seal(plain, `patients.sealed ${i}`);
    if (i % 100 === 0) sealed.push(one);
    for (let k = 0; k < INDEXES; k++) keys.blindIndex('index phone', String(i));
  }
  const middle = performance.now();
  for (let i = 0; i < patients; i++)
    keys.open(sealed[Math.floor(i / 100)]!, `patients.sealed ${Math.floor(i / 100) * 100}`);
  return { seal: (middle - start) / 1000, open: (performance.now() - middle) / 1000 };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
