import { threadId } from 'node:worker_threads';

/** The range that systemd keeps for users which exist only while a process runs (UIDS-GIDS): nobody's files, nobody's other processes. */
const FIRST = 61_184;
/** The user of a child in a user namespace. */
export const NOBODY = 65_534;
const PER_PROCESS = 64;
const PROCESSES = 67;
const PER_THREAD = 2;

let started = 0;

/** A user number for the next child of this thread. Two children at work at the same time hardly ever share one. */
export function nextChildUser(): number {
  const ofProcess = (process.pid % PROCESSES) * PER_PROCESS;
  const ofThread = (threadId * PER_THREAD + (started++ % PER_THREAD)) % PER_PROCESS;
  return FIRST + ofProcess + ofThread;
}
