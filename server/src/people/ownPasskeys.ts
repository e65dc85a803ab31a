import type { CreationOptions, MadePasskey } from '@constat/contract/passkey.ts';
import type pg from 'pg';
import { endSessions } from './endSessions.ts';
import { enrolOptions, keepPasskey } from './passkeys.ts';
import { type PeopleContext, Refusal } from './peopleContext.ts';
import { addAlert } from './person.ts';
import type { Session } from './sessions.ts';

/** Nobody has a use for more; whoever would add one after another is stopped. */
export const MOST_PASSKEYS = 10;

/** Options for the browser to make a further passkey of whoever is logged in. An authenticator that holds one of his makes none. */
export async function addOptions(context: PeopleContext, { id, person }: Session): Promise<CreationOptions> {
  return await enrolOptions(context, { person: person.id, name: person.name, bond: id, purpose: 'add' });
}

/**
 * Keeps a further passkey, made for the options that the same session was given; everybody is told. `alongside` runs in the same transaction: the record.
 * Throws Refusal: 'credential_refused', 'too_many_passkeys'.
 */
export async function addPasskey(
  context: PeopleContext,
  session: Session,
  { made, name }: { made: MadePasskey; name: string },
  alongside: (client: pg.PoolClient) => Promise<void>,
): Promise<void> {
  await keepPasskey(context, { made, name, bond: session.id, purpose: 'add' }, async (client, person) => {
    if (person !== session.person.id) throw new Refusal('credential_refused');
    if ((await countPasskeys(client, context, person)) >= MOST_PASSKEYS)
      throw new Refusal('too_many_passkeys');
    await addAlert(client, context, { kind: 'passkey_added', person, reason: '' });
    await alongside(client);
  });
}

/**
 * Removes one of a person's passkeys; his other sessions end, since one of them may be of whoever has the passkey now. Everybody is told.
 * Throws Refusal: 'not_found' (he has no such passkey), 'last_passkey'.
 */
export async function removePasskey(
  client: pg.ClientBase,
  context: PeopleContext,
  { id, person }: Session,
  passkey: string,
): Promise<void> {
  const { database } = context;
  const count = await countPasskeys(client, context, person.id);
  const { rowCount } = await client.query(
    'DELETE FROM passkeys WHERE case_id = $1 AND person_id = $2 AND id = $3',
    [database.caseId, person.id, passkey],
  );
  if (rowCount !== 1) throw new Refusal('not_found');
  if (count === 1) throw new Refusal('last_passkey');
  await endSessions(client, context, { person: person.id, but: id });
  await addAlert(client, context, { kind: 'passkey_removed', person: person.id, reason: '' });
}

/** Counts the passkeys of a person, whose row is locked: of two who remove or add at the same moment, the second counts what the first has left. */
async function countPasskeys(
  client: pg.ClientBase,
  { database }: PeopleContext,
  person: string,
): Promise<number> {
  await client.query('SELECT FROM people WHERE case_id = $1 AND id = $2 FOR UPDATE', [
    database.caseId,
    person,
  ]);
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*) AS count FROM passkeys WHERE case_id = $1 AND person_id = $2',
    [database.caseId, person],
  );
  return rows[0]!.count;
}
