import { randomUUID } from 'node:crypto';
import type { AlertsAnswer, PeopleAnswer } from '@constat/contract/account.ts';
import { type Role, roleSchema } from '@constat/contract/role.ts';
import type pg from 'pg';
import { reviewerIndex } from '../exposure/review/decisionRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { endSessions } from './endSessions.ts';
import { type PeopleContext, Refusal } from './peopleContext.ts';

/** Names under which sealed values are bound to their rows. */
const namePlace = (id: string): string => `people.name_sealed ${id}`;
const alertPlace = (person: string, kind: string): string => `alerts.sealed ${person} ${kind}`;

/** Makes a person. Names are told apart as those of reviewers are; throws Refusal('name_taken'). */
export async function createPerson(
  client: pg.ClientBase,
  { database, keys, now }: PeopleContext,
  { name, role, id = randomUUID() }: { name: string; role: Role; id?: string },
): Promise<string> {
  const { rowCount } = await client.query(
    `INSERT INTO people (case_id, id, role, name_index, name_sealed, joined_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [
      database.caseId,
      id,
      role,
      role === 'break_glass' ? null : reviewerIndex(keys, name),
      keys.sealText(name, namePlace(id)),
      now(),
    ],
  );
  if (rowCount !== 1) throw new Refusal('name_taken');
  return id;
}

/** The name of a person. */
export function openName(keys: CaseKeys, id: string, sealed: Uint8Array): string {
  return keys.openText(sealed, namePlace(id));
}

/** Everybody who has or had an account. Names are personal data: the client is that of a reading on record. */
export async function listPeople(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys }: PeopleContext,
): Promise<PeopleAnswer['people']> {
  const { rows } = await client.query<{
    id: string;
    role: string;
    name_sealed: Buffer;
    joined_at: Date;
    ended_at: Date | null;
    linked: boolean;
  }>(
    `SELECT p.id, p.role, p.name_sealed, p.joined_at, p.ended_at, l.person_id IS NOT NULL AS linked
     FROM people p LEFT JOIN provider_links l ON l.case_id = p.case_id AND l.person_id = p.id
     WHERE p.case_id = $1 AND p.enrolled_at IS NOT NULL ORDER BY p.joined_at, p.id`,
    [database.caseId],
  );
  return rows.map((row) => ({
    id: row.id,
    name: openName(keys, row.id, row.name_sealed),
    role: roleSchema.parse(row.role),
    since: row.joined_at.toISOString(),
    ended: row.ended_at?.toISOString() ?? null,
    linked: row.linked,
  }));
}

/** Ends an account with all its sessions, at once. Throws Refusal('not_found'). */
export async function endPerson(client: pg.ClientBase, context: PeopleContext, id: string): Promise<void> {
  const { database, now } = context;
  const { rowCount } = await client.query(
    'UPDATE people SET ended_at = $3 WHERE case_id = $1 AND id = $2 AND ended_at IS NULL',
    [database.caseId, id, now()],
  );
  if (rowCount !== 1) throw new Refusal('not_found');
  await endSessions(client, context, { person: id, but: null });
  await addAlert(client, context, { kind: 'person_ended', person: id, reason: '' });
}

/**
 * Ends the sessions of a person, or everybody's but the one of whoever asks (`person` null); accounts stay, and all are told. Throws Refusal('not_found')
 * where there is no such account.
 */
export async function endSessionsOf(
  client: pg.ClientBase,
  context: PeopleContext,
  { person, by }: { person: string | null; by: { person: string; session: string } },
): Promise<void> {
  if (person !== null) await findAccount(client, context, person);
  await endSessions(client, context, { person, but: person === null ? by.session : null });
  const alert = person === null ? 'all_sessions_ended' : 'sessions_ended';
  await addAlert(client, context, { kind: alert, person: person ?? by.person, reason: '' });
}

async function findAccount(client: pg.ClientBase, { database }: PeopleContext, id: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM people WHERE case_id = $1 AND id = $2', [
    database.caseId,
    id,
  ]);
  if (rowCount !== 1) throw new Refusal('not_found');
}

type Alert = AlertsAnswer['alerts'][number];

/** Leaves word for everybody. */
export async function addAlert(
  client: pg.ClientBase,
  { database, keys, now }: PeopleContext,
  { kind, person, reason }: { kind: Alert['kind']; person: string; reason: string },
): Promise<void> {
  await client.query(
    'INSERT INTO alerts (case_id, at, kind, person_id, sealed) VALUES ($1, $2, $3, $4, $5)',
    [database.caseId, now(), kind, person, keys.sealText(reason, alertPlace(person, kind))],
  );
}

/** The last alerts, newest first; read on record, as {@link listPeople}. */
export async function listAlerts(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys }: PeopleContext,
): Promise<Alert[]> {
  const { rows } = await client.query<{
    id: number;
    at: Date;
    kind: Alert['kind'];
    person_id: string;
    sealed: Buffer;
    role: string;
    name_sealed: Buffer;
  }>(
    `SELECT a.id, a.at, a.kind, a.person_id, a.sealed, p.role, p.name_sealed FROM alerts a JOIN people p ON p.case_id = a.case_id AND p.id = a.person_id
     WHERE a.case_id = $1 ORDER BY a.id DESC LIMIT 100`,
    [database.caseId],
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind,
    person: openName(keys, row.person_id, row.name_sealed),
    role: roleSchema.parse(row.role),
    reason: keys.openText(row.sealed, alertPlace(row.person_id, row.kind)),
  }));
}
