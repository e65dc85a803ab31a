import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';

/** What was done with personal data. */
export type AccessAction =
  | 'patient_searched'
  | 'patient_viewed'
  | 'exposures_viewed'
  | 'summary_viewed'
  | 'exported'
  | 'review_viewed'
  | 'review_decided'
  | 'audit_viewed'
  | 'signed_in'
  | 'signed_out'
  | 'sign_in_refused'
  | 'emergency_access_started'
  | 'person_changed'
  | 'approval_asked'
  | 'approval_given';

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

/** Writes the row of an access in the client's transaction. */
export async function recordAccess(
  client: pg.ClientBase,
  opened: { caseId: string; keys: CaseKeys },
  { actor, action, patients = [], items = [], evidence = [], reason, from }: Access,
): Promise<void> {
  await createTable(client);
  const id = randomUUID();
  await client.query('INSERT INTO accesses VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    opened.caseId,
    id,
    new Date(),
    actor.kind,
    actor.kind === 'person' ? actor.id : '',
    actor.kind === 'person' ? actor.role : '',
    action,
    patients,
    items,
    evidence,
    opened.keys.sealText(JSON.stringify({ reason, from }), `accesses.details_sealed ${id}`),
  ]);
}

/** Reads personal data and records it in the same transaction: the answer leaves only when the record is durable. */
export async function readWithAudit<T>(
  database: Database,
  keys: CaseKeys,
  access: Access,
  read: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (client) => {
    await createTable(client);
    const answer = await read(client);
    await recordAccess(client, { caseId: database.caseId, keys }, access);
    return answer;
  });
}

async function createTable(client: pg.ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock(7310553)');
  await client.query(
    `CREATE TABLE IF NOT EXISTS accesses (case_id uuid, id uuid, at timestamptz, actor text, person text, role text, action text,
       patients bigint[], items bigint[], evidence bigint[], details_sealed bytea, PRIMARY KEY (case_id, id))`,
  );
}
