import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateCorpus } from '../generate/corpora.ts';
import { registerLines } from '../generate/patients.ts';
import { writeLines } from '../generate/writeLines.ts';
import { atMost, type Bar, type Measure } from '../measure.ts';
import { CONSTAT, runProcess, withoutSandbox } from '../runProcess.ts';

export const memory: Measure = {
  name: 'memory',
  help: 'peak memory of `constat run` for a large file against 100 MB (gb=4, patients=N, kinds=csv,sql)',
  async run(options) {
    const large = Number(options.get('gb') ?? 4) * 1e9;
    const patients = Number(options.get('patients') ?? 50_000);
    const kinds = (options.get('kinds') ?? 'csv,sql').split(',') as ('csv' | 'sql')[];
    const bars: Bar[] = [];
    const figures: Record<string, unknown> = {};
    const table = ['kind     100 MB peak   large peak   large MB/s'];
    for (const kind of kinds) {
      const small = await peakOf(kind, 100e6, patients);
      const big = await peakOf(kind, large, patients);
      figures[kind] = { smallMB: small.peak / 1e6, largeMB: big.peak / 1e6, seconds: big.seconds };
      table.push(
        `${kind.padEnd(6)} ${(small.peak / 1e6).toFixed(0).padStart(10)} MB ${(big.peak / 1e6).toFixed(0).padStart(9)} MB ${(large / 1e6 / big.seconds).toFixed(0).padStart(12)}`,
      );
      bars.push(atMost(`${kind}: large / 100 MB`, big.peak / small.peak, 1.1));
    }
    return { figures, table, bars };
  },
};

/** Peak memory of assessing one file of so many bytes, with one lane. */
async function peakOf(
  kind: 'csv' | 'sql',
  bytes: number,
  patients: number,
): Promise<{ peak: number; seconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'constat-memory-'));
  try {
    const register = join(folder, 'patients.csv');
    await writeLines(register, registerLines(patients));
    const [file] = await generateCorpus(kind, folder, bytes, patients);
    const dir = join(folder, 'case');
    for (const args of [
      ['case', 'create', dir],
      withoutSandbox(dir),
      ['patients', 'import', register, '--case', dir],
      ['evidence', 'add', file!, '--case', dir, '--source', 'generated'],
    ]) {
      const run = await runProcess(process.execPath, [CONSTAT, ...args]);
      if (run.code !== 0) throw new Error(run.err);
    }
    const run = await runProcess(process.execPath, [CONSTAT, 'assess', '--case', dir, '--workers', '1']);
    if (run.code !== 0) throw new Error(run.err);
    return { peak: run.peakBytes, seconds: run.seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
