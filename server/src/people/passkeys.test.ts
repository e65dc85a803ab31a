import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { MadePasskey } from '@constat/contract/passkey.ts';
import { openTestCase } from '../testCase.ts';
import { beginEnrolment, enrol, inviteFirst } from './invitations.ts';
import {
  CHALLENGE_MS,
  checkPasskey,
  CopiedPasskey,
  enrolOptions,
  keepPasskey,
  showOptions,
  type Shown,
} from './passkeys.ts';
import { checkMade, checkShown } from './passkeyProof.ts';
import { later, type PeopleContext, Refusal } from './peopleContext.ts';
import { createPerson, endPerson, listAlerts } from './person.ts';
import { TestAuthenticator, type Wrong } from './testAuthenticator.ts';

const ORIGIN = 'https://constat.hopital.example';
const BOND = 'the cookie of this browser';
const FLAG = { present: 0x01, verified: 0x04, canBeCopied: 0x08, isCopied: 0x10, more: 0x80 };

let open: Awaited<ReturnType<typeof openTestCase>>;
let at = new Date('2026-03-02T08:00:00Z');
let context: PeopleContext;
before(async () => {
  open = await openTestCase();
  context = {
    database: open.database,
    keys: open.opened.keys,
    now: () => at,
    origin: ORIGIN,
    caseName: 'Essai',
  };
});
after(() => open.dispose());

/** Makes an account with a passkey, as an invitation does. */
async function join(authenticator: TestAuthenticator, wrong: Wrong = {}, bond = BOND): Promise<string> {
  const options = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond });
  return await keep(authenticator.make(options, ORIGIN, wrong), bond);
}

const keep = (made: MadePasskey, bond = BOND): Promise<string> =>
  keepPasskey(context, { made, bond }, async (client, person) => {
    await createPerson(client, context, { id: person, role: 'officer', name: `Essai ${person}` });
  });

/** Logs in, or steps up where a person is given. */
async function show(
  authenticator: TestAuthenticator,
  wrong: Wrong = {},
  person: string | null = null,
): Promise<Shown> {
  const options = await showOptions(context, { person, bond: BOND });
  return await checkPasskey(context, authenticator.show(options, ORIGIN, wrong), { person, bond: BOND });
}

const isRefused = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'credential_refused';

test('passkeys: ES256, RS256 and EdDSA are asked for, made, shown to log in and to step up', async () => {
  const options = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond: BOND });
  assert.deepEqual(
    options.pubKeyCredParams.map(({ alg }) => alg),
    [-8, -7, -257],
  );
  assert.deepEqual([options.attestation, options.rp.id], ['none', 'constat.hopital.example']);
  for (const algorithm of [-8, -7, -257] as const) {
    const authenticator = new TestAuthenticator({ algorithm });
    const person = await join(authenticator);
    assert.deepEqual(await show(authenticator), { person, isVerified: true, isEnrolled: false });
    assert.equal((await show(authenticator, {}, person)).person, person);
  }
});

test('passkeys: ES256 signatures of every length are taken', async () => {
  const authenticator = new TestAuthenticator();
  await join(authenticator);
  // One signature in 128 has a number that is a byte shorter.
  for (let i = 0; i < 300; i++) await show(authenticator);
});

const otherPoint = (): Uint8Array => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
};
const smallModulus = (): Uint8Array => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  return new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n!, 'base64url'));
};

/** What is wrong in either ceremony. */
const WRONG_ALWAYS: Readonly<Record<string, Wrong>> = {
  'challenge of nobody': { challenge: Buffer.alloc(32).toString('base64url') },
  'origin of another host': { origin: 'https://constat.elsewhere.example' },
  'origin without TLS': { origin: 'http://constat.hopital.example' },
  'origin of another port': { origin: `${ORIGIN}:8443` },
  'frame of another site': { crossOrigin: true },
  'frame that names the top': { topOrigin: 'https://elsewhere.example' },
  'rpId of another host': { rpId: 'elsewhere.example' },
  'rpId of the domain above': { rpId: 'hopital.example' },
  'nobody touched it (UP)': { flipFlags: FLAG.present },
  'copied, though it cannot be (BS without BE)': { flipFlags: FLAG.isCopied },
  'extensions that are not there': { flipFlags: FLAG.more },
  'data cut': { spoilData: (data) => data.subarray(0, 36) },
  'data too long': { spoilData: (data) => Buffer.concat([data, Buffer.of(0)]) },
  'rawId of another passkey': { rawId: 'AAAA' },
};

