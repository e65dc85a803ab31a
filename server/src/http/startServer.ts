import { readFile } from 'node:fs/promises';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { startAudit } from '../audit/settleAudit.ts';
import { CaseError, fromSystemError } from '../case/caseError.ts';
import type { OpenCase } from '../pipeline.ts';
import { IdentityProvider, type ProviderAccess } from '../people/identityProvider.ts';
import { forgetEnded } from '../people/sessions.ts';
import { createApp } from './app.ts';
import type { HttpServices } from './httpServices.ts';
import { Load } from './load.ts';
import { Metrics } from './metrics.ts';
import { RateLimit } from './rateLimit.ts';
import { createLog, errorName } from './requestLog.ts';
import { Works } from './works.ts';

/** Running requests have so long to end when the server stops. */
const STOP_MS = 10_000;
const FORGET_MS = 60_000;
/** Requests a minute: a person works fast, a script faster; behind one address sits a ward. */
const SESSION_LIMIT = 600;
const ADDRESS_LIMIT = 120;
/** Slow clients: headers within so long, a whole request within so long, and nobody holds a connection idle for longer. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 5_000;
const MOST_CONNECTIONS = 10_000;

/** Where and how the server listens. */
export interface ServeOptions {
  readonly open: OpenCase;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PEM files; null: plain HTTP, which is only allowed on loopback addresses or behind a proxy. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** Under which address browsers find the server; null: this machine's. */
  readonly origin: string | null;
  /** Address of the reverse proxy that ends TLS and is the only one to connect; null or left out: none. */
  readonly proxy?: string | null;
  readonly metricsToken: string | null;
  /** Where people may log in besides; null or left out: nowhere. */
  readonly identityProvider?: ProviderAccess | null;
  readonly log: Writable;
  readonly now?: () => Date;
  readonly limits?: { readonly session: number; readonly address: number };
  readonly load?: ConstructorParameters<typeof Load>[0];
}

/** A server that listens. */
export interface RunningServer {
  readonly origin: string;
  readonly port: number;
  readonly services: HttpServices;
  /**
   * No new requests; running ones end, within ten seconds. Long work ends where it may: sending once the mails that are under way have their answer, which takes
   * a mail server no longer than the `serverTimeoutSeconds` of the settings; killed before, they are asked for when sending begins again.
   */
  stop(): Promise<void>;
}

/** Starts the server of a case. Throws CaseError: 'plain_http' (reached by others, or by browsers over TLS, with neither TLS nor a stated proxy), 'address_in_use', 'path_missing' (certificate or key). */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { host, port, tls, origin, proxy = null, now = () => new Date() } = options;
  const isPlain = tls === null && proxy === null;
  if (isPlain && (!isLoopback(host) || origin?.startsWith('https:') === true))
    throw new CaseError('plain_http', host);
  // The app needs the origin, the origin the port: listening comes first, answering afterwards.
  let answer: (request: Request, env: object) => Response | Promise<Response> = () =>
    new Response(null, { status: 503 });
  const server = createAdaptorServer({
    fetch: (request, env) => answer(request, env),
    ...(tls === null ? {} : { createServer: createHttps, serverOptions: await readTls(tls) }),
  });
  limitClients(server);
  const bound = await listen(server, host, port);
  const scheme = tls === null ? 'http' : 'https';
  const services = createServices(options, origin ?? `${scheme}://localhost:${bound}`, now);
  const app = createApp(services);
  answer = (request, env) => app.fetch(request, env);
  services.log({ event: 'listening', port: bound });
  const forget = setInterval(() => void forgetEnded(services).catch(() => undefined), FORGET_MS);
  forget.unref();
  const audit = startAudit(options.open.opened, options.open.database, (error) =>
    services.log({ event: 'failed', error: errorName(error) }),
  );
  return {
    origin: services.origin,
    port: bound,
    services,
    stop: async () => {
      clearInterval(forget);
      services.log({ event: 'stopping' });
      services.load.stop();
      // Both at once: sending ends between two mails, whatever else is still being answered.
      await Promise.all([services.works.close(), closeServer(server)]);
      await audit.stop();
      services.log({ event: 'stopped' });
    },
  };
}

function createServices(options: ServeOptions, origin: string, now: () => Date): HttpServices {
  const {
    open,
    metricsToken,
    identityProvider,
    log,
    limits = { session: SESSION_LIMIT, address: ADDRESS_LIMIT },
  } = options;
  const written = createLog(log, now);
  return {
    open,
    folder: open.opened.folder,
    works: new Works(written, now),
    database: open.database,
    keys: open.opened.keys,
    configuration: open.opened.configuration,
    caseName: open.opened.configuration.name,
    now,
    origin,
    metricsToken,
    proxy: options.proxy ?? null,
    provider: identityProvider == null ? null : new IdentityProvider(identityProvider, origin),
    log: written,
    metrics: new Metrics(),
    load: new Load(options.load),
    limits: { session: new RateLimit(limits.session, now), address: new RateLimit(limits.address, now) },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

async function readTls(tls: {
  certificate: string;
  key: string;
}): Promise<{ cert: Buffer; key: Buffer; minVersion: 'TLSv1.2' }> {
  const read = (path: string): Promise<Buffer> =>
    readFile(path).catch((error: unknown) => {
      throw fromSystemError(error, path);
    });
  return { cert: await read(tls.certificate), key: await read(tls.key), minVersion: 'TLSv1.2' };
}

type Server = ReturnType<typeof createAdaptorServer>;

function limitClients(server: Server): void {
  server.maxConnections = MOST_CONNECTIONS;
  if (!('headersTimeout' in server)) return;
  server.headersTimeout = HEADERS_MS;
  server.requestTimeout = REQUEST_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL'
          ? new CaseError('address_in_use', `${host}:${port}`, { cause: error })
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if (!('closeIdleConnections' in server)) return;
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_MS).unref();
  });
}
