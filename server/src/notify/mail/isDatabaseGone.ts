import type { WorkTrouble } from '@constat/contract/work.ts';

const SYSTEM = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
];
/**
 * PostgreSQL: connection exceptions, the server stops or starts, no room (on its disk, in its memory, for connections), its disk does not obey, a transaction that
 * stood idle (its worker was frozen).
 */
const SQLSTATES = /^(?:08\w{3}|57P0[1-5]|53[0-3]00|58030|25P03)$/;
/** No room on the disk, or one that does not obey. */
const DISK = /^(?:53100|58030)$/;
/** What the driver says, without a code. */
const DRIVER =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|write after end|This socket has been ended)/;

/** Why the database does nothing for us now: it does not answer, or it cannot write. */
export type DatabaseTrouble = WorkTrouble;

/** What kind of trouble an error of which {@link isDatabaseGone} is true tells of. */
export function troubleOf(error: unknown): DatabaseTrouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return DISK.test(code) ? 'disk' : 'gone';
}

/** Whether an error means that the database cannot be reached now, or cannot write, so that the same will work later; it may or may not have done what it was asked. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SYSTEM.includes(code) || SQLSTATES.test(code) || DRIVER.test(error.message);
}
