import { type Flag, flagSchema } from '@constat/contract/campaign.ts';
import type pg from 'pg';
import { z } from 'zod';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import { insertRows } from '../../database/insertRows.ts';
import { type InputFault, InputFileError } from '../../exposure/inputFile.ts';
import { readSheet } from '../../exposure/readSheet.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { RowNote } from '../../patients/importFault.ts';
import type { Reader } from '../../read/reader.ts';

const flagPlace = (patient: number): string => `patient_flags.sealed ${patient}`;

/**
 * Takes in a list of flags (CSV or XLSX with the columns 'patient' and 'kind', a line for each): it takes the place of the list before. Throws InputFileError
 * with all faults, and nothing is changed then. @returns patients with flags.
 */
export async function importFlags(
  database: Database,
  keys: CaseKeys,
  reader: Reader,
  path: string,
): Promise<number> {
  const { columns, rows } = await readSheet(reader, path, ['patient', 'kind']);
  const cell = (cells: readonly string[], name: string): string =>
    cells[columns.get(name) ?? -1]?.trim() ?? '';
  const known = await idsOf(database, keys, [...new Set(rows.map(({ cells }) => cell(cells, 'patient')))]);
  const faults: RowNote<InputFault>[] = [];
  const flags = new Map<number, Set<Flag>>();
  for (const { number: row, cells } of rows) {
    const patient = known.get(cell(cells, 'patient'));
    const kind = flagSchema.safeParse(cell(cells, 'kind').toLowerCase());
    if (patient === undefined) faults.push({ code: 'unknown_number', row, column: 'patient' });
    if (!kind.success) faults.push({ code: 'kind_unknown', row, column: 'kind' });
    if (patient === undefined || !kind.success) continue;
    flags.set(patient, (flags.get(patient) ?? new Set()).add(kind.data));
  }
  if (faults.length > 0) throw new InputFileError(faults);
  await storeFlags(database, keys, flags);
  return flags.size;
}

/** Internal ids of patients by the numbers that the hospital gives them. */
async function idsOf(
  { pool, caseId }: Database,
  keys: CaseKeys,
  numbers: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: number; ordinal: number }>(
    `SELECT p.id, n.ordinal FROM unnest($2::bytea[]) WITH ORDINALITY AS n (index, ordinal)
     JOIN patients p ON p.case_id = $1 AND p.number_index = n.index`,
    [caseId, numbers.map((number) => keys.blindIndex('index patient number', number.toUpperCase()))],
  );
  return new Map(rows.map(({ id, ordinal }) => [numbers[ordinal - 1]!, id]));
}

async function storeFlags(
  database: Database,
  keys: CaseKeys,
  flags: ReadonlyMap<number, ReadonlySet<Flag>>,
): Promise<void> {
  await database.transaction(async (client) => {
    await client.query('DELETE FROM patient_flags WHERE case_id = $1', [database.caseId]);
    await insertRows(
      client,
      'patient_flags',
      ['case_id', 'patient_id', 'sealed'],
      [...flags].map(([patient, kinds]) => [
        database.caseId,
        patient,
        keys.sealText(JSON.stringify([...kinds]), flagPlace(patient)),
      ]),
    );
  });
}

/** The flags of all patients who have any, or of some (`patients`), by internal id. */
export async function loadFlags(
  { pool, caseId }: { readonly pool: Pick<pg.ClientBase, 'query'>; readonly caseId: string },
  keys: CaseKeys,
  patients: readonly number[] | null = null,
): Promise<Map<number, ReadonlySet<Flag>>> {
  const { rows } = await pool.query<{ patient_id: number; sealed: Buffer }>(
    'SELECT patient_id, sealed FROM patient_flags WHERE case_id = $1 AND ($2::bigint[] IS NULL OR patient_id = ANY ($2)) ORDER BY patient_id',
    [caseId, patients],
  );
  return new Map(
    rows.map(({ patient_id: id, sealed }) => [
      id,
      new Set(z.array(flagSchema).parse(JSON.parse(keys.openText(sealed, flagPlace(id))))),
    ]),
  );
}

/** Says which flags one patient has from now on; none takes back what was said. Read with the caller's client. Throws CaseError('patient_unknown'). */
export async function setFlags(
  client: pg.ClientBase,
  { caseId, keys }: { readonly caseId: string; readonly keys: CaseKeys },
  patient: number,
  kinds: readonly Flag[],
): Promise<void> {
  const known = await client.query('SELECT FROM patients WHERE case_id = $1 AND id = $2', [caseId, patient]);
  if (known.rowCount === 0) throw new CaseError('patient_unknown', '');
  await client.query('DELETE FROM patient_flags WHERE case_id = $1 AND patient_id = $2', [caseId, patient]);
  if (kinds.length === 0) return;
  await client.query('INSERT INTO patient_flags (case_id, patient_id, sealed) VALUES ($1, $2, $3)', [
    caseId,
    patient,
    keys.sealText(JSON.stringify([...new Set(kinds)]), flagPlace(patient)),
  ]);
}

/** Patients who have flags, without what these are: their ids after one, in their order. */
export async function flaggedPatients(
  { pool, caseId }: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
  const { rows } = await pool.query<{ patient_id: number }>(
    'SELECT patient_id FROM patient_flags WHERE case_id = $1 AND patient_id > $2 ORDER BY patient_id LIMIT $3',
    [caseId, after, limit],
  );
  return rows.map(({ patient_id: id }) => id);
}
