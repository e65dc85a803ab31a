import { PassThrough } from 'node:stream';
import type { Role } from '@constat/contract/role.ts';
import type { OpenCase } from '../pipeline.ts';
import { createPerson } from '../people/person.ts';
import { beginSession, stepUp, useSession } from '../people/sessions.ts';
import { SESSION_COOKIE } from './guard.ts';
import { type RunningServer, type ServeOptions, startServer } from './startServer.ts';

/** A clock that a test sets. */
export class TestClock {
  #at = Date.now();

  readonly now = (): Date => new Date(this.#at);

  advance(milliseconds: number): void {
    this.#at += milliseconds;
  }
}

/** Somebody who is logged in: his cookie, account and session. */
export interface LoggedIn {
  readonly cookie: string;
  readonly person: string;
  readonly session: string;
}

/** For tests: the real server on a case, with a clock of the test's own. */
export interface TestServer {
  readonly server: RunningServer;
  readonly clock: TestClock;
  /** What the server has logged. */
  readonly log: () => string;
  /** Makes an account of the role and logs it in, without a browser. */
  logIn(role: Role, options?: { steppedUp?: boolean; name?: string }): Promise<LoggedIn>;
  /** Sends 'POST /api/…' as a page of the server would. */
  send(route: string, body?: unknown, cookie?: string, headers?: Record<string, string>): Promise<Response>;
}

let people = 0;

/** Starts a server for tests. */
export async function startTestServer(
  open: OpenCase,
  options: Partial<ServeOptions> = {},
): Promise<TestServer> {
  const clock = new TestClock();
  const log = new PassThrough();
  let logged = '';
  log.on('data', (text: Buffer) => (logged += text.toString()));
  const server = await startServer({
    open, host: '127.0.0.1', port: 0, tls: null, origin: null, metricsToken: null, log: log, now: clock.now,
    limits: { session: 1e6, address: 1e6 },
    // A machine that is busy with other tests is no reason to turn requests away.
    load: { mostDelayMs: 60_000 },
    ...options,
  }); // prettier-ignore
  const { services } = server;
  return {
    server,
    clock,
    log: () => logged,
    async logIn(role, { steppedUp = false, name = `Essai ${++people} ${role}` } = {}) {
      const person = await open.database.transaction((client) =>
        createPerson(client, services, { role, name }),
      );
      await open.database.pool.query('UPDATE people SET enrolled_at = $2 WHERE id = $1', [
        person,
        clock.now(),
      ]);
      let token = await beginSession(open.database.pool, services, {
        person,
        stage: 'open',
        factors: ['passkey_verified'],
        from: '127.0.0.1',
      });
      const session = (await useSession(services, token))!;
      if (steppedUp) token = await stepUp(services, session);
      return { cookie: `${SESSION_COOKIE}=${token}`, person, session: session.id };
    },
    async send(route, body = {}, cookie = '', headers = {}) {
      const [method, path] = route.split(' ') as [string, string];
      return await fetch(`http://localhost:${server.port}${path}`, {
        method,
        redirect: 'manual',
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
        headers: {
          'Content-Type': 'application/json',
          'Origin': server.origin,
          ...(cookie === '' ? {} : { Cookie: cookie }),
          ...headers,
        },
      });
    },
  };
}
