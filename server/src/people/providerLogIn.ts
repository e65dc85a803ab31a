import type pg from 'pg';
import type { IdentityProvider, ProviderAnswer, ProviderLogIn } from './identityProvider.ts';
import type { Shown } from './passkeys.ts';
import { later, type PeopleContext, Refusal, secretHash } from './peopleContext.ts';
import { addAlert } from './person.ts';

/** Time to log in at the provider, with whatever it asks for. */
export const PROVIDER_MS = 10 * 60_000;

const logInPlace = (state: string): string => `provider_log_ins.sealed ${secretHash(state).toString('hex')}`;

/**
 * Begins a log-in at the identity provider.
 * @param bond what the browser must come back with: the cookie of the log-in.
 * @returns where the browser goes. Throws Refusal('provider_unreachable').
 */
export async function beginProviderLogIn(
  { database, keys, now }: PeopleContext,
  provider: IdentityProvider,
  bond: string,
): Promise<string> {
  const { location, kept } = await provider.begin();
  await database.pool.query(
    'INSERT INTO provider_log_ins (case_id, state_sha256, bound_sha256, sealed, ends_at) VALUES ($1, $2, $3, $4, $5)',
    [
      database.caseId,
      secretHash(kept.state),
      secretHash(bond),
      keys.sealText(JSON.stringify(kept), logInPlace(kept.state)),
      later(now(), PROVIDER_MS),
    ],
  );
  return location;
}

/**
 * Ends a log-in at the identity provider: the account that an administrator has linked to whom the provider let in.
 * Throws Refusal: 'credential_refused', 'provider_unreachable', 'identity_unknown' (nobody is linked; accounts are never made this way).
 */
export async function finishProviderLogIn(
  context: PeopleContext,
  provider: IdentityProvider,
  { answer, bond }: { answer: ProviderAnswer; bond: string },
): Promise<Shown> {
  const kept = await takeLogIn(context, answer.state, bond);
  const identity = await provider.finish(answer, kept);
  const { database } = context;
  const { rows } = await database.pool.query<{ person_id: string; enrolled_at: Date | null }>(
    `SELECT l.person_id, p.enrolled_at FROM provider_links l JOIN people p ON p.case_id = l.case_id AND p.id = l.person_id
     WHERE l.case_id = $1 AND l.subject_index = $2 AND p.ended_at IS NULL`,
    [database.caseId, subjectIndex(context, identity)],
  );
  const row = rows[0];
  if (row === undefined || row.enrolled_at === null) throw new Refusal('identity_unknown');
  return { person: row.person_id, isVerified: identity.hasSecondFactor, isEnrolled: true };
}

/** Uses up a log-in that was begun in the same browser. */
async function takeLogIn(
  { database, keys, now }: PeopleContext,
  state: string,
  bond: string,
): Promise<ProviderLogIn> {
  const { rows } = await database.pool.query<{ sealed: Buffer }>(
    `DELETE FROM provider_log_ins WHERE case_id = $1 AND state_sha256 = $2 AND bound_sha256 = $3 AND ends_at > $4 RETURNING sealed`,
    [database.caseId, secretHash(state), secretHash(bond), now()],
  );
  if (rows[0] === undefined) throw new Refusal('credential_refused');
  return JSON.parse(keys.openText(rows[0].sealed, logInPlace(state))) as ProviderLogIn;
}

function subjectIndex(
  { keys }: PeopleContext,
  { issuer, subject }: { issuer: string; subject: string },
): Buffer {
  return keys.blindIndex('index provider subject', JSON.stringify([issuer, subject]));
}

/**
 * Links an account to whom the provider knows under a subject, instead of an earlier link; an empty subject ends it. Everybody is told.
 * Throws Refusal: 'not_found' (no such account, or one that has not joined yet), 'identity_taken' (another account has it).
 */
export async function linkIdentity(
  client: pg.ClientBase,
  context: PeopleContext,
  provider: IdentityProvider,
  { person, subject, by }: { person: string; subject: string; by: string },
): Promise<void> {
  const { database, now } = context;
  const { rowCount } = await client.query(
    "SELECT FROM people WHERE case_id = $1 AND id = $2 AND ended_at IS NULL AND enrolled_at IS NOT NULL AND role <> 'break_glass' FOR UPDATE",
    [database.caseId, person],
  );
  if (rowCount !== 1) throw new Refusal('not_found');
  await client.query('DELETE FROM provider_links WHERE case_id = $1 AND person_id = $2', [
    database.caseId,
    person,
  ]);
  if (subject !== '') {
    const inserted = await client.query(
      `INSERT INTO provider_links (case_id, subject_index, person_id, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [database.caseId, subjectIndex(context, { issuer: provider.issuer, subject }), person, by, now()],
    );
    if (inserted.rowCount !== 1) throw new Refusal('identity_taken');
  }
  const kind = subject === '' ? 'identity_unlinked' : 'identity_linked';
  await addAlert(client, context, { kind, person, reason: '' });
}