const WRONG_MAKING: Readonly<Record<string, Wrong>> = {
  ...WRONG_ALWAYS,
  'type of showing': { type: 'webauthn.get' },
  'id of another passkey': { id: 'AAAA' },
  'no passkey in the data': { flipFlags: 0x40 },
  'algorithm that was not asked for (ES384)': { cose: (key) => key.set(3, -35) },
  'algorithm of another kind of key': { cose: (key) => key.set(3, -257) },
  'no algorithm': { cose: (key) => key.delete(3) },
  'curve of another algorithm': { cose: (key) => key.set(-1, 2) },
  'point that is not on the curve': { cose: (key) => key.set(-2, otherPoint()) },
  'coordinate too short': { cose: (key) => key.set(-3, new Uint8Array(31)) },
  'RSA of 1,024 bits': {
    cose: (key) => {
      key
        .set(1, 3)
        .set(3, -257)
        .set(-1, smallModulus())
        .set(-2, Uint8Array.of(1, 0, 1))
        .delete(-3);
    },
  },
  'attestation of a maker': {
    fmt: 'fido-u2f',
    attStmt: { sig: new Uint8Array(70), x5c: [new Uint8Array(9)] },
  },
  'attestation none with a statement': { fmt: 'none', attStmt: { sig: new Uint8Array(70) } },
  'attestation packed by a maker': { fmt: 'packed', attStmt: { alg: -7, sig: new Uint8Array(70), x5c: [] } },
  'attestation by itself with a wrong signature': { fmt: 'packed', spoilSignature: true },
  'attestation by itself of another algorithm': {
    fmt: 'packed',
    attStmt: { alg: -257, sig: new Uint8Array(70) },
  },
};

const WRONG_SHOWING: Readonly<Record<string, Wrong>> = {
  ...WRONG_ALWAYS,
  'type of making': { type: 'webauthn.create' },
  'signature of other data': { spoilSignature: true },
  'data changed after the signing': {
    spoilData: (data) => {
      data.writeUInt32BE(4_000_000, 33);
      return data;
    },
  },
  'user handle of another account': { userHandle: Buffer.alloc(16, 1).toString('base64url') },
  'no user handle': { userHandle: null },
  'can be copied all at once (BE)': { flipFlags: FLAG.canBeCopied },
  'unknown passkey': { id: 'AAAA' },
};

test('keepPasskey: each wrong value of a new passkey is refused, and nobody is made', async () => {
  const countPeople = async (): Promise<number> =>
    (await open.database.pool.query<{ count: number }>('SELECT count(*) FROM people')).rows[0]!.count;
  const people = await countPeople();
  for (const [what, wrong] of Object.entries(WRONG_MAKING))
    await assert.rejects(join(new TestAuthenticator(), wrong), isRefused, what);
  assert.equal(await countPeople(), people);
});

test('checkMade, checkShown: an answer to another challenge is refused', async () => {
  const authenticator = new TestAuthenticator();
  const making = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond: BOND });
  const made = authenticator.make(making, ORIGIN);
  const expected = { challenge: making.challenge, origin: ORIGIN, needsHandle: true };
  const known = { ...checkMade(made, expected), handle: making.user.id };
  assert.throws(() => checkMade(made, { ...expected, challenge: 'another' }));
  const showing = await showOptions(context, { person: null, bond: BOND });
  const shown = authenticator.show(showing, ORIGIN);
  assert.equal(checkShown(shown, known, { ...expected, challenge: showing.challenge }).isVerified, true);
  assert.throws(() => checkShown(shown, known, expected));
});

test('keepPasskey: a passkey that attests itself is taken (WebAuthn 8.2), and an id is registered once', async () => {
  const authenticator = new TestAuthenticator();
  await join(authenticator, { fmt: 'packed' });
  await assert.rejects(join(authenticator), isRefused);
});

test('checkPasskey: each wrong value of a shown passkey is refused, to log in and to step up', async () => {
  const authenticator = new TestAuthenticator();
  const person = await join(authenticator);
  for (const [what, wrong] of Object.entries(WRONG_SHOWING)) {
    await assert.rejects(show(authenticator, wrong), isRefused, what);
    if (what !== 'no user handle') await assert.rejects(show(authenticator, wrong, person), isRefused, what);
  }
  assert.equal((await show(authenticator)).person, person);
});

test('checkPasskey: whether the owner was verified (UV) is told, and to step up it is demanded of a passkey that does it', async () => {
  const verifying = new TestAuthenticator();
  const person = await join(verifying);
  assert.equal((await show(verifying, { flipFlags: FLAG.verified })).isVerified, false);
  await assert.rejects(show(verifying, { flipFlags: FLAG.verified }, person), isRefused);
  const plain = new TestAuthenticator({ flags: 0 });
  const other = await join(plain);
  assert.equal((await show(plain, {}, other)).isVerified, false);
});

