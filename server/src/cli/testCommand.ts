import { PassThrough } from 'node:stream';
import { runCommand } from './runCommand.ts';

/** For tests: runs a command as it is typed, in English; gives its exit code and what it printed. */
export async function constat(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out = new PassThrough();
  const err = new PassThrough();
  const { signal } = new AbortController();
  const code = await runCommand({ args, environment: { LANG: 'en_GB.UTF-8' }, out, err, signal });
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}
