import { randomBytes } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { CaseError } from '../case/caseError.ts';
import { CaseKeys } from './caseKeys.ts';

/** Writes a new key file (64 hex digits, mode 0600). Refuses to replace one. */
export async function createKeyFile(path: string): Promise<CaseKeys> {
  const key = randomBytes(32);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return new CaseKeys(key);
}

/** Reads a key file. It must be readable by its owner only. */
export async function readKeyFile(path: string): Promise<CaseKeys> {
  const info = await stat(path).catch(() => null);
  if (info === null) throw new CaseError('key_missing', path);
  if ((info.mode & 0o077) !== 0) throw new CaseError('key_too_open', path);
  const file = await open(path, 'r').catch(() => null);
  if (file === null) throw new CaseError('no_permission', path);
  try {
    const text = (await file.readFile('latin1')).trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) throw new CaseError('key_malformed', path);
    return new CaseKeys(Buffer.from(text, 'hex'));
  } finally {
    await file.close();
  }
}
