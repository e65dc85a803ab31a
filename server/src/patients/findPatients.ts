import type { FindPatients } from '@constat/contract/patientLookUp.ts';
import { normaliseNir } from '../columns/normaliseNir.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from './patient.ts';
import { personIndex } from './rowCheck.ts';
import type pg from 'pg';

/** More than so many patients of one look-up are not given: a telephone number shared by a home for the aged, say. */
const MOST = 20;

/** Ids of the patients whom an exact look-up means, by keyed hashes: nothing is opened. Their numbers in the order of the register, at most 20. */
export async function findPatientIds(
  { pool, caseId }: Database,
  keys: CaseKeys,
  by: FindPatients['by'],
): Promise<number[]> {
  const { condition, index } = lookUp(keys, by);
  const { rows } = await pool.query<{ id: number }>(
    `SELECT id FROM patients WHERE case_id = $1 AND ${condition} ORDER BY id LIMIT ${MOST}`,
    [caseId, index],
  );
  return rows.map(({ id }) => id);
}

/** The column that holds the keyed hash, and the hash of what is looked for, written as the import writes it. */
function lookUp(keys: CaseKeys, by: FindPatients['by']): { condition: string; index: Buffer } {
  switch (by.kind) {
    case 'patient_number':
      return {
        condition: 'number_index = $2',
        index: keys.blindIndex('index patient number', by.number.toUpperCase()),
      };
    case 'social_security':
      return {
        condition: 'social_security_index = $2',
        index: keys.blindIndex('index social security', normaliseNir(by.number)?.body ?? by.number),
      };
    case 'phone':
      return {
        condition: 'phone_indexes @> ARRAY[$2::bytea]',
        index: keys.blindIndex('index phone', by.number.replace(/\D/g, '').slice(-9)),
      };
    case 'email':
      return {
        condition: 'email_index = $2',
        index: keys.blindIndex('index email', by.address.toLowerCase()),
      };
    case 'name_and_birth_date':
      return {
        condition: 'name_birth_index = $2',
        index: personIndex(
          keys,
          { birthName: by.name, usageName: '', givenNames: [by.givenName] },
          Number(by.birthDate.replaceAll('-', '')),
        ),
      };
  }
}

/** Opens patients by their ids, in the order of the ids; those that there are not are left out. */
export async function openPatients(
  client: Pick<pg.ClientBase, 'query'>,
  caseId: string,
  keys: CaseKeys,
  ids: readonly number[],
): Promise<Patient[]> {
  const { rows } = await client.query<{ id: number; sealed: Buffer }>(
    'SELECT id, sealed FROM patients WHERE case_id = $1 AND id = ANY ($2::bigint[]) ORDER BY id',
    [caseId, ids],
  );
  return rows.map(({ id, sealed }) => decodePatient(id, keys.open(sealed, patientPlace(id))));
}
