import { randomUUID } from 'node:crypto';
import type { SecretAnswer } from '@constat/contract/account.ts';
import type { CreationOptions, MadePasskey } from '@constat/contract/passkey.ts';
import { type InvitedRole, invitedRoleSchema } from '@constat/contract/role.ts';
import type pg from 'pg';
import { enrolOptions, keepPasskey } from './passkeys.ts';
import { later, makeSecret, type PeopleContext, Refusal, secretHash } from './peopleContext.ts';
import { addAlert, createPerson } from './person.ts';

const FIRST_MS = 30 * 60_000;
const INVITED_MS = 48 * 60 * 60_000;

/** The link for the first administrator: good once, for 30 minutes, and only while there is nobody. Null when there is somebody. An earlier one ends. */
export async function inviteFirst(context: PeopleContext): Promise<SecretAnswer | null> {
  const { database } = context;
  if (await hasPeople(database.pool, database.caseId)) return null;
  await database.pool.query(
    'DELETE FROM invitations WHERE case_id = $1 AND invited_by IS NULL AND used_at IS NULL',
    [database.caseId],
  );
  return await store(database.pool, context, 'administrator', null, FIRST_MS);
}

/** Somebody who could log in, or could have. */
async function hasPeople(client: Pick<pg.ClientBase, 'query'>, caseId: string): Promise<boolean> {
  const { rows } = await client.query<{ has: boolean }>(
    'SELECT EXISTS (SELECT FROM people WHERE case_id = $1 AND enrolled_at IS NOT NULL) AS has',
    [caseId],
  );
  return rows[0]!.has;
}

/** An invitation to a role, by somebody. */
export async function invite(
  client: pg.ClientBase,
  context: PeopleContext,
  role: InvitedRole,
  by: string,
): Promise<SecretAnswer> {
  return await store(client, context, role, by, INVITED_MS);
}

async function store(
  client: Pick<pg.ClientBase, 'query'>,
  { database, now }: PeopleContext,
  role: InvitedRole,
  by: string | null,
  lastsMs: number,
): Promise<SecretAnswer> {
  const secret = makeSecret();
  const ends = later(now(), lastsMs);
  await client.query(
    'INSERT INTO invitations (case_id, code_sha256, role, invited_by, ends_at) VALUES ($1, $2, $3, $4, $5)',
    [database.caseId, secretHash(secret), role, by, ends],
  );
  return { secret, ends: ends.toISOString() };
}

interface InvitationRow {
  role: string;
  invited_by: string | null;
}

/** Options to make the passkey of whoever holds an invitation that is still good. Throws Refusal('invitation_refused'). */
export async function beginEnrolment(
  context: PeopleContext,
  { invitation, name }: { invitation: string; name: string },
): Promise<CreationOptions> {
  const { database, now } = context;
  const { rows } = await database.pool.query<InvitationRow>(
    'SELECT role, invited_by FROM invitations WHERE case_id = $1 AND code_sha256 = $2 AND used_at IS NULL AND ends_at > $3',
    [database.caseId, secretHash(invitation), now()],
  );
  await refuseUnlessGood(context, database.pool, rows[0]);
  return await enrolOptions(context, { person: randomUUID(), name, bond: invitation });
}

async function refuseUnlessGood(
  { database }: PeopleContext,
  client: Pick<pg.ClientBase, 'query'>,
  row: InvitationRow | undefined,
): Promise<InvitationRow> {
  if (row === undefined) throw new Refusal('invitation_refused');
  if (row.invited_by === null && (await hasPeople(client, database.caseId)))
    throw new Refusal('invitation_refused');
  return row;
}

/** Takes the invitation, which is thereby used up, and makes the person with his passkey: all or nothing. Returns the person. */
export async function enrol(
  context: PeopleContext,
  { invitation, name, credential }: { invitation: string; name: string; credential: MadePasskey },
): Promise<string> {
  return await keepPasskey(context, { made: credential, bond: invitation }, async (client, person) => {
    const { database, now } = context;
    const { rows } = await client.query<InvitationRow>(
      `UPDATE invitations SET used_at = $3 WHERE case_id = $1 AND code_sha256 = $2 AND used_at IS NULL AND ends_at > $3 RETURNING role, invited_by`,
      [database.caseId, secretHash(invitation), now()],
    );
    const { role } = await refuseUnlessGood(context, client, rows[0]);
    await createPerson(client, context, { id: person, name, role: invitedRoleSchema.parse(role) });
    await addAlert(client, context, { kind: 'person_joined', person, reason: '' });
  });
}
