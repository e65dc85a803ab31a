import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A system user by number. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'constat';

/**
 * PostgreSQL refuses to run as root: then it runs as the system user 'constat', made on first use; where users cannot be made, as 'nobody'.
 * Null: this process is not root, the server runs as it is.
 */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const known = findUser(NAME);
  if (known !== null) return known;
  try {
    execFileSync(
      'useradd',
      ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin', NAME],
      { stdio: 'ignore' },
    );
  } catch {
    // Minimal systems have no useradd, read-only ones no room: 'nobody' serves.
  }
  return findUser(NAME) ?? findUser('nobody') ?? { uid: 65_534, gid: 65_534 };
}

function findUser(name: string): ServerUser | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  if (line === undefined) return null;
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}
