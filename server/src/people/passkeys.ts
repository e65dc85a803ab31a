import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type pg from 'pg';
import { later, type PeopleContext, Refusal } from './peopleContext.ts';

const CHALLENGE_MS = 5 * 60_000;
type Purpose = 'log_in' | 'enrol' | 'step_up';

/** What an authenticator answers, not yet checked: the WebAuthn library does. */
export interface Answer {
  readonly id: string;
  readonly response: object;
}

const rpIdOf = ({ origin }: PeopleContext): string => new URL(origin).hostname;

/** Options for the browser to make a passkey. It is discoverable: nobody types a name to log in. */
export async function enrolOptions(
  context: PeopleContext,
  { person, name }: { person: string; name: string },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const options = await generateRegistrationOptions({
    rpName: `Constat – ${context.caseName}`,
    rpID: rpIdOf(context),
    userName: name,
    userID: new Uint8Array(Buffer.from(person.replaceAll('-', ''), 'hex')),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  });
  await keepChallenge(context, options.challenge, 'enrol', person);
  return options;
}

/** Checks a new passkey and keeps it. Returns whose it is. Throws Refusal('credential_refused'). */
export async function keepPasskey(
  context: PeopleContext,
  answer: Answer,
  belongsTo: (client: pg.PoolClient, person: string) => Promise<void>,
): Promise<string> {
  let person: string | null = null;
  const checked = await verifyRegistrationResponse({
    response: answer as unknown as RegistrationResponseJSON,
    expectedChallenge: async (challenge) => {
      person = (await takeChallenge(context, challenge, 'enrol'))?.person ?? null;
      return person !== null;
    },
    expectedOrigin: context.origin,
    expectedRPID: rpIdOf(context),
    requireUserVerification: false,
  }).catch(() => null);
  const owner = person as string | null;
  if (checked?.verified !== true || owner === null) throw new Refusal('credential_refused');
  const { credential } = checked.registrationInfo;
  await context.database.transaction(async (client) => {
    await belongsTo(client, owner);
    await client.query(
      'INSERT INTO passkeys (case_id, id, person_id, public_key, counter, made_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [
        context.database.caseId,
        credential.id,
        owner,
        Buffer.from(credential.publicKey),
        credential.counter,
        context.now(),
      ],
    );
  });
  return owner;
}

/** Options for the browser to show a passkey: any, to log in; one of the person's, with the user verified, to step up. */
export async function showOptions(
  context: PeopleContext,
  person: string | null,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known = person === null ? [] : await passkeysOf(context, person);
  const options = await generateAuthenticationOptions({
    rpID: rpIdOf(context),
    userVerification: 'preferred',
    allowCredentials: known.map((id) => ({ id })),
  });
  await keepChallenge(context, options.challenge, person === null ? 'log_in' : 'step_up', person);
  return options;
}

async function passkeysOf({ database }: PeopleContext, person: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    'SELECT id FROM passkeys WHERE case_id = $1 AND person_id = $2',
    [database.caseId, person],
  );
  return rows.map(({ id }) => id);
}

/** Who showed a passkey, and what that proved. */
export interface Shown {
  readonly person: string;
  /** Whether the authenticator asked for a PIN, a finger, a face: then the passkey is two factors by itself. */
  readonly isVerified: boolean;
  /** Whether one-time codes are in place. */
  readonly isEnrolled: boolean;
}

/** Checks a passkey that was shown. For `step_up` it must be the person's. Throws Refusal('credential_refused'). */
export async function checkPasskey(
  context: PeopleContext,
  answer: Answer,
  person: string | null,
): Promise<Shown> {
  const key = await findPasskey(context, answer.id);
  if (key === null || (person !== null && key.person_id !== person)) throw new Refusal('credential_refused');
  const checked = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: async (challenge) => {
      const kept = await takeChallenge(context, challenge, person === null ? 'log_in' : 'step_up');
      return kept !== null && kept.person === person;
    },
    expectedOrigin: context.origin,
    expectedRPID: rpIdOf(context),
    credential: { id: answer.id, publicKey: new Uint8Array(key.public_key), counter: key.counter },
    requireUserVerification: false,
  }).catch(() => null);
  if (checked?.verified !== true) throw new Refusal('credential_refused');
  await context.database.pool.query('UPDATE passkeys SET counter = $3 WHERE case_id = $1 AND id = $2', [
    context.database.caseId,
    answer.id,
    checked.authenticationInfo.newCounter,
  ]);
  return {
    person: key.person_id,
    isVerified: checked.authenticationInfo.userVerified,
    isEnrolled: key.enrolled_at !== null,
  };
}

interface PasskeyRow {
  person_id: string;
  public_key: Buffer;
  counter: number;
  enrolled_at: Date | null;
}

async function findPasskey({ database }: PeopleContext, id: string): Promise<PasskeyRow | null> {
  const { rows } = await database.pool.query<PasskeyRow>(
    `SELECT k.person_id, k.public_key, k.counter, p.enrolled_at FROM passkeys k JOIN people p ON p.case_id = k.case_id AND p.id = k.person_id
     WHERE k.case_id = $1 AND k.id = $2 AND p.ended_at IS NULL`,
    [database.caseId, id],
  );
  return rows[0] ?? null;
}

async function keepChallenge(
  { database, now }: PeopleContext,
  challenge: string,
  purpose: Purpose,
  person: string | null,
): Promise<void> {
  await database.pool.query(
    'INSERT INTO passkey_challenges (case_id, challenge, purpose, person_id, ends_at) VALUES ($1, $2, $3, $4, $5)',
    [database.caseId, challenge, purpose, person, later(now(), CHALLENGE_MS)],
  );
}

/** A challenge that was given out, which is thereby used up. */
async function takeChallenge(
  { database, now }: PeopleContext,
  challenge: string,
  purpose: Purpose,
): Promise<{ person: string | null } | null> {
  const { rows } = await database.pool.query<{ person_id: string | null }>(
    'DELETE FROM passkey_challenges WHERE case_id = $1 AND challenge = $2 AND purpose = $3 AND ends_at > $4 RETURNING person_id',
    [database.caseId, challenge, purpose, now()],
  );
  return rows[0] === undefined ? null : { person: rows[0].person_id };
}
