import type pg from 'pg';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';

/** What was done with personal data. */
export type AccessAction =
  | 'patient_looked_up'
  | 'patients_listed'
  | 'exposure_read'
  | 'review_question_read'
  | 'review_decided'
  | 'exposures_exported'
  | 'audit_read';

/** Who looks. */
export type Actor =
  | { readonly kind: 'person'; readonly id: string; readonly role: string }
  | { readonly kind: 'command_line'; readonly user: string }
  | { readonly kind: 'system' };

/** One look at personal data. */
export interface Access {
  readonly actor: Actor;
  readonly action: AccessAction;
  readonly patients?: readonly number[];
  readonly items?: readonly number[];
  readonly evidence?: readonly number[];
  readonly reason?: string;
  readonly from?: string;
}

/** Reads personal data and records it in the same transaction: the answer leaves only when the record is durable. */
export async function readWithAudit<T>(
  database: Database,
  keys: CaseKeys,
  access: Access,
  read: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (client) => {
    await client.query(
      'CREATE TABLE IF NOT EXISTS access_placeholder (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT now(), sealed bytea NOT NULL)',
    );
    await client.query('INSERT INTO access_placeholder (sealed) VALUES ($1)', [
      keys.sealText(JSON.stringify(access), 'access_placeholder'),
    ]);
    return await read(client);
  });
}
