import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { matchedRoutes } from 'hono/route';
import { secretHash } from '../people/peopleContext.ts';
import { type Session, useSession } from '../people/sessions.ts';
import { answerProblem } from './answerProblem.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { type Permission, PERMISSIONS } from './permissions.ts';

/** The cookie of a session. `__Host-`: for this host alone, by TLS (or on this machine), for all paths. */
export const SESSION_COOKIE = '__Host-constat';
/** Seconds after which somebody who was turned away may come again. */
const RETRY_SECONDS = 2;
/** These answer even when everything else is too busy. */
const ALWAYS = new Set(['GET /health', 'GET /ready', 'GET /metrics']);

/** 'POST /api/cases/:caseId/…', the pattern that a request matches; 'unknown'. Never the URL. */
export function routeOf(c: Context): string {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
  return route === undefined ? 'unknown' : `${route.method} ${route.path}`;
}

/**
 * Lets a request through to its handler, or says why not. In this order: is the server able; is it meant for this server and does it come from its own
 * pages; are there too many; who is it; may he.
 */
export function guard(services: HttpServices): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const route = routeOf(c);
    const permission = PERMISSIONS[route];
    if (permission === undefined) return answerProblem(c, 'not_found');
    c.set('address', addressOf(c, services.proxy));
    const refusal =
      refusePassingBy(c, services, route) ??
      refuseOverload(c, services, route) ??
      refuseForeign(c, services, route);
    if (refusal !== null) return refusal;
    // Counted before it is asked who it is: that asks the database too.
    return await services.load.during(async () => {
      const refused = await admit(c, services, permission);
      if (refused !== null) return refused;
      await next();
      return undefined;
    });
  };
}

function refuseOverload(
  c: Context<HttpEnv>,
  { load, metrics }: HttpServices,
  route: string,
): Response | null {
  if (ALWAYS.has(route)) return null;
  if (load.isStopping) return answerProblem(c, 'stopping', { retryAfter: RETRY_SECONDS });
  if (!load.isOverloaded) return null;
  metrics.countOverload();
  return answerProblem(c, 'overloaded', { retryAfter: RETRY_SECONDS });
}

/** The address under which the server is asked for must be its own (no rebinding of names), and what changes anything must come from its own pages. */
function refuseForeign(c: Context<HttpEnv>, { origin }: HttpServices, route: string): Response | null {
  if (ALWAYS.has(route)) return null;
  if (c.req.header('Host') !== new URL(origin).host) return answerProblem(c, 'wrong_host');
  if (c.req.method === 'GET') return null;
  const site = c.req.header('Sec-Fetch-Site');
  const from = c.req.header('Origin');
  if (from !== origin || (site !== undefined && site !== 'same-origin'))
    return answerProblem(c, 'wrong_origin');
  if (!(c.req.header('Content-Type') ?? '').startsWith('application/json'))
    return answerProblem(c, 'malformed');
  return null;
}

async function admit(
  c: Context<HttpEnv>,
  services: HttpServices,
  permission: Permission,
): Promise<Response | null> {
  const { limits } = services;
  const limited = (limit: HttpServices['limits']['address'], key: string): Response | null =>
    limit.take(key) ? null : answerProblem(c, 'too_many_requests', { retryAfter: limit.retryAfter });
  if (permission.who === 'operator') return isOperator(c, services) ? null : answerProblem(c, 'not_found');
  if (permission.who === 'anybody')
    return c.req.method === 'GET' ? null : limited(limits.address, c.get('address'));
  const session = await sessionOf(c, services);
  if (session === null) return limited(limits.address, c.get('address')) ?? answerProblem(c, 'not_logged_in');
  c.set('session', session);
  return limited(limits.session, session.id) ?? (await refusePerson(c, session, permission));
}

async function refusePerson(
  c: Context<HttpEnv>,
  session: Session,
  permission: Exclude<Permission, { who: 'anybody' | 'operator' }>,
): Promise<Response | null> {
  if (typeof permission.who === 'string')
    return session.stage === permission.who ? null : answerProblem(c, 'not_logged_in');
  if (session.stage !== 'open') return answerProblem(c, 'not_logged_in');
  // Another case does not exist for whoever is not of it.
  if (!isOfCase(c, session.caseId)) return answerProblem(c, 'not_found');
  const { role } = session.person;
  if (!permission.who.includes(role)) return answerProblem(c, 'not_allowed');
  if ('stepUp' in permission && !session.isSteppedUp) return answerProblem(c, 'step_up_needed');
  if (!('reason' in permission) || !permission.reason.includes(role)) return null;
  const body: unknown = await c.req.json().catch(() => null);
  const given = typeof body === 'object' && body !== null && 'reason' in body;
  return given ? null : answerProblem(c, 'reason_needed');
}

/** Whether the case that the path names, if any, is this one. Taken from the path itself: parameters are those of a handler, which is not reached yet. */
function isOfCase(c: Context, caseId: string): boolean {
  const at = routeOf(c).split(' ')[1]!.split('/').indexOf(':caseId');
  return at < 0 || c.req.path.split('/')[at] === caseId;
}

async function sessionOf(c: Context<HttpEnv>, services: HttpServices): Promise<Session | null> {
  const token = getCookie(c, SESSION_COOKIE);
  return token === undefined || token.length > 100 ? null : await useSession(services, token);
}

/** Behind a proxy nobody connects but the proxy; others could claim any address. */
function refusePassingBy(c: Context<HttpEnv>, { proxy }: HttpServices, route: string): Response | null {
  if (proxy === null || ALWAYS.has(route) || peerOf(c) === proxy) return null;
  return answerProblem(c, 'not_allowed');
}

const peerOf = (c: Context): string => (getConnInfo(c).remote.address ?? '').replace(/^::ffff:/, '');

/** The address of whoever asks; behind a proxy what the proxy itself has added: the last of the list, since the others may be invented. */
function addressOf(c: Context, proxy: string | null): string {
  if (proxy === null) return peerOf(c);
  const added = (c.req.header('X-Forwarded-For') ?? '').split(',').at(-1)!.trim();
  return isIP(added) === 0 ? peerOf(c) : added;
}

/** With the token of the metrics; without one from this machine, which cannot be told behind a proxy. */
function isOperator(c: Context<HttpEnv>, { metricsToken: token, proxy }: HttpServices): boolean {
  if (token === null) return proxy === null && /^127\.|^::1$/.test(c.get('address'));
  const given = (c.req.header('Authorization') ?? '').replace(/^Bearer /, '');
  return timingSafeEqual(secretHash(given), secretHash(token));
}