test('checkPasskey: a counter that goes backwards or stands still is refused, and everybody is told', async () => {
  const authenticator = new TestAuthenticator({ counter: 10 });
  const person = await join(authenticator);
  await show(authenticator, { counter: 50 });
  for (const counter of [50, 49, 0]) {
    const isCopy = (error: unknown): boolean => error instanceof CopiedPasskey && error.person === person;
    await assert.rejects(show(authenticator, { counter }), isCopy, String(counter));
  }
  await show(authenticator, { counter: 51 });
  assert.equal(
    (await listAlerts(open.database.pool, context)).filter(({ kind }) => kind === 'passkey_copied').length,
    3,
  );
  const uncounted = new TestAuthenticator({ counter: null });
  await join(uncounted);
  for (let i = 0; i < 3; i++) await show(uncounted);
});

test('checkPasskey: a challenge is good once, for five minutes, for its purpose, and for whoever it was given to', async () => {
  const authenticator = new TestAuthenticator();
  const person = await join(authenticator);
  const logIn = { person: null, bond: BOND };
  const stepUp = { person, bond: BOND };
  const shown = authenticator.show(await showOptions(context, logIn), ORIGIN);
  await assert.rejects(checkPasskey(context, shown, { person: null, bond: 'another browser' }), isRefused);
  await assert.rejects(checkPasskey(context, shown, stepUp), isRefused);
  assert.equal((await checkPasskey(context, shown, logIn)).person, person);
  await assert.rejects(checkPasskey(context, shown, logIn), isRefused, 'twice');
  const late = authenticator.show(await showOptions(context, logIn), ORIGIN);
  at = later(at, CHALLENGE_MS);
  await assert.rejects(checkPasskey(context, late, logIn), isRefused, 'late');
  const spoiled = authenticator.show(await showOptions(context, logIn), ORIGIN, { spoilSignature: true });
  await assert.rejects(checkPasskey(context, spoiled, logIn), isRefused);
  const retried = authenticator.show(
    { ...(await showOptions(context, logIn)), challenge: challengeIn(spoiled.response.clientDataJSON) },
    ORIGIN,
  );
  await assert.rejects(checkPasskey(context, retried, logIn), isRefused, 'used up by a failure');
  const made = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond: 'an invitation' });
  await assert.rejects(keep(new TestAuthenticator().make(made, ORIGIN), 'another invitation'), isRefused);
});

function challengeIn(clientDataJSON: string): string {
  return (JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge: string }).challenge;
}

test('checkPasskey: to step up it must be one’s own passkey, and an account that has ended opens nothing', async () => {
  const mine = new TestAuthenticator();
  const person = await join(mine);
  const other = new TestAuthenticator();
  await join(other);
  await assert.rejects(show(other, {}, person), isRefused);
  await open.database.transaction((client) => endPerson(client, context, person));
  await assert.rejects(show(mine), isRefused);
});

test('enrolOptions: an authenticator that holds a passkey of the person is told to make no second; the user handle is the account and no name', async () => {
  const authenticator = new TestAuthenticator();
  const person = await join(authenticator);
  const options = await enrolOptions(context, { person, name: 'Essai', bond: BOND });
  assert.deepEqual(options.excludeCredentials, [{ type: 'public-key', id: authenticator.id }]);
  assert.equal(Buffer.from(options.user.id, 'base64url').toString('hex'), person.replaceAll('-', ''));
});

test('enrol: a passkey made for one invitation is not taken with another', async () => {
  await open.database.pool.query('UPDATE people SET enrolled_at = NULL');
  const { secret: invitation } = (await inviteFirst(context))!;
  const options = await beginEnrolment(context, { invitation, name: 'Première' });
  const credential = new TestAuthenticator().make(options, ORIGIN);
  const { secret: another } = (await inviteFirst(context))!;
  await assert.rejects(enrol(context, { invitation: another, name: 'Première', credential }), isRefused);
});

test('checkPasskey: bytes that are no CBOR, JSON or keys are refused like anything else', async () => {
  const garbage = Buffer.alloc(9_000, 0x81).toString('base64url');
  const options = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond: BOND });
  const made = new TestAuthenticator().make(options, ORIGIN);
  await assert.rejects(
    keep({ ...made, response: { ...made.response, attestationObject: garbage } }),
    isRefused,
  );
  await assert.rejects(keep({ ...made, response: { ...made.response, clientDataJSON: garbage } }), isRefused);
});
