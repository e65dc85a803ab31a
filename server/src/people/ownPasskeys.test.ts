import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openTestCase } from '../testCase.ts';
import { addOptions, addPasskey, MOST_PASSKEYS, removePasskey } from './ownPasskeys.ts';
import { checkPasskey, enrolOptions, keepPasskey, listPasskeys, showOptions } from './passkeys.ts';
import { type PeopleContext, Refusal } from './peopleContext.ts';
import { createPerson, endSessionsOf, listAlerts } from './person.ts';
import { beginSession, listSessions, type Session, useSession } from './sessions.ts';
import { TestAuthenticator } from './testAuthenticator.ts';

const ORIGIN = 'https://constat.hopital.example';

let open: Awaited<ReturnType<typeof openTestCase>>;
let context: PeopleContext;
before(async () => {
  open = await openTestCase();
  context = {
    database: open.database,
    keys: open.opened.keys,
    now: () => new Date('2026-03-02T08:00:00Z'),
    origin: ORIGIN,
    caseName: 'Essai',
  };
});
after(() => open.dispose());

/** Somebody who joined with a passkey and is logged in. */
async function join(): Promise<{ session: Session; authenticator: TestAuthenticator }> {
  const authenticator = new TestAuthenticator();
  const options = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond: 'invitation' });
  const made = authenticator.make(options, ORIGIN);
  const person = await keepPasskey(context, { made, bond: 'invitation' }, async (client, id) => {
    await createPerson(client, context, { id, role: 'officer', name: `Essai ${id}` });
  });
  return { session: await begin(person), authenticator };
}

async function begin(person: string): Promise<Session> {
  const begun = { person, stage: 'open', factors: ['passkey'], from: '192.0.2.7' } as const;
  return (await useSession(context, await beginSession(open.database.pool, context, begun)))!;
}

async function add(
  session: Session,
  name: string,
  authenticator = new TestAuthenticator(),
): Promise<TestAuthenticator> {
  const made = authenticator.make(await addOptions(context, session), ORIGIN);
  await addPasskey(context, session, { made, name }, () => Promise.resolve());
  return authenticator;
}

const remove = (session: Session, passkey: string): Promise<void> =>
  open.database.transaction((client) => removePasskey(client, context, session, passkey));

const isRefusal = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

const kindsOf = async (session: Session): Promise<string[]> =>
  (await listAlerts(open.database.pool, context))
    .filter(({ person }) => person === session.person.name)
    .map(({ kind }) => kind);

test('addPasskey: a further passkey logs its owner in, its name lies sealed, and everybody is told', async () => {
  const { session } = await join();
  const second = await add(session, 'Clé du coffre');
  const showing = { person: null, bond: 'cookie' };
  const shown = second.show(await showOptions(context, showing), ORIGIN);
  assert.equal((await checkPasskey(context, shown, showing)).person, session.person.id);
  const listed = await listPasskeys(context, session.person.id);
  const named = listed.find(({ name }) => name === 'Clé du coffre')!;
  assert.deepEqual([listed.length, named.used, named.verifiesOwner], [2, '2026-03-02T08:00:00.000Z', true]);
  const { rows } = await open.database.pool.query<{ name_sealed: Buffer }>(
    'SELECT name_sealed FROM passkeys WHERE name_sealed IS NOT NULL',
  );
  assert.ok(rows.length === 1 && !rows[0]!.name_sealed.includes('coffre'));
  assert.deepEqual(await kindsOf(session), ['passkey_added']);
});

test('addPasskey: what was made for another session, for an invitation, or is somebody’s already is refused; the record is lost with it', async () => {
  const [mine, other] = [await join(), await join()];
  const forOther = new TestAuthenticator().make(await addOptions(context, other.session), ORIGIN);
  const attempt = (made: typeof forOther, record = (): Promise<void> => Promise.resolve()): Promise<void> =>
    addPasskey(context, mine.session, { made, name: 'Essai' }, record);
  await assert.rejects(attempt(forOther), isRefusal('credential_refused'));
  const options = { person: mine.session.person.id, name: 'Essai', bond: mine.session.id };
  const forInvitation = new TestAuthenticator().make(await enrolOptions(context, options), ORIGIN);
  await assert.rejects(attempt(forInvitation), isRefusal('credential_refused'));
  const again = mine.authenticator.make(await addOptions(context, mine.session), ORIGIN);
  await assert.rejects(attempt(again), isRefusal('credential_refused'));
  const good = new TestAuthenticator().make(await addOptions(context, mine.session), ORIGIN);
  await assert.rejects(
    attempt(good, () => Promise.reject(new Error('the disk is full'))),
    /disk is full/,
  );
  assert.equal((await listPasskeys(context, mine.session.person.id)).length, 1);
});

test('addPasskey: nobody has more than ten', async () => {
  const { session } = await join();
  for (let i = 1; i < MOST_PASSKEYS; i++) await add(session, `Clé ${i}`);
  await assert.rejects(add(session, 'Une de trop'), isRefusal('too_many_passkeys'));
});

test('removePasskey: it logs in no more, and the other sessions of the person end, whoever has it; the one that removed it goes on', async () => {
  const { session, authenticator } = await join();
  await add(session, 'Autre');
  const other = await begin(session.person.id);
  const stranger = await join();
  await remove(session, authenticator.id);
  assert.deepEqual(
    (await listSessions(context, session)).map(({ id, isThis, from }) => [id, isThis, from]),
    [[session.id, true, '192.0.2.7']],
  );
  assert.equal((await listSessions(context, other)).length, 1);
  assert.equal((await listSessions(context, stranger.session)).length, 1, 'others are not concerned');
  const showing = { person: null, bond: 'cookie' };
  const shown = authenticator.show(await showOptions(context, showing), ORIGIN);
  await assert.rejects(checkPasskey(context, shown, showing), isRefusal('credential_refused'));
  assert.deepEqual(await kindsOf(session), ['passkey_removed', 'passkey_added']);
});

test('removePasskey: the last one stays, also when two are removed at the same moment; nobody removes another’s', async () => {
  const { session, authenticator } = await join();
  await assert.rejects(remove(session, authenticator.id), isRefusal('last_passkey'));
  const second = await add(session, 'Autre');
  const stranger = await join();
  await assert.rejects(remove(stranger.session, second.id), isRefusal('not_found'));
  const outcomes = await Promise.allSettled([remove(session, authenticator.id), remove(session, second.id)]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await listPasskeys(context, session.person.id)).length, 1);
});

test('endSessionsOf: the sessions of a person end, or everybody’s but the one of whoever asks; accounts stay, and all are told', async () => {
  const [administrator, one, another] = [await join(), await join(), await join()];
  const by = { person: administrator.session.person.id, session: administrator.session.id };
  const end = (person: string | null): Promise<void> =>
    open.database.transaction((client) => endSessionsOf(client, context, { person, by }));
  const left = async (): Promise<number[]> =>
    await Promise.all(
      [administrator, one, another].map(async ({ session }) => (await listSessions(context, session)).length),
    );
  await end(one.session.person.id);
  assert.deepEqual(await left(), [1, 0, 1]);
  await end(null);
  assert.deepEqual(await left(), [1, 0, 0]);
  await assert.rejects(end(randomUUID()), isRefusal('not_found'));
  assert.deepEqual(await kindsOf(one.session), ['sessions_ended']);
  assert.deepEqual(await kindsOf(administrator.session), ['all_sessions_ended']);
  assert.equal((await begin(one.session.person.id)).person.id, one.session.person.id);
});
