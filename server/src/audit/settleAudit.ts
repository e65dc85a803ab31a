import { resolve } from 'node:path';
import type { Case } from '../case/caseFolder.ts';
import type { Database } from '../database/database.ts';
import { type AuditSettings, readAuditSettings } from './auditSettings.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type CheckpointCarrier, checkpointFile, FileCarrier, ownCheckpointFile } from './checkpointFile.ts';
import { loadCheckpoints } from './checkpointRows.ts';
import { growTree } from './growTree.ts';
import { stampCheckpoint } from './stampCheckpoint.ts';

/** How often a server looks for rows that are not in the tree yet: a checkpoint at most five seconds after a row. */
const EVERY_MS = 2_000;
/** How often a server has the last checkpoint stamped: an authority is asked a few times a day, not for each look. */
const STAMP_EVERY_MS = 3_600_000;

/** Brings the tree up to date: takes what is committed, signs, carries checkpoints out, has them stamped. At the end of each command. */
export async function settleAudit(opened: Case, database: Database): Promise<void> {
  const { checkpoint, settings } = await settleTree(opened, database);
  // Where nothing was recorded nobody waits for the authority.
  if (checkpoint !== null && settings.authority !== '') await stampCheckpoint(database, settings.authority);
}

async function settleTree(
  opened: Case,
  database: Database,
): Promise<{ checkpoint: Checkpoint | null; settings: AuditSettings }> {
  const { checkpoint } = await growTree(database, opened.keys);
  const settings = await readAuditSettings(opened.folder);
  await carryOut(opened, database, settings);
  return { checkpoint, settings };
}

/** Hands over what has not arrived yet: whoever was away (a folder that was not mounted) gets all of it next time. */
async function carryOut(opened: Case, database: Database, settings: AuditSettings): Promise<void> {
  for (const carrier of carriersOf(opened, settings)) {
    const missing = await loadCheckpoints(database.pool, database.caseId, await carrier.lastSize());
    if (missing.length > 0) await carrier.carry(missing);
  }
}

/** Where checkpoints go: always into the case folder; besides, to where the hospital wants them. */
export function carriersOf(
  { folder, configuration }: Case,
  { checkpoints }: AuditSettings,
): CheckpointCarrier[] {
  const own = new FileCarrier(ownCheckpointFile(folder, configuration.id), true);
  if (checkpoints === '') return [own];
  return [own, new FileCarrier(checkpointFile(resolve(checkpoints), configuration.id), false)];
}

export interface RunningAudit {
  /** Brings the tree up to date a last time and stops. */
  stop(): Promise<void>;
}

/**
 * Keeps the tree up to date while a server runs. `onFault` gets what went wrong in a round (a folder that cannot be written, an altered tree); the
 * next round tries again.
 */
export function startAudit(
  opened: Case,
  database: Database,
  onFault: (error: unknown) => void,
  everyMs = EVERY_MS,
): RunningAudit {
  const tree = every(everyMs, onFault, () => settleTree(opened, database));
  const stamps = every(STAMP_EVERY_MS, onFault, async () => {
    const { authority } = await readAuditSettings(opened.folder);
    if (authority !== '') await stampCheckpoint(database, authority);
  });
  return {
    async stop() {
      await Promise.all([tree(), stamps()]);
      await settleAudit(opened, database);
    },
  };
}

/** Does something again and again, one after the other. Returns what stops it once the round at hand is over. */
function every(
  ms: number,
  onFault: (error: unknown) => void,
  work: () => Promise<unknown>,
): () => Promise<void> {
  let round: Promise<void> | null = null;
  const timer = setInterval(() => {
    round ??= work()
      .then(() => undefined, onFault)
      .finally(() => (round = null));
  }, ms);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
