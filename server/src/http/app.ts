import { randomUUID } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accountRoutes } from './accountRoutes.ts';
import { answerError, answerProblem } from './answerProblem.ts';
import { approvalRoutes } from './approvalRoutes.ts';
import { auditRoutes } from './auditRoutes.ts';
import { batchRoutes } from './batchRoutes.ts';
import { campaignRoutes } from './campaignRoutes.ts';
import { guard, routeOf } from './guard.ts';
import { securityHeaders } from './headers.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { mailRoutes } from './mailRoutes.ts';
import { noticeTextRoutes } from './noticeTextRoutes.ts';
import { machineRoutes } from './machineRoutes.ts';
import { ownAccountRoutes } from './ownAccountRoutes.ts';
import { pageRoutes } from './pageRoutes.ts';
import { patientRoutes } from './patientRoutes.ts';
import { peopleRoutes } from './peopleRoutes.ts';
import { PERMISSIONS } from './permissions.ts';
import { proofRoutes } from './proofRoutes.ts';
import { reviewRoutes } from './reviewRoutes.ts';
import { sendingRoutes } from './sendingRoutes.ts';
import { summaryRoutes } from './summaryRoutes.ts';

/** No request of ours is larger, but those that bring a file (in base64). */
const BODY_BYTES = 64 * 1024;
const FILE_BYTES = 16 * 1024 * 1024;

/** The server's table of contents: what every request passes, then the areas. Does not start with a route that has no permission. */
export function createApp(services: HttpServices) {
  const app = new Hono<HttpEnv>()
    .use(logRequest(services), securityHeaders(services.origin), guard(services), limitBody())
    .route('/', machineRoutes(services))
    .route('/', pageRoutes(services))
    .route('/', accountRoutes(services))
    .route('/', ownAccountRoutes(services))
    .route('/', summaryRoutes(services))
    .route('/', patientRoutes(services))
    .route('/', reviewRoutes(services))
    .route('/', auditRoutes(services))
    .route('/', peopleRoutes(services))
    .route('/', approvalRoutes(services))
    .route('/', campaignRoutes(services))
    .route('/', noticeTextRoutes(services))
    .route('/', batchRoutes(services))
    .route('/', mailRoutes(services))
    .route('/', sendingRoutes(services))
    .route('/', proofRoutes(services));
  app.onError((error, c) => answerError(error, c, services.log));
  refuseUnknownRoutes(routesOf(app));
  return app;
}

/** The type of the server for `hono/client`: requests and answers of every route. */
export type App = ReturnType<typeof createApp>;

/** 'POST /api/…' of every route. */
export function routesOf(app: { readonly routes: readonly { method: string; path: string }[] }): string[] {
  const routes = app.routes.filter(({ method }) => method !== 'ALL');
  return [...new Set(routes.map(({ method, path }) => `${method} ${path}`))];
}

/** Every route has a permission, and every permission a route. */
export function refuseUnknownRoutes(routes: readonly string[]): void {
  const without = routes.filter((route) => PERMISSIONS[route] === undefined);
  if (without.length > 0) throw new Error(`routes without a permission: ${without.join(', ')}`);
  const idle = Object.keys(PERMISSIONS).filter((route) => !routes.includes(route));
  if (idle.length > 0) throw new Error(`permissions without a route: ${idle.join(', ')}`);
}

function logRequest({ log, metrics, load }: HttpServices) {
  return async (c: Context<HttpEnv>, next: () => Promise<void>): Promise<void> => {
    const begun = performance.now();
    c.set('requestId', randomUUID());
    await next();
    // A connection that is kept would hold up the stop.
    if (load.isStopping) c.header('Connection', 'close');
    const route = routeOf(c);
    const ms = Math.round((performance.now() - begun) * 10) / 10;
    metrics.count(route, c.res.status, ms);
    const session = c.get('session') as HttpEnv['Variables']['session'] | undefined;
    const person = session === undefined ? {} : { person: session.person.id };
    const problem = c.get('problem') as HttpEnv['Variables']['problem'] | undefined;
    const refused = problem === undefined ? {} : { problem };
    log({ event: 'request', id: c.get('requestId'), route, status: c.res.status, ...refused, ms, ...person });
  };
}

function limitBody(): MiddlewareHandler<HttpEnv> {
  const limit = (maxSize: number): MiddlewareHandler<HttpEnv> =>
    bodyLimit({ maxSize, onError: (c: Context<HttpEnv>) => answerProblem(c, 'too_large') });
  const [small, large] = [limit(BODY_BYTES), limit(FILE_BYTES)];
  return (c, next) => {
    const permission = PERMISSIONS[routeOf(c)];
    return permission !== undefined && 'file' in permission ? large(c, next) : small(c, next);
  };
}
