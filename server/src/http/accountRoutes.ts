import {
  breakGlassRequestSchema,
  credentialRequestSchema,
  enrolRequestSchema,
  invitationRequestSchema,
  providerAnswerSchema,
  type ProviderLocation,
  type SessionAnswer,
  type Factor,
  type Stage,
  type StageAnswer,
  totpRequestSchema,
} from '@constat/contract/account.ts';
import type { Role } from '@constat/contract/role.ts';
import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Access, recordAccess } from '../audit/recordAccess.ts';
import { openBreakGlass } from '../people/breakGlass.ts';
import { beginEnrolment, enrol } from '../people/invitations.ts';
import { enrolmentOf, takeCode, withCode } from '../people/oneTimeCodes.ts';
import {
  CHALLENGE_MS,
  checkPasskey,
  CopiedPasskey,
  showOptions,
  type Showing,
  type Shown,
} from '../people/passkeys.ts';
import type { IdentityProvider } from '../people/identityProvider.ts';
import { makeSecret, Refusal } from '../people/peopleContext.ts';
import { beginProviderLogIn, finishProviderLogIn, PROVIDER_MS } from '../people/providerLogIn.ts';
import { beginSession, endSession, stepUp } from '../people/sessions.ts';
import { SESSION_COOKIE } from './guard.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';
import { errorName } from './requestLog.ts';

/** The cookie of a log-in that has begun. */
const LOG_IN_COOKIE = '__Host-constat-log-in';

/** What the browser forgets at log-out. Not "cookies": that would log people out of the hospital's other applications below the same domain; ours is taken away by itself. */
const CLEARED = '"cache", "storage"';

/** Logging in (a passkey; a one-time code too where the passkey alone is one factor), joining by invitation, opening the envelope, showing the passkey again. */
export function accountRoutes(services: HttpServices) {
  const { database, configuration, log } = services;
  return new Hono<HttpEnv>()
    .post('/api/log-in/options', async (c) =>
      c.json(await showOptions(services, { person: null, bond: giveLogInCookie(c) })),
    )
    .post('/api/log-in/passkey', readBody(credentialRequestSchema), async (c) => {
      const showing = { person: null, bond: getCookie(c, LOG_IN_COOKIE) ?? '' };
      const shown = await checkPasskey(services, c.req.valid('json').credential, showing).catch(
        refusedSignIn(c, services),
      );
      deleteCookie(c, LOG_IN_COOKIE, { secure: true, path: '/' });
      return c.json(await enter(c, services, shown.person, stageAfter(shown), [factorOf('passkey', shown)]));
    })
    .post('/api/log-in/provider', async (c) => {
      const location = await beginProviderLogIn(services, providerOf(services), giveLogInCookie(c)).catch(
        refusedSignIn(c, services),
      );
      return c.json({ location } satisfies ProviderLocation);
    })
    .post('/api/log-in/provider/answer', readBody(providerAnswerSchema), async (c) => {
      const brought = { answer: c.req.valid('json'), bond: getCookie(c, LOG_IN_COOKIE) ?? '' };
      const shown = await finishProviderLogIn(services, providerOf(services), brought).catch(
        refusedSignIn(c, services),
      );
      deleteCookie(c, LOG_IN_COOKIE, { secure: true, path: '/' });
      return c.json(await enter(c, services, shown.person, stageAfter(shown), [factorOf('provider', shown)]));
    })
    .post('/api/log-in/code', readBody(totpRequestSchema), async (c) =>
      c.json(await finish(c, services, c.req.valid('json').code)),
    )
    .post('/api/invitation/options', readBody(invitationRequestSchema), async (c) =>
      c.json(await beginEnrolment(services, c.req.valid('json'))),
    )
    .post('/api/invitation/passkey', readBody(enrolRequestSchema), async (c) =>
      c.json(await enter(c, services, await enrol(services, c.req.valid('json')), 'enrol', ['passkey'])),
    )
    .post('/api/invitation/code', readBody(totpRequestSchema), async (c) =>
      c.json(await finish(c, services, c.req.valid('json').code)),
    )
    .post('/api/envelope', readBody(breakGlassRequestSchema), async (c) => {
      const { reason } = c.req.valid('json');
      const { token, person } = await openBreakGlass(services, {
        ...c.req.valid('json'),
        from: c.get('address'),
      }).catch(refusedSignIn(c, services));
      log({ event: 'break_glass_opened', id: c.get('requestId'), person });
      await record(c, services, {
        actor: { kind: 'person', id: person, role: 'break_glass' },
        action: 'emergency_access_started',
        reason,
        factors: ['envelope'],
      });
      giveCookie(c, token);
      return c.json({ stage: 'open', enrolment: null } satisfies StageAnswer);
    })
    .post('/api/session', (c) => {
      const { person, endsAt, idleEndsAt } = c.get('session');
      const answer: SessionAnswer = {
        case: { id: database.caseId, name: configuration.name },
        person,
        ends: endsAt.toISOString(),
        idleEnds: idleEndsAt.toISOString(),
      };
      return c.json(answer);
    })
    .post('/api/log-out', async (c) => {
      const { id, person } = c.get('session');
      await endSession(services, id);
      await record(c, services, {
        actor: { kind: 'person', id: person.id, role: person.role },
        action: 'signed_out',
      });
      deleteCookie(c, SESSION_COOKIE, { secure: true, path: '/' });
      c.header('Clear-Site-Data', CLEARED);
      return c.json({ ended: true as const });
    })
    .post('/api/step-up/options', async (c) => c.json(await showOptions(services, stepUpOf(c))))
    .post('/api/step-up/passkey', readBody(credentialRequestSchema), async (c) => {
      await checkPasskey(services, c.req.valid('json').credential, stepUpOf(c)).catch(
        refusedSignIn(c, services),
      );
      giveCookie(c, await stepUp(services, c.get('session')));
      return c.json({ steppedUp: true as const });
    });
}

