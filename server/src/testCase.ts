import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordException } from './case/recordException.ts';
import { createCase, openCase, type OpenCase } from './pipeline.ts';

/** A new case in a temporary folder with its own real PostgreSQL; `close` removes it. For tests. */
export async function openTestCase(): Promise<OpenCase & { folder: string; dispose(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'constat test é-'));
  const folder = join(root, 'case');
  // Where no wall can be built, what the tests read is their own.
  await recordException(await createCase(folder), 'sandbox', 'files made by the tests');
  const open = await openCase(folder);
  const dispose = async (): Promise<void> => {
    await open.close();
    await rm(root, { recursive: true, force: true });
  };
  return { ...open, folder, dispose };
}
