import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { ProviderAccess } from '../people/identityProvider.ts';
import { makeTestCertificate } from './testCertificate.ts';

/** The client that Constat is to a provider in tests. */
export const CLIENT = { id: 'constat', secret: 'a secret of the client' };

/** How that client reaches a provider. */
export function clientAccess(issuer: string, more: Partial<ProviderAccess['settings']> = {}): ProviderAccess {
  return {
    settings: {
      name: 'Keycloak',
      issuer,
      clientId: CLIENT.id,
      clientSecretFile: 'secret',
      clientAuthentication: 'client_secret_basic',
      scope: 'openid',
      acr: [],
      secondFactorAcr: [],
      ...more,
    },
    clientSecret: CLIENT.secret,
  };
}

/** What a test makes the provider do otherwise than it should. */
export interface Misdeed {
  /** Claims that replace its own; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** How it signs: with a key that is not in its list, not at all, or with what everybody knows. */
  readonly signature?: 'other key' | 'none' | 'client secret' | 'public key' | 'changed';
  readonly withoutToken?: boolean;
  readonly status?: number;
}

interface Given {
  readonly nonce: string;
  readonly challenge: string;
  readonly returnTo: string;
  readonly acr: string;
}

/** For tests: an identity provider (OpenID Connect) on this machine that signs real tokens, and does what a test wants. */
export class TestProvider {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #given = new Map<string, Given>();
  readonly #server: Server;
  subject = 'somebody';
  acr = 'eidas1';
  misdeed: Misdeed = {};

  private constructor() {
    const { certificate, key } = makeTestCertificate();
    // What NODE_EXTRA_CA_CERTS does for a hospital's own authority.
    setDefaultCACertificates([...getCACertificates('default'), certificate]);
    this.#server = createServer(
      { cert: certificate, key },
      (request, response) => void this.#answer(request, response),
    );
  }

  static async start(): Promise<TestProvider> {
    const provider = new TestProvider();
    await new Promise<void>((resolve) => provider.#server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get issuer(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}/realms/hopital`;
  }

  /** Settings of the client, as the file of `--identity-provider` gives them. */
  access(more: Partial<ProviderAccess['settings']> = {}): ProviderAccess {
    return clientAccess(this.issuer, more);
  }

  /** Lets somebody in, as its page would: returns the address that the browser is sent back to. */
  letIn(location: string): URL {
    const asked = new URL(location).searchParams;
    const value = (name: string): string => asked.get(name) ?? '';
    if (value('code_challenge_method') !== 'S256' || value('response_type') !== 'code')
      throw new Error('not the flow that was agreed on');
    const code = randomBytes(16).toString('base64url');
    const given = {
      nonce: value('nonce'),
      challenge: value('code_challenge'),
      returnTo: value('redirect_uri'),
      acr: this.acr,
    };
    this.#given.set(code, given);
    const back = new URL(given.returnTo);
    back.searchParams.set('code', code);
    back.searchParams.set('state', value('state'));
    back.searchParams.set('iss', this.issuer);
    return back;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url!, this.issuer).pathname.replace('/realms/hopital', '');
    const json = (body: unknown, status = 200): unknown =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (path === '/.well-known/openid-configuration') json(this.#metadata());
    else if (path === '/keys')
      json({ keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig' }] });
    else if (path === '/authorize')
      response.writeHead(302, { Location: this.letIn(new URL(request.url!, this.issuer).href).href }).end();
    else if (path === '/token') await this.#exchange(request, json);
    else response.writeHead(404).end();
  }

  #metadata(): object {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/keys`,
      authorization_response_iss_parameter_supported: true,
      // More than we take: what is offered must not widen what is accepted.
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    };
  }

  async #exchange(
    request: IncomingMessage,
    json: (body: unknown, status?: number) => unknown,
  ): Promise<void> {
    let text = '';
    for await (const part of request) text += String(part);
    const form = new URLSearchParams(text);
    const basic = Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`);
    if (request.headers.authorization !== `Basic ${basic.toString('base64')}`) {
      json({ error: 'invalid_client' }, 401);
      return;
    }
    const code = form.get('code') ?? '';
    const given = this.#given.get(code);
    this.#given.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (given?.challenge !== challenge || given.returnTo !== form.get('redirect_uri')) {
      json({ error: 'invalid_grant' }, 400);
      return;
    }
    const token = this.misdeed.withoutToken === true ? {} : { id_token: this.#token(given) };
    json({ access_token: 'not used', token_type: 'Bearer', expires_in: 60, ...token }, this.misdeed.status);
  }

  #token({ nonce, acr }: Given): string {
    const now = Math.floor(Date.now() / 1000);
    const { claims, header, signature } = this.misdeed;
    const none = signature === 'none' ? { alg: 'none' } : {};
    const symmetric = signature === 'client secret' || signature === 'public key' ? { alg: 'HS256' } : {};
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...none, ...symmetric, ...header })}.${part({
      iss: this.issuer, sub: this.subject, aud: CLIENT.id, iat: now, exp: now + 60, nonce, acr, ...claims,
    })}`; // prettier-ignore
    return `${signed}.${this.#signature(signed)}`;
  }

  #signature(signed: string): string {
    const rs256 = (key: KeyObject): Buffer => sign('sha256', Buffer.from(signed), key);
    const hs256 = (key: string): Buffer => createHmac('sha256', key).update(signed).digest();
    const { signature } = this.misdeed;
    if (signature === 'none') return '';
    if (signature === 'other key') return rs256(this.#otherKeys.privateKey).toString('base64url');
    if (signature === 'client secret') return hs256(CLIENT.secret).toString('base64url');
    if (signature === 'public key')
      return hs256(String(this.#keys.publicKey.export({ format: 'pem', type: 'spki' }))).toString(
        'base64url',
      );
    const own = rs256(this.#keys.privateKey);
    if (signature === 'changed') own[0]! ^= 1;
    return own.toString('base64url');
  }
}
