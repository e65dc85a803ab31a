import { type Database, openDatabase } from '../database/database.ts';
import type { HttpServices } from './httpServices.ts';

/**
 * Gives `use` the database of the case as its worker, whose rights are those of whoever sends and takes reports (decision 0014); the app, as which the server
 * answers, gets none of them. Opened when it is needed, closed at the end of the work.
 */
export async function withWorkerDatabase<T>(
  { open }: Pick<HttpServices, 'open'>,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(open.opened, 'worker');
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}
