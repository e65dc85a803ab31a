import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';

const place = (index: Uint8Array): string => `passwords.sealed ${Buffer.from(index).toString('hex')}`;

/** Keeps passwords with the case, sealed; returns how many are new. */
export async function addPasswords(
  database: Database,
  keys: CaseKeys,
  passwords: readonly string[],
): Promise<number> {
  let added = 0;
  for (const password of passwords) {
    const index = keys.blindIndex('index password', password);
    const { rowCount } = await database.pool.query(
      'INSERT INTO passwords (case_id, password_index, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [database.caseId, index, keys.sealText(password, place(index))],
    );
    added += rowCount ?? 0;
  }
  return added;
}

/** The passwords of the case in the order in which they were given. */
export async function loadPasswords(database: Database, keys: CaseKeys): Promise<string[]> {
  const { rows } = await database.pool.query<{ password_index: Buffer; sealed: Buffer }>(
    'SELECT password_index, sealed FROM passwords WHERE case_id = $1 ORDER BY id',
    [database.caseId],
  );
  return rows.map((row) => keys.openText(row.sealed, place(row.password_index)));
}
