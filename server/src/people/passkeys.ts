import { randomBytes } from 'node:crypto';
import type { OwnPasskeys } from '@constat/contract/account.ts';
import type {
  CreationOptions,
  MadePasskey,
  RequestOptions,
  ShownPasskey,
} from '@constat/contract/passkey.ts';
import type pg from 'pg';
import { ALGORITHMS } from './coseKey.ts';
import { challengeOf, type CheckedPasskey, checkMade, checkShown } from './passkeyProof.ts';
import { later, type PeopleContext, Refusal, secretHash } from './peopleContext.ts';
import { addAlert } from './person.ts';

/** A challenge is good for so long. */
export const CHALLENGE_MS = 5 * 60_000;
/** `enrol`: the first one, by an invitation; `add`: a further one, by whoever is logged in. */
type Making = 'enrol' | 'add';
type Purpose = 'log_in' | 'step_up' | Making;

const namePlace = (id: string): string => `passkeys.name_sealed ${id}`;

const rpIdOf = ({ origin }: PeopleContext): string => new URL(origin).hostname;
const descriptor = (id: string) => ({ type: 'public-key' as const, id });
/** The user id that an authenticator keeps: the account's, and nothing that says whose it is. */
const handleOf = (person: string): string =>
  Buffer.from(person.replaceAll('-', ''), 'hex').toString('base64url');

/**
 * Options for the browser to make a passkey. It is discoverable: nobody types a name to log in.
 * @param bond what the answer must come with: the invitation, the session.
 */
export async function enrolOptions(
  context: PeopleContext,
  { person, name, bond, purpose = 'enrol' }: { person: string; name: string; bond: string; purpose?: Making },
): Promise<CreationOptions> {
  return {
    rp: { id: rpIdOf(context), name: `Constat – ${context.caseName}` },
    user: { id: handleOf(person), name, displayName: name },
    challenge: await giveChallenge(context, { purpose, person, bond }),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CHALLENGE_MS,
    excludeCredentials: (await passkeysOf(context, person)).map(descriptor),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'preferred',
    },
    attestation: 'none',
  };
}

/** A passkey that was made, and what it came with. */
export interface Made {
  readonly made: MadePasskey;
  readonly bond: string;
  readonly purpose?: Making;
  /** What its owner calls it; left out for the one that the invitation makes. */
  readonly name?: string;
}

/** Checks a new passkey and keeps it, in the transaction in which `belongsTo` sees to its owner. Returns whose it is. Throws Refusal('credential_refused'). */
export async function keepPasskey(
  context: PeopleContext,
  { made, bond, purpose = 'enrol', name }: Made,
  belongsTo: (client: pg.PoolClient, person: string) => Promise<void>,
): Promise<string> {
  const challenge = proven(() => challengeOf(made));
  const person = (await takeChallenge(context, challenge, { purpose, bond })).person;
  if (person === null) throw new Refusal('credential_refused');
  const checked = proven(() => checkMade(made, { challenge, origin: context.origin }));
  await context.database.transaction(async (client) => {
    await belongsTo(client, person);
    await insertPasskey(client, context, { person, name }, checked);
  });
  return person;
}

