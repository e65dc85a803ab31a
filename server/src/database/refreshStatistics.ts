import type { Database } from './database.ts';

/** Tables that a command fills with up to millions of rows. */
export type LargeTable = 'patients' | 'items' | 'contents' | 'sightings' | 'name_sightings' | 'outsiders';

/** Tells the planner what the tables hold now; where the server does not allow it (a warning there, no error), its autovacuum does so later. */
export async function refreshStatistics({ pool }: Database, ...tables: readonly LargeTable[]): Promise<void> {
  await pool.query(`ANALYZE ${tables.join(', ')}`);
}
