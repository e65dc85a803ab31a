import { REASON_BIT } from '@constat/contract/exposure.ts';
import { itemPlace } from '../collect/item.ts';
import type { RowValue } from '../database/rowValue.ts';
import type { Database } from '../database/database.ts';
import { insertRows } from '../database/insertRows.ts';
import { fetchRows } from '../database/fetchRows.ts';
import { createScanner } from '../detect/scanner.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { NameLinker } from '../link/linkName.ts';
import type { CaseWeights } from '../link/weights.ts';
import { registerWords } from '../link/registerWords.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { ENGINE_VERSION, requiredEngine } from './engineVersion.ts';

/** Evidence whose names this version has not looked at. */
export async function evidenceWithUnreadNames(database: Database): Promise<number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    'SELECT id FROM evidence WHERE case_id = $1 AND names_engine < $2 ORDER BY id',
    [database.caseId, requiredEngine().general],
  );
  return rows.map(({ id }) => id);
}

/** Finds whom the names of an evidence's items name, readable or not. One transaction: interrupted, nothing of it stands. */
export async function linkNames(
  database: Database,
  keys: CaseKeys,
  index: PatientIndex,
  weights: CaseWeights,
  evidence: number,
  signal?: AbortSignal,
): Promise<void> {
  const linker = new NameLinker(index, createScanner(registerWords(index)), weights);
  await database.transaction(async (client) => {
    await client.query('DELETE FROM name_sightings WHERE evidence_id = $1', [evidence]);
    await insertRows(client, 'name_sightings', COLUMNS, nameRows());
    await client.query('UPDATE evidence SET names_engine = $2 WHERE id = $1', [evidence, ENGINE_VERSION]);
  });

  async function* nameRows(): AsyncGenerator<RowValue[]> {
    const sql = 'SELECT id, path_sealed FROM items WHERE evidence_id = $1 ORDER BY id';
    for await (const { id, path_sealed } of fetchRows<{ id: number; path_sealed: Buffer }>(database, sql, [
      evidence,
    ])) {
      signal?.throwIfAborted();
      for (const s of linker.link(keys.openText(path_sealed, itemPlace.path(evidence, id))))
        yield [
          evidence, id, index.ids[s.patient]!, database.caseId, s.categories, s.reasons | REASON_BIT.file_name, s.probability,
          s.yearFrom || null, s.yearTo || null, s.rivals || null,
        ]; // prettier-ignore
    }
  }
}

const COLUMNS = [
  'evidence_id', 'item_id', 'patient_id', 'case_id', 'categories', 'reasons', 'probability', 'year_from', 'year_to', 'rivals',
]; // prettier-ignore