async function insertPasskey(
  client: pg.PoolClient,
  { database, keys, now }: PeopleContext,
  { person, name }: { person: string; name: string | undefined },
  { id, publicKey, counter, verifiesOwner, canBeCopied }: CheckedPasskey,
): Promise<void> {
  const sealed = name === undefined ? null : keys.sealText(name, namePlace(id));
  const { rowCount } = await client.query(
    `INSERT INTO passkeys (case_id, id, person_id, public_key, counter, verifies_owner, can_be_copied, made_at, name_sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [database.caseId, id, person, publicKey, counter, verifiesOwner, canBeCopied, now(), sealed],
  );
  if (rowCount !== 1) throw new Refusal('credential_refused');
}

/** The passkeys of a person, the oldest first. */
export async function listPasskeys(
  { database, keys }: PeopleContext,
  person: string,
): Promise<OwnPasskeys['passkeys']> {
  const { rows } = await database.pool.query<{
    id: string;
    name_sealed: Buffer | null;
    made_at: Date;
    used_at: Date | null;
    verifies_owner: boolean;
    can_be_copied: boolean;
  }>(
    `SELECT id, name_sealed, made_at, used_at, verifies_owner, can_be_copied FROM passkeys WHERE case_id = $1 AND person_id = $2 ORDER BY made_at, id`,
    [database.caseId, person],
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name_sealed === null ? null : keys.openText(row.name_sealed, namePlace(row.id)),
    made: row.made_at.toISOString(),
    used: row.used_at?.toISOString() ?? null,
    verifiesOwner: row.verifies_owner,
    canBeCopied: row.can_be_copied,
  }));
}

/** For whom and with what a passkey is shown. */
export interface Showing {
  /** Whose it must be, to step up; null: anybody's, to log in. */
  readonly person: string | null;
  /** What the answer must come with: the cookie of the log-in, the session. */
  readonly bond: string;
}

/** Options for the browser to show a passkey: any, to log in; one of the person's, to step up. */
export async function showOptions(
  context: PeopleContext,
  { person, bond }: Showing,
): Promise<RequestOptions> {
  const known = person === null ? [] : await passkeysOf(context, person);
  return {
    challenge: await giveChallenge(context, { purpose: purposeOf(person), person, bond }),
    timeout: CHALLENGE_MS,
    rpId: rpIdOf(context),
    allowCredentials: known.map(descriptor),
    userVerification: 'preferred',
  };
}

const purposeOf = (person: string | null): Purpose => (person === null ? 'log_in' : 'step_up');

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

/** The signature counter of a passkey went backwards, or stood still: there are two of it (WebAuthn 3, 6.1.1). */
export class CopiedPasskey extends Refusal {
  readonly person: string;

  constructor(person: string) {
    super('credential_refused');
    this.person = person;
  }
}

/**
 * Checks a passkey that was shown. To step up it must be the person's, and verify its owner where it did so when it was made.
 * Throws Refusal('credential_refused'), as CopiedPasskey where its counter went backwards.
 */
export async function checkPasskey(
  context: PeopleContext,
  shown: ShownPasskey,
  { person, bond }: Showing,
): Promise<Shown> {
  const challenge = proven(() => challengeOf(shown));
  const given = await takeChallenge(context, challenge, { purpose: purposeOf(person), bond });
  const key = await findPasskey(context, shown.id);
  if (key === null || given.person !== person || (person !== null && key.person_id !== person))
    throw new Refusal('credential_refused');
  const known = {
    publicKey: key.public_key,
    canBeCopied: key.can_be_copied,
    handle: handleOf(key.person_id),
  };
  const expected = { challenge, origin: context.origin, needsHandle: person === null };
  const { isVerified, counter } = proven(() => checkShown(shown, known, expected));
  if (person !== null && key.verifies_owner && !isVerified) throw new Refusal('credential_refused');
  await count(context, shown.id, key.person_id, counter);
  return { person: key.person_id, isVerified, isEnrolled: key.enrolled_at !== null };
}

/** Whatever is wrong with a proof is the same to whoever asked. */
function proven<T>(check: () => T): T {
  try {
    return check();
  } catch {
    throw new Refusal('credential_refused');
  }
}

/** The counter only grows; an authenticator that does not count always says 0. Where it does not, everybody is told. */
async function count(context: PeopleContext, id: string, person: string, counter: number): Promise<void> {
  const { database, now } = context;
  const { rowCount } = await database.pool.query(
    'UPDATE passkeys SET counter = $3, used_at = $4 WHERE case_id = $1 AND id = $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))',
    [database.caseId, id, counter, now()],
  );
  if (rowCount === 1) return;
  await database.transaction((client) =>
    addAlert(client, context, { kind: 'passkey_copied', person, reason: '' }),
  );
  throw new CopiedPasskey(person);
}

interface PasskeyRow {
  person_id: string;
  public_key: Buffer;
  verifies_owner: boolean;
  can_be_copied: boolean;
  enrolled_at: Date | null;
}

async function findPasskey({ database }: PeopleContext, id: string): Promise<PasskeyRow | null> {
  const { rows } = await database.pool.query<PasskeyRow>(
    `SELECT k.person_id, k.public_key, k.verifies_owner, k.can_be_copied, p.enrolled_at
     FROM passkeys k JOIN people p ON p.case_id = k.case_id AND p.id = k.person_id
     WHERE k.case_id = $1 AND k.id = $2 AND p.ended_at IS NULL`,
    [database.caseId, id],
  );
  return rows[0] ?? null;
}

async function giveChallenge(
  { database, now }: PeopleContext,
  { purpose, person, bond }: { purpose: Purpose } & Showing,
): Promise<string> {
  const challenge = randomBytes(32).toString('base64url');
  await database.pool.query(
    'INSERT INTO passkey_challenges (case_id, challenge, purpose, bound_sha256, person_id, ends_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [database.caseId, challenge, purpose, secretHash(bond), person, later(now(), CHALLENGE_MS)],
  );
  return challenge;
}

/** Uses up a challenge that was given out to whoever comes with the same bond. Throws Refusal('credential_refused') when there is none that is still good. */
async function takeChallenge(
  { database, now }: PeopleContext,
  challenge: string,
  { purpose, bond }: { purpose: Purpose; bond: string },
): Promise<{ person: string | null }> {
  const { rows } = await database.pool.query<{ person_id: string | null }>(
    `DELETE FROM passkey_challenges WHERE case_id = $1 AND challenge = $2 AND purpose = $3 AND bound_sha256 = $4 AND ends_at > $5
     RETURNING person_id`,
    [database.caseId, challenge, purpose, secretHash(bond), now()],
  );
  if (rows[0] === undefined) throw new Refusal('credential_refused');
  return { person: rows[0].person_id };
}
