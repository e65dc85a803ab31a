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
/** PostgreSQL: connection exceptions, the server stops or starts, no room for connections, a transaction that stood idle (its worker was frozen). */
const SQLSTATES = /^(?:08\w{3}|57P0[1-5]|53300|25P03)$/;
/** What the driver says, without a code. */
const DRIVER =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|write after end|This socket has been ended)/;

/** Whether an error means that the database cannot be reached now, so that the same will work later; it may or may not have done what it was asked. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SYSTEM.includes(code) || SQLSTATES.test(code) || DRIVER.test(error.message);
}
