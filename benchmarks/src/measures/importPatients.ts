import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerLines } from '../generate/patients.ts';
import { writeLines } from '../generate/writeLines.ts';
import { atMost, type Measure } from '../measure.ts';
import { CONSTAT, runProcess } from '../runProcess.ts';

export const importPatients: Measure = {
  name: 'import',
  help: '750,000 patients through `constat patients import` (patients=N)',
  async run(options) {
    const patients = Number(options.get('patients') ?? 750_000);
    const folder = await mkdtemp(join(tmpdir(), 'constat-import-'));
    try {
      const register = join(folder, 'patients.csv');
      const bytes = await writeLines(register, registerLines(patients));
      const dir = join(folder, 'case');
      await runProcess(process.execPath, [CONSTAT, 'case', 'create', dir]);
      const run = await runProcess(process.execPath, [
        CONSTAT,
        'patients',
        'import',
        register,
        '--case',
        dir,
      ]);
      if (run.code !== 0) throw new Error(run.err);
      const figures = {
        patients,
        seconds: run.seconds,
        megabytes: bytes / 1e6,
        peakMemoryMB: run.peakBytes / 1e6,
      };
      const table = [
        `${patients} patients, ${(bytes / 1e6).toFixed(0)} MB: ${run.seconds.toFixed(1)} s, peak memory ${(run.peakBytes / 1e6).toFixed(0)} MB`,
      ];
      return { figures, table, bars: [atMost('seconds', run.seconds, 60, 1)] };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
