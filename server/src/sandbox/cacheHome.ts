import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for compiled code: in the cache of the system where root works, else in that of the account. Nobody else can write there. */
export function cacheHome(): string {
  if (process.geteuid?.() === 0) return '/var/cache/constat';
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'constat');
}
