import { join } from 'node:path';
import { CONSTAT, runProcess } from './runProcess.ts';

/** Runs the command line; its standard output. Throws what it says where it fails. */
export async function constat(...args: readonly string[]): Promise<string> {
  const run = await runProcess(process.execPath, [CONSTAT, ...args]);
  if (run.code !== 0) throw new Error(`constat ${args.slice(0, 2).join(' ')}: ${run.err}`);
  return run.out;
}

/** Makes a case of a register and a folder of files, and goes the whole way; `folder` gets it as `case`. Returns its path. */
export async function runCase(folder: string, register: string, evidence: string): Promise<string> {
  const dir = join(folder, 'case');
  const reason = 'a measurement on invented files';
  await constat(
    'run',
    '--patients',
    register,
    '--evidence',
    evidence,
    '--out',
    dir,
    '--without-sandbox',
    reason,
  );
  return dir;
}
