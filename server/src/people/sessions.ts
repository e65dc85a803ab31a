import { randomUUID } from 'node:crypto';
import { type Factor, type OwnSessions, type Stage, stageSchema } from '@constat/contract/account.ts';
import { type Role, roleSchema } from '@constat/contract/role.ts';
import type pg from 'pg';
import { later, makeSecret, type PeopleContext, secretHash } from './peopleContext.ts';
import { openName } from './person.ts';

const fromPlace = (id: string): string => `person_sessions.from_sealed ${id}`;

const MINUTE_MS = 60_000;
/** Without a request for so long a session is over. */
export const IDLE_MS = 10 * MINUTE_MS;
/** That a session is used is written down this often: a session may end so much earlier than {@link IDLE_MS} after its last request. */
const SEEN_MS = 10_000;
/** Whatever happens, a session is over after so long. */
export const ABSOLUTE_MS = 8 * 60 * MINUTE_MS;
/** A session of the sealed envelope. */
export const BREAK_GLASS_MS = 60 * MINUTE_MS;
/** A log-in that has not come to its end. */
const UNFINISHED_MS = 10 * MINUTE_MS;
/** A passkey shown again counts for so long. */
export const STEP_UP_MS = 5 * MINUTE_MS;

/** A session that holds. */
export interface Session {
  readonly id: string;
  readonly caseId: string;
  readonly stage: Stage;
  /** What was shown to open it. */
  readonly factors: readonly Factor[];
  readonly person: { readonly id: string; readonly name: string; readonly role: Role };
  readonly endsAt: Date;
  readonly idleEndsAt: Date;
  /** Whether the passkey was shown again within the last five minutes. */
  readonly isSteppedUp: boolean;
}

/** How a session begins. */
export interface Beginning {
  readonly person: string;
  readonly stage: Stage;
  readonly factors: readonly Factor[];
  /** Address of the network. */
  readonly from: string;
  readonly lastsMs?: number;
}

/** Begins a session. Returns its token (192 random bits), of which only the hash is kept. */
export async function beginSession(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys, now }: PeopleContext,
  { person, stage, factors, from, lastsMs }: Beginning,
): Promise<string> {
  const token = makeSecret();
  const id = randomUUID();
  const begun = now();
  const lasts = lastsMs ?? (stage === 'open' ? ABSOLUTE_MS : UNFINISHED_MS);
  await client.query(
    `INSERT INTO person_sessions (case_id, id, token_sha256, person_id, stage, begun_at, seen_at, ends_at, factors, from_sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)`,
    [
      database.caseId, id, secretHash(token), person, stage, begun, later(begun, lasts), factors, keys.sealText(from, fromPlace(id)),
    ], // prettier-ignore
  );
  return token;
}

interface SessionRow {
  id: string;
  stage: string;
  factors: Factor[];
  seen_at: Date;
  ends_at: Date;
  stepped_up_at: Date | null;
  person_id: string;
  role: string;
  name_sealed: Buffer;
}

/** The session of a token, which is thereby used; null when there is none, it is over, or the account has ended. */
export async function useSession(
  { database, keys, now }: PeopleContext,
  token: string,
): Promise<Session | null> {
  const at = now();
  const { rows } = await database.pool.query<SessionRow>(
    `SELECT s.id, s.stage, s.factors, s.seen_at, s.ends_at, s.stepped_up_at, s.person_id, p.role, p.name_sealed
     FROM person_sessions s JOIN people p ON p.case_id = s.case_id AND p.id = s.person_id
     WHERE s.case_id = $1 AND s.token_sha256 = $2 AND s.ends_at > $3 AND s.seen_at > $4 AND p.ended_at IS NULL`,
    [database.caseId, secretHash(token), at, later(at, -IDLE_MS)],
  );
  const row = rows[0];
  if (row === undefined) return null;
  if (row.seen_at <= later(at, -SEEN_MS))
    await database.pool.query('UPDATE person_sessions SET seen_at = $3 WHERE case_id = $1 AND id = $2', [
      database.caseId,
      row.id,
      at,
    ]);
  return {
    id: row.id,
    caseId: database.caseId,
    stage: stageSchema.parse(row.stage),
    factors: row.factors,
    person: {
      id: row.person_id,
      name: openName(keys, row.person_id, row.name_sealed),
      role: roleSchema.parse(row.role),
    },
    endsAt: row.ends_at,
    idleEndsAt: new Date(Math.min(row.ends_at.getTime(), at.getTime() + IDLE_MS)),
    isSteppedUp: row.stepped_up_at !== null && row.stepped_up_at > later(at, -STEP_UP_MS),
  };
}

/** Records that the passkey was shown again. Returns the new token of the session: the one from before is good no more. */
export async function stepUp(
  { database, now }: PeopleContext,
  session: Pick<Session, 'id'>,
): Promise<string> {
  const token = makeSecret();
  await database.pool.query(
    'UPDATE person_sessions SET stepped_up_at = $3, token_sha256 = $4 WHERE case_id = $1 AND id = $2',
    [database.caseId, session.id, now(), secretHash(token)],
  );
  return token;
}

/** Ends a session. */
export async function endSession({ database }: PeopleContext, id: string): Promise<void> {
  await database.pool.query('DELETE FROM person_sessions WHERE case_id = $1 AND id = $2', [
    database.caseId,
    id,
  ]);
}

/** Sessions of a person that hold, the newest first. */
export async function listSessions(
  { database, keys, now }: PeopleContext,
  { id: current, person }: Pick<Session, 'id' | 'person'>,
): Promise<OwnSessions['sessions']> {
  const at = now();
  const { rows } = await database.pool.query<{
    id: string;
    begun_at: Date;
    seen_at: Date;
    ends_at: Date;
    factors: Factor[];
    from_sealed: Buffer | null;
  }>(
    `SELECT id, begun_at, seen_at, ends_at, factors, from_sealed FROM person_sessions
     WHERE case_id = $1 AND person_id = $2 AND stage = 'open' AND ends_at > $3 AND seen_at > $4 ORDER BY begun_at DESC, id`,
    [database.caseId, person.id, at, later(at, -IDLE_MS)],
  );
  return rows.map(({ id, begun_at, seen_at, ends_at, factors, from_sealed: from }) => ({
    id,
    begun: begun_at.toISOString(),
    seen: seen_at.toISOString(),
    ends: ends_at.toISOString(),
    factors,
    from: from === null ? '' : keys.openText(from, fromPlace(id)),
    isThis: id === current,
  }));
}

/** Removes what is over: sessions, challenges, log-ins at the identity provider. */
export async function forgetEnded({ database, now }: PeopleContext): Promise<void> {
  const at = now();
  await database.pool.query(
    'DELETE FROM person_sessions WHERE case_id = $1 AND (ends_at <= $2 OR seen_at <= $3)',
    [database.caseId, at, later(at, -IDLE_MS)],
  );
  await database.pool.query('DELETE FROM passkey_challenges WHERE case_id = $1 AND ends_at <= $2', [
    database.caseId,
    at,
  ]);
  await database.pool.query('DELETE FROM provider_log_ins WHERE case_id = $1 AND ends_at <= $2', [
    database.caseId,
    at,
  ]);
}
