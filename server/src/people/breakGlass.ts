import type { SecretAnswer } from '@constat/contract/account.ts';
import type pg from 'pg';
import { later, makeSecret, type PeopleContext, Refusal, secretHash } from './peopleContext.ts';
import { addAlert, createPerson } from './person.ts';
import { beginSession, BREAK_GLASS_MS } from './sessions.ts';

/** An envelope is renewed once a year. */
const ENVELOPE_MS = 365 * 24 * 60 * 60_000;

/** Makes the code for the sealed envelope, shown once; an earlier one ends. */
export async function makeBreakGlassCode(
  client: pg.ClientBase,
  context: PeopleContext,
  by: string,
): Promise<SecretAnswer> {
  const { database, now } = context;
  const secret = makeSecret();
  await client.query('DELETE FROM break_glass_codes WHERE case_id = $1 AND used_at IS NULL', [
    database.caseId,
  ]);
  await client.query(
    'INSERT INTO break_glass_codes (case_id, code_sha256, made_by, made_at) VALUES ($1, $2, $3, $4)',
    [database.caseId, secretHash(secret), by, now()],
  );
  await addAlert(client, context, { kind: 'break_glass_made', person: by, reason: '' });
  return { secret, ends: later(now(), ENVELOPE_MS).toISOString() };
}

/**
 * Opens the envelope: its code is used up, everybody is told with name and reason, and a session of an hour begins in which each look needs a reason.
 * Asks nothing of any other machine. Returns the token and the account's id. Throws Refusal('code_refused').
 */
export async function openBreakGlass(
  context: PeopleContext,
  { code, name, reason, from }: { code: string; name: string; reason: string; from: string },
): Promise<{ token: string; person: string }> {
  const { database, now } = context;
  return await database.transaction(async (client) => {
    const { rowCount } = await client.query(
      'UPDATE break_glass_codes SET used_at = $3 WHERE case_id = $1 AND code_sha256 = $2 AND used_at IS NULL AND made_at > $4',
      [database.caseId, secretHash(code), now(), later(now(), -ENVELOPE_MS)],
    );
    if (rowCount !== 1) throw new Refusal('code_refused');
    const person = await createPerson(client, context, { name, role: 'break_glass' });
    await client.query('UPDATE people SET enrolled_at = $3 WHERE case_id = $1 AND id = $2', [
      database.caseId,
      person,
      now(),
    ]);
    await addAlert(client, context, { kind: 'break_glass_opened', person, reason });
    const token = await beginSession(client, context, {
      person,
      stage: 'open',
      factors: ['envelope'],
      from,
      lastsMs: BREAK_GLASS_MS,
    });
    return { token, person };
  });
}
