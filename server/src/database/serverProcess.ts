import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  closeSync,
  fchmodSync,
  fchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CaseError } from '../case/caseError.ts';
import { serverBinaries } from './serverBinaries.ts';
import { serverUser, type ServerUser } from './serverUser.ts';

/** The database role of the case's own server. */
export const SERVER_ROLE = 'constat';

/** Settings of the server. Its log must hold no values of rows: no statements, no details, no parameters. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '256MB',
  // Counting joins a register of 750,000 with millions of sightings: in memory rather than in files.
  work_mem: '64MB',
  max_wal_size: '4GB',
  wal_compression: 'on',
  password_encryption: 'scram-sha-256',
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes the data folder of a case (initdb). Data and password are handed over as open files: their paths may lie below folders that are closed
 * to the user that runs the server.
 */
export function initialiseServer(folder: string, password: string): void {
  const user = serverUser();
  const data = join(folder, 'database');
  const passwordFile = join(folder, `.password.${process.pid}`);
  const { initdb } = serverBinaries(user);
  const dataHandle = openData(data, user);
  const passwordHandle = writeSecret(passwordFile, `${password}\n`);
  try {
    const flags = ['-U', SERVER_ROLE, '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256', '--no-instructions'];
    const outcome = spawnSync(
      initdb,
      ['-D', pathOf(data, 3), `--pwfile=${pathOf(passwordFile, 4)}`, ...flags],
      {
        ...identity(user),
        cwd: '/',
        env: ENVIRONMENT,
        stdio: ['ignore', 'ignore', 'pipe', dataHandle, passwordHandle],
      },
    );
    if (outcome.status !== 0) throw initialiseError(folder, outcome.stderr);
  } finally {
    closeSync(dataHandle);
    closeSync(passwordHandle);
    rmSync(passwordFile, { force: true });
  }
}

/** Starts the server of a case in the background, on a free port or the one that is named. It outlives this process until it is told to stop. */
export async function startServer(folder: string, port?: number): Promise<void> {
  const user = serverUser();
  const data = join(folder, 'database');
  const { postgres } = serverBinaries(user);
  const dataHandle = openData(data, user);
  const logHandle = openSync(join(folder, 'database.log'), 'a', 0o600);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  try {
    const child = spawn(
      postgres,
      ['-D', pathOf(data, 3), '-p', String(port ?? (await freePort())), ...settings],
      {
        ...identity(user),
        cwd: '/',
        env: ENVIRONMENT,
        detached: true,
        stdio: ['ignore', logHandle, logHandle, dataHandle],
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) =>
        reject(new CaseError('database_start_failed', join(folder, 'database.log'), { cause: error })),
      );
    });
    child.unref();
  } finally {
    closeSync(dataHandle);
    closeSync(logHandle);
  }
}

/** Opens the data folder; when root prepares it for another user, that user becomes its owner. */
function openData(data: string, user: ServerUser | null): number {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (user !== null && readdirSync(data).length === 0) chownSync(data, user.uid, user.gid);
  const handle = openSync(data, 'r');
  if (user !== null) {
    fchownSync(handle, user.uid, user.gid);
    fchmodSync(handle, 0o700);
  }
  return handle;
}

/** An open file's path for a child that inherits it as descriptor `number`: on Linux a link that needs no way through closed folders. */
function pathOf(path: string, number: number): string {
  return process.platform === 'linux' ? `/proc/self/fd/${number}` : path;
}

function identity(user: ServerUser | null): { uid?: number; gid?: number } {
  return user === null ? {} : { uid: user.uid, gid: user.gid };
}

/** Writes a file that only its owner reads and returns it opened for reading. */
function writeSecret(path: string, text: string): number {
  rmSync(path, { force: true });
  const descriptor = openSync(path, 'wx', 0o600);
  writeSync(descriptor, text);
  const user = serverUser();
  if (user !== null) fchownSync(descriptor, user.uid, user.gid);
  closeSync(descriptor);
  return openSync(path, 'r');
}

/** Below this many free bytes a failure of initdb is one of the disk: it needs about 50 MB. */
const LEAST_SPACE = 64 << 20;

/** Why the data folder could not be made; what initdb said goes to the log. */
function initialiseError(folder: string, output: Uint8Array): CaseError {
  const { bavail, bsize } = statfsSync(folder);
  const isFull = bavail * bsize < LEAST_SPACE || /No space left on device/.test(String(output));
  if (isFull) return new CaseError('disk_full', folder);
  const log = join(folder, 'database.log');
  appendFileSync(log, output, { mode: 0o600 });
  return new CaseError('database_start_failed', log);
}

/** A port of the loopback that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
