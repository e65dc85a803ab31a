import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CaseError, fromSystemError } from '../case/caseError.ts';
import { type Checkpoint, parseCheckpoints } from './checkpoint.ts';

/** A checkpoint has some 400 bytes. */
const TAIL_BYTES = 4096;

/** A way on which checkpoints leave the database. */
export interface CheckpointCarrier {
  /** Where to, for people. */
  readonly where: string;
  /** Size of the last checkpoint that arrived there; 0 for none. */
  lastSize(): Promise<number>;
  /** Hands over checkpoints, in the order of their size. Throws CaseError when they do not arrive. */
  carry(checkpoints: readonly Checkpoint[]): Promise<void>;
}

/** File of the checkpoints of a case within a folder: one JSON line each, only ever added to. */
export function checkpointFile(folder: string, caseId: string): string {
  return join(folder, `${caseId}.checkpoints.jsonl`);
}

/** The case folder's own file: beyond the reach of who owns only the database. */
export function ownCheckpointFile(caseFolder: string, caseId: string): string {
  return checkpointFile(join(caseFolder, 'checkpoints'), caseId);
}

/** Carries checkpoints into a file that only grows. */
export class FileCarrier implements CheckpointCarrier {
  readonly where: string;
  /** Whether the folder may be made: not where something else is to be mounted there. */
  readonly #mayMake: boolean;

  constructor(file: string, mayMake: boolean) {
    this.where = file;
    this.#mayMake = mayMake;
  }

  async lastSize(): Promise<number> {
    const file = await open(this.where, 'r').catch((error: unknown) => {
      const known = fromSystemError(error, this.where);
      if (known instanceof CaseError && known.code === 'path_missing') return null;
      throw known;
    });
    if (file === null) return 0;
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
      await file.read(tail, 0, tail.length, size - tail.length);
      const last = tail.toString('utf8').trimEnd().split('\n').at(-1)!;
      const checkpoints = parseCheckpoints(last);
      if (checkpoints === null) throw new CaseError('checkpoint_malformed', this.where);
      return checkpoints[0]?.size ?? 0;
    } finally {
      await file.close();
    }
  }

  async carry(checkpoints: readonly Checkpoint[]): Promise<void> {
    try {
      if (this.#mayMake) await mkdir(dirname(this.where), { recursive: true, mode: 0o700 });
      const file = await open(this.where, 'a', 0o600);
      try {
        await file.appendFile(checkpoints.map((checkpoint) => `${JSON.stringify(checkpoint)}\n`).join(''));
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw new CaseError('checkpoint_not_carried', this.where, { cause: error });
    }
  }
}

/** Checkpoints of a file; null where there is none. Throws CaseError('checkpoint_malformed') for a file that holds something else. */
export async function readCheckpointFile(path: string): Promise<Checkpoint[] | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const known = fromSystemError(error, path);
    if (known instanceof CaseError && known.code === 'path_missing') return null;
    throw known;
  });
  if (text === null) return null;
  const checkpoints = parseCheckpoints(text);
  if (checkpoints === null) throw new CaseError('checkpoint_malformed', path);
  return checkpoints;
}
