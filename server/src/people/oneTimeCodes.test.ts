import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { openTestCase } from '../testCase.ts';
import { enrolmentOf, PAUSE_MS, takeCode } from './oneTimeCodes.ts';
import { checkPasskey, enrolOptions, keepPasskey, showOptions } from './passkeys.ts';
import { later, type PeopleContext, Refusal } from './peopleContext.ts';
import { createPerson, listAlerts } from './person.ts';
import { beginSession, type Session, useSession } from './sessions.ts';
import { TestAuthenticator } from './testAuthenticator.ts';

const ORIGIN = 'https://constat.hopital.example';

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

/** Somebody with a passkey that verifies its owner, and with one-time codes. */
async function join(): Promise<{ person: string; code: () => string; authenticator: TestAuthenticator }> {
  const authenticator = new TestAuthenticator();
  const options = await enrolOptions(context, { person: randomUUID(), name: 'Essai', bond: '' });
  const person = await keepPasskey(
    context,
    { made: authenticator.make(options, ORIGIN), bond: '' },
    async (client, id) => {
      await createPerson(client, context, { id, role: 'officer', name: `Essai ${id}` });
    },
  );
  const { secret } = await enrolmentOf(context, person);
  const generator = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  const code = (): string => {
    at = later(at, 30_000);
    return generator.generate({ timestamp: at.getTime() });
  };
  return { person, code, authenticator };
}

/** A log-in that waits for a code: a new one each time, as whoever begins anew gets it. */
async function waiting(person: string): Promise<Session> {
  const token = await beginSession(open.database.pool, context, {
    person,
    stage: 'totp',
    factors: ['passkey'],
    from: '',
  });
  return (await useSession(context, token))!;
}

/** What became of a code. */
async function outcome(person: string, code: string): Promise<string> {
  try {
    await takeCode(context, await waiting(person), { code, from: '' });
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error.code;
  }
}

const wrong = (right: string): string => (right === '000000' ? '111111' : '000000');

test('takeCode: ten wrong codes of an account pause its codes however often the log-in begins anew, even the right one; each pause is longer', async () => {
  const { person, code } = await join();
  for (const pause of [PAUSE_MS, 2 * PAUSE_MS, 4 * PAUSE_MS]) {
    for (let i = 0; i < 10; i++)
      assert.equal(await outcome(person, wrong(code())), 'code_refused', String(i));
    assert.equal(await outcome(person, code()), 'codes_paused');
    at = later(at, pause - 120_000);
    assert.equal(await outcome(person, code()), 'codes_paused');
    at = later(at, 120_000);
  }
  assert.equal(
    (await listAlerts(open.database.pool, context)).filter(({ kind }) => kind === 'codes_paused').length,
    3,
  );
  assert.equal(await outcome(person, code()), 'taken');
});

test('takeCode: a right code forgets the wrong ones before it', async () => {
  const { person, code } = await join();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 9; i++) assert.equal(await outcome(person, wrong(code())), 'code_refused');
    assert.equal(await outcome(person, code()), 'taken', String(round));
  }
});

test('takeCode: many codes at once are no more guesses than one after another', async () => {
  const { person, code } = await join();
  const guess = wrong(code());
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => outcome(person, guess)));
  assert.equal(outcomes.filter((one) => one === 'code_refused').length, 10);
  assert.equal(outcomes.filter((one) => one === 'codes_paused').length, 30);
});

test('takeCode: whoever pauses the codes of an officer locks out neither his passkey nor anybody else', async () => {
  const { person, code, authenticator } = await join();
  const other = await join();
  for (let i = 0; i < 11; i++) await outcome(person, wrong(code()));
  assert.equal(await outcome(person, code()), 'codes_paused');
  const showing = { person: null, bond: '' };
  const shown = authenticator.show(await showOptions(context, showing), ORIGIN);
  assert.equal((await checkPasskey(context, shown, showing)).isVerified, true);
  assert.equal(await outcome(other.person, other.code()), 'taken');
});
