import { randomUUID } from 'node:crypto';
import { type Factor, factorSchema } from '@constat/contract/account.ts';
import type pg from 'pg';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { accessPlace } from './accessEntry.ts';

/** What can be done with personal data: the closed list. A name is never given another meaning; new ones are added. */
export const ACCESS_ACTIONS = [
  'register_imported',
  'evidence_added',
  'evidence_unlocked',
  'assessed',
  'patient_searched',
  'patient_viewed',
  'patient_explained',
  'item_viewed',
  'item_explained',
  'exposures_viewed',
  'summary_viewed',
  'method_written',
  'states_viewed',
  'exported',
  'duplicates_viewed',
  'duplicates_decided',
  'review_viewed',
  'review_decided',
  'review_exported',
  'review_imported',
  'sample_drawn',
  'sample_taken',
  'recall_measured',
  'custody_viewed',
  'audit_viewed',
  'audit_exported',
  'signed_in',
  'signed_out',
  'sign_in_refused',
  'emergency_access_started',
  'emergency_access_ended',
  'passkey_added',
  'passkey_removed',
  'sessions_ended',
  'people_viewed',
  'person_changed',
  'settings_changed',
  'approval_asked',
  'approval_viewed',
  'approval_sampled',
  'approval_given',
  'approval_refused',
  'mails_sent',
  'mails_decided',
  'mails_paused',
  'mail_report_viewed',
  'mail_reports_taken',
  'key_changed',
  'notices_flagged',
  'notices_planned',
  'notices_viewed',
  'notices_built',
  'notices_approved',
  'notices_handed_over',
  'notices_unmade',
  'notices_paused',
  'notices_returned',
  'notices_exported',
  'case_closed',
] as const;
export type AccessAction = (typeof ACCESS_ACTIONS)[number];

/** Who did it: a person with an account (internal id), the account of the system at the command line, or the product itself. */
export type Actor =
  | { readonly kind: 'person'; readonly id: string; readonly role: string }
  | { readonly kind: 'command_line'; readonly user: string }
  | { readonly kind: 'system' };

/** One look at personal data. No patients, items and evidence at all: the whole case. */
export interface Access {
  readonly actor: Actor;
  readonly action: AccessAction;
  /** Internal ids, never numbers of the hospital. */
  readonly patients?: readonly number[];
  /** Numbers of items within their evidence, which is named too. */
  readonly items?: readonly number[];
  readonly evidence?: readonly number[];
  readonly reason?: string;
  /** What was shown to log in. */
  readonly factors?: readonly Factor[];
  /** From where: an address of the network, a terminal. */
  readonly from?: string;
}

/** What is sealed of an access: whatever could be personal. */
export const accessDetailsSchema = z.object({
  user: z.string().optional(),
  reason: z.string().optional(),
  factors: z.array(factorSchema).optional(),
  from: z.string().optional(),
});
export type AccessDetails = z.infer<typeof accessDetailsSchema>;

const PERSON = /^[A-Za-z0-9_-]{1,64}$/;
const ROLE = /^[a-z_]{1,40}$/;

/**
 * Writes the row of an access in the client's transaction: read, then this, and no answer before COMMIT. An access that cannot be written is an
 * exception, and the transaction is lost with it. The commit is made durable even where the server is set not to wait for the disk.
 */
export async function recordAccess(
  client: pg.ClientBase,
  opened: { caseId: string; keys: CaseKeys },
  access: Access,
): Promise<void> {
  const { actor, action } = access;
  if (actor.kind === 'person' && !(PERSON.test(actor.id) && ROLE.test(actor.role)))
    throw new RangeError('an actor has an id of letters, digits, - and _, and a role of small letters and _');
  const row = {
    caseId: opened.caseId,
    id: randomUUID(),
    at: new Date().toISOString(),
    actor: actor.kind,
    person: actor.kind === 'person' ? actor.id : '',
    role: actor.kind === 'person' ? actor.role : '',
    action,
    patients: access.patients ?? [],
    items: access.items ?? [],
    evidence: access.evidence ?? [],
  };
  const details: AccessDetails = {
    ...(actor.kind === 'command_line' ? { user: actor.user } : {}),
    ...(access.reason === undefined ? {} : { reason: access.reason }),
    ...(access.factors === undefined ? {} : { factors: [...access.factors] }),
    ...(access.from === undefined ? {} : { from: access.from }),
  };
  await client.query({
    name: 'record access',
    text: `WITH durable AS (SELECT CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', true) END)
      INSERT INTO accesses (case_id, id, at, actor, person, role, action, patients, items, evidence, details_sealed)
      SELECT $1::uuid, $2::uuid, $3::timestamptz, $4, $5, $6, $7, $8::bigint[], $9::bigint[], $10::bigint[], $11::bytea FROM durable`,
    values: [
      row.caseId, row.id, row.at, row.actor, row.person, row.role, row.action, row.patients, row.items, row.evidence,
      opened.keys.sealText(JSON.stringify(details), accessPlace(row)),
    ], // prettier-ignore
  });
}

/**
 * Reads personal data and puts it on record: one transaction, and the answer is given only once it is committed. `read` uses its client alone: whoever asked
 * the pool for another connection could wait for himself.
 */
export async function readWithAudit<T>(
  database: Database,
  keys: CaseKeys,
  access: Access,
  read: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return await database.transaction(async (client) => {
    const answer = await read(client);
    await recordAccess(client, { caseId: database.caseId, keys }, access);
    return answer;
  });
}

/**
 * Puts an access on record before anything is read, for answers that are given piece by piece (exports): the row is committed when this returns.
 * Where the reading then fails, a row stands without an answer; never an answer without a row.
 */
export async function recordBeforehand(database: Database, keys: CaseKeys, access: Access): Promise<void> {
  await readWithAudit(database, keys, access, () => Promise.resolve());
}
