import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { ProviderAccess } from '../people/identityProvider.ts';
import { waitUntil } from '../testWait.ts';
import { makeTestCertificate } from './testCertificate.ts';
import { CLIENT, clientAccess } from './testProvider.ts';

const REALM = 'hopital';

/** Somebody whom the provider knows. */
export const KEYCLOAK_USER = { id: randomUUID(), name: 'camille', password: 'an invented password' } as const;

/** For tests: a real Keycloak on this machine, unpacked in `home`, over TLS with a certificate that signs itself. */
export class TestKeycloak {
  readonly #home: string;
  readonly #port: number;
  #folder = '';
  #process: ChildProcess | null = null;

  private constructor(home: string, port: number) {
    this.#home = home;
    this.#port = port;
  }

  /** Chooses where it will answer; it is not started yet: its realm names the server that is tested. */
  static async choose(home: string): Promise<TestKeycloak> {
    return new TestKeycloak(home, await freePort());
  }

  get issuer(): string {
    return `https://localhost:${this.#port}/realms/${REALM}`;
  }

  /** Settings of the client, as the file of `--identity-provider` gives them. */
  access(): ProviderAccess {
    return clientAccess(this.issuer);
  }

  /** Starts it with a realm whose client may return to `returnTo` alone and must use PKCE; ready when this returns. */
  async start(returnTo: string): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'constat-keycloak-'));
    const home = join(this.#folder, 'keycloak');
    await cp(this.#home, home, { recursive: true });
    await mkdir(join(home, 'data', 'import'), { recursive: true });
    await writeFile(join(home, 'data', 'import', `${REALM}.json`), JSON.stringify(realmOf(returnTo)));
    const { certificate, key } = makeTestCertificate();
    await writeFile(join(this.#folder, 'certificate.pem'), certificate);
    await writeFile(join(this.#folder, 'key.pem'), key);
    setDefaultCACertificates([...getCACertificates('default'), certificate]);
    this.#process = spawn(
      join(home, 'bin', 'kc.sh'),
      [
        'start-dev',
        '--db=dev-mem',
        '--import-realm',
        '--http-enabled=false',
        `--https-port=${this.#port}`,
        `--https-certificate-file=${join(this.#folder, 'certificate.pem')}`,
        `--https-certificate-key-file=${join(this.#folder, 'key.pem')}`,
      ],
      {
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m' },
      },
    );
    await waitUntil(() => this.#isReady(), 'Keycloak does not answer', 480);
  }

  async #isReady(): Promise<boolean> {
    if (this.#process?.exitCode !== null) throw new Error('Keycloak did not start');
    return await fetch(`${this.issuer}/.well-known/openid-configuration`).then(
      (response) => response.ok,
      () => false,
    );
  }

  async stop(): Promise<void> {
    const running = this.#process;
    if (running?.pid !== undefined && running.exitCode === null) {
      const ended = new Promise((resolve) => running.once('exit', resolve));
      process.kill(-running.pid, 'SIGTERM');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function realmOf(returnTo: string): object {
  return {
    realm: REALM,
    enabled: true,
    sslRequired: 'all',
    clients: [
      {
        clientId: CLIENT.id,
        secret: CLIENT.secret,
        protocol: 'openid-connect',
        publicClient: false,
        standardFlowEnabled: true,
        directAccessGrantsEnabled: false,
        redirectUris: [returnTo],
        attributes: { 'pkce.code.challenge.method': 'S256' },
      },
    ],
    users: [
      {
        id: KEYCLOAK_USER.id,
        username: KEYCLOAK_USER.name,
        enabled: true,
        email: 'camille@hopital.example',
        emailVerified: true,
        firstName: 'Camille',
        lastName: 'Responsable',
        credentials: [{ type: 'password', value: KEYCLOAK_USER.password, temporary: false }],
      },
    ],
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
