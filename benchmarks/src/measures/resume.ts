import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateHospital } from '@constat/server/demo/generateHospital.ts';
import { atMost, type Measure } from '../measure.ts';
import { CONSTAT, runProcess, withoutSandbox } from '../runProcess.ts';

export const resume: Measure = {
  name: 'resume',
  help: '`kill -9` of assess at random points, then the exports against an undisturbed run (kills=N)',
  async run(options) {
    const kills = Number(options.get('kills') ?? 12);
    const folder = await mkdtemp(join(tmpdir(), 'constat-resume-'));
    try {
      const hospital = await generateHospital({ dir: join(folder, 'hospital'), patients: 1500, seed: 11 });
      const [calm, disturbed] = [join(folder, 'calm'), join(folder, 'disturbed')];
      for (const dir of [calm, disturbed]) await prepare(dir, hospital);
      const undisturbed = await runProcess(process.execPath, [CONSTAT, 'assess', '--case', calm]);
      const points: number[] = [];
      for (let i = 0; i < kills; i++) {
        const at = 300 + Math.random() * (undisturbed.seconds * 1000 - 300);
        points.push(Math.round(at));
        await runProcess(process.execPath, [CONSTAT, 'assess', '--case', disturbed], { killAfterMs: at });
      }
      await constat('assess', '--case', disturbed);
      const same = (await fingerprint(calm, folder)) === (await fingerprint(disturbed, folder));
      const again = await constat('assess', '--case', disturbed, '--lang', 'en');
      const readAgain = /Nothing to read/.test(again) ? 0 : 1;
      const table = [
        `undisturbed ${undisturbed.seconds.toFixed(1)} s; killed after ${points.join(', ')} ms; exports ${same ? 'identical' : 'DIFFERENT'}`,
      ];
      return {
        figures: { kills, points, same, readAgain },
        table,
        bars: [
          atMost('exports that differ', same ? 0 : 1, 0, 0),
          atMost('contents read by a further run', readAgain, 0, 0),
        ],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function constat(...args: string[]): Promise<string> {
  const run = await runProcess(process.execPath, [CONSTAT, ...args]);
  if (run.code !== 0) throw new Error(run.err);
  return run.out;
}

async function prepare(dir: string, hospital: { register: string; evidence: string }): Promise<void> {
  await constat('case', 'create', dir);
  await constat(...withoutSandbox(dir));
  await constat('patients', 'import', hospital.register, '--case', dir);
  await constat('evidence', 'add', hospital.evidence, '--case', dir, '--source', 'generated');
}

async function fingerprint(dir: string, folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const what of ['exposures', 'files', 'mentions', 'outsiders']) {
    const out = join(folder, `${what}.jsonl`);
    await constat('export', what, '--case', dir, '--format', 'jsonl', '--out', out);
    hash.update(await readFile(out));
  }
  return hash.digest('hex');
}
