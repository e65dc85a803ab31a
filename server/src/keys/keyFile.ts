import { open, rm, stat } from 'node:fs/promises';
import { CaseError, fromSystemError } from '../case/caseError.ts';

/** Writes a key file (64 hex digits, mode 0600) and brings it to disk. Refuses to replace one. */
export async function writeKeyFile(path: string, key: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${Buffer.from(key).toString('hex')}\n`);
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** Reads a key file: 32 bytes. It must be readable by its owner only. */
export async function readKeyFile(path: string): Promise<Buffer> {
  const text = (await readSecretFile(path)).trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new CaseError('key_malformed', path);
  return Buffer.from(text, 'hex');
}

/** Text of a file that holds a secret: refused when other accounts can read it. Also an open descriptor (/dev/fd/3). */
export async function readSecretFile(path: string): Promise<string> {
  const info = await stat(path).catch(() => null);
  if (info === null) throw new CaseError('key_missing', path);
  if (info.isFile() && (info.mode & 0o077) !== 0) throw new CaseError('key_too_open', path);
  const file = await open(path, 'r').catch(() => null);
  if (file === null) throw new CaseError('no_permission', path);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