function providerOf({ provider }: HttpServices): IdentityProvider {
  if (provider === null) throw new Refusal('no_provider');
  return provider;
}

function stepUpOf(c: Context<HttpEnv>): Showing {
  const { id, person } = c.get('session');
  return { person: person.id, bond: id };
}

/** A passkey whose authenticator verified its owner is two factors, and so is a provider that is believed to have asked for two; else a one-time code is asked. */
function stageAfter({ isEnrolled, isVerified }: Shown): Stage {
  if (!isEnrolled) return 'enrol';
  return isVerified ? 'open' : 'totp';
}

/** What was shown. */
function factorOf(what: 'passkey' | 'provider', { isVerified }: Shown): Factor {
  return isVerified ? `${what}_verified` : what;
}

/** Begins a session at a stage; what had been begun before in this browser is left behind. */
async function enter(
  c: Context<HttpEnv>,
  services: HttpServices,
  person: string,
  stage: Stage,
  factors: readonly Factor[],
): Promise<StageAnswer> {
  const begun = { person, stage, factors, from: c.get('address') };
  giveCookie(c, await beginSession(services.database.pool, services, begun));
  if (stage === 'open') await recordSignIn(c, services, person, factors);
  return { stage, enrolment: stage === 'enrol' ? await enrolmentOf(services, person) : null };
}

/** Takes the code that a log-in or an enrolment waits for. */
async function finish(c: Context<HttpEnv>, services: HttpServices, code: string): Promise<StageAnswer> {
  const session = c.get('session');
  const brought = { code, from: c.get('address') };
  giveCookie(
    c,
    await takeCode(services, session, brought).catch(refusedSignIn(c, services, session.factors)),
  );
  await recordSignIn(c, services, session.person.id, withCode(session));
  return { stage: 'open', enrolment: null };
}

/** Binds the challenge of a log-in to the browser that asked for it: nobody is logged in with what another browser was given. Returns what it is bound to. */
function giveLogInCookie(c: Context<HttpEnv>): string {
  const bond = makeSecret();
  const maxAge = Math.max(CHALLENGE_MS, PROVIDER_MS) / 1000;
  setCookie(c, LOG_IN_COOKIE, bond, { secure: true, httpOnly: true, sameSite: 'Strict', path: '/', maxAge });
  return bond;
}

function giveCookie(c: Context<HttpEnv>, token: string): void {
  setCookie(c, SESSION_COOKIE, token, { secure: true, httpOnly: true, sameSite: 'Strict', path: '/' });
}

async function recordSignIn(
  c: Context<HttpEnv>,
  services: HttpServices,
  person: string,
  factors: readonly Factor[],
): Promise<void> {
  const { rows } = await services.database.pool.query<{ role: Role }>(
    'SELECT role FROM people WHERE case_id = $1 AND id = $2',
    [services.database.caseId, person],
  );
  await record(c, services, {
    actor: { kind: 'person', id: person, role: rows[0]!.role },
    action: 'signed_in',
    factors,
  });
}

/** Puts a log-in that was refused on record, with what had been shown by then; what a provider or an authenticator did wrong goes to the log by its class. */
function refusedSignIn(c: Context<HttpEnv>, services: HttpServices, factors: readonly Factor[] = []) {
  return async (error: unknown): Promise<never> => {
    if (!(error instanceof Refusal)) throw error;
    const id = c.get('requestId');
    const isCopy = error instanceof CopiedPasskey;
    if (isCopy) services.log({ event: 'passkey_copied', id, person: error.person });
    if (error.cause !== undefined)
      services.log({ event: 'provider_failed', id, error: errorName(error.cause) });
    if (error.code !== 'provider_unreachable')
      await record(c, services, {
        actor: { kind: 'system' },
        action: 'sign_in_refused',
        factors,
        ...(isCopy ? { reason: 'passkey_copied' } : {}),
      });
    throw error;
  };
}

async function record(c: Context<HttpEnv>, { database, keys }: HttpServices, access: Access): Promise<void> {
  await database.transaction((client) =>
    recordAccess(client, { caseId: database.caseId, keys }, { ...access, from: c.get('address') }),
  );
}
