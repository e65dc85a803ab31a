import { CaseError } from '../../case/caseError.ts';
import { tryCaseLock } from '../../database/caseLock.ts';
import type { Database } from '../../database/database.ts';

/** Does something that must not happen while a batch is handed over or unmade elsewhere. Throws CaseError('batches_busy'). */
export async function holdBatches<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const release = await tryCaseLock(database, 'batches');
  if (release === null) throw new CaseError('batches_busy', 'notices list');
  try {
    return await work();
  } finally {
    await release();
  }
}
