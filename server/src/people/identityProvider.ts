import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import { Refusal } from './peopleContext.ts';

/** Signatures of ID tokens that are taken; what the provider offers besides is not looked at. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
/** The provider answers within so long, or counts as down. */
const TIMEOUT_MS = 10_000;
/** What a provider says of itself is asked for again after so long. */
const DISCOVERY_MS = 60 * 60_000;
/** Seconds that the clocks may differ by. */
const CLOCK_SECONDS = 30;
/** Where the provider sends the browser back to. */
export const PROVIDER_RETURN = '/log-in/provider';

/** An identity provider (OpenID Connect) as the hospital describes it in a file: Pro Santé Connect, Keycloak. */
export const providerSettingsSchema = z.strictObject({
  /** What stands on the button. */
  name: z.string().trim().min(1).max(60),
  /** Its issuer identifier, to which `/.well-known/openid-configuration` is added. TLS alone. */
  issuer: z.url({ protocol: /^https$/ }),
  clientId: z.string().min(1).max(200),
  /** File with the secret of the client, beside the file of the settings. */
  clientSecretFile: z.string().min(1),
  clientAuthentication: z.enum(['client_secret_basic', 'client_secret_post']).default('client_secret_basic'),
  scope: z
    .string()
    .regex(/\bopenid\b/)
    .default('openid'),
  /** How surely the provider must have known whom it let in (`acr`): one of these, else nobody is let in. Empty: any. Pro Santé Connect: `eidas1`. */
  acr: z.array(z.string().min(1)).default([]),
  /** Values of `acr` by which the provider says that it asked for two factors: only then no one-time code of ours is asked. */
  secondFactorAcr: z.array(z.string().min(1)).default([]),
});
export type ProviderSettings = z.infer<typeof providerSettingsSchema>;

/** The settings with the secret of the client, which is never written anywhere else. */
export interface ProviderAccess {
  readonly settings: ProviderSettings;
  readonly clientSecret: string;
}

/** What is kept of a log-in while the browser is at the provider. */
export interface ProviderLogIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the provider has let in. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** Whether it did so by two factors, as far as the settings believe it. */
  readonly hasSecondFactor: boolean;
}

/** What the browser brings back from the provider. */
export interface ProviderAnswer {
  readonly code: string;
  readonly state: string;
  readonly iss?: string | undefined;
}

/** Log-in at an identity provider: authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207; RFC 9700). */
export class IdentityProvider {
  readonly settings: ProviderSettings;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;
  readonly #returnTo: string;
  #discovered: { readonly server: oauth.AuthorizationServer; readonly at: number } | null = null;

  /** `origin`: where browsers find us. Asks nothing of the provider yet: the server starts while it is down. */
  constructor({ settings, clientSecret }: ProviderAccess, origin: string) {
    this.settings = settings;
    this.#client = { client_id: settings.clientId, [oauth.clockTolerance]: CLOCK_SECONDS };
    this.#authentication =
      settings.clientAuthentication === 'client_secret_post'
        ? oauth.ClientSecretPost(clientSecret)
        : oauth.ClientSecretBasic(clientSecret);
    this.#returnTo = `${origin}${PROVIDER_RETURN}`;
  }

  get issuer(): string {
    return this.settings.issuer;
  }

  /** Where the browser goes, and what must be kept until it comes back. Throws Refusal('provider_unreachable'). */
  async begin(): Promise<{ location: string; kept: ProviderLogIn }> {
    const { authorization_endpoint: endpoint } = await this.#discover();
    if (endpoint === undefined) throw new Refusal('provider_unreachable');
    const kept = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
    };
    const { clientId, scope, acr, secondFactorAcr } = this.settings;
    const location = new URL(endpoint);
    const wanted = [...new Set([...acr, ...secondFactorAcr])].join(' ');
    const query = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: this.#returnTo,
      scope,
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
      ...(wanted === '' ? {} : { acr_values: wanted }),
    };
    for (const [name, value] of Object.entries(query)) location.searchParams.set(name, value);
    return { location: location.href, kept };
  }

  /**
   * Exchanges what came back for an ID token and checks it: signature, algorithm, issuer, audience, time, nonce, `acr`.
   * Throws Refusal: 'provider_unreachable', 'credential_refused' (the cause says why).
   */
  async finish(answer: ProviderAnswer, kept: ProviderLogIn): Promise<ProviderIdentity> {
    const server = await this.#discover();
    const claims = await this.#exchange(server, answer, kept).catch(refuse);
    const { acr } = claims;
    const { acr: wanted, secondFactorAcr } = this.settings;
    const hasSecondFactor = acr !== undefined && secondFactorAcr.includes(acr);
    if (wanted.length > 0 && !hasSecondFactor && (acr === undefined || !wanted.includes(acr)))
      throw new Refusal('credential_refused', { cause: new Error('acr') });
    return { issuer: server.issuer, subject: claims.sub, hasSecondFactor };
  }

  async #exchange(
    server: oauth.AuthorizationServer,
    answer: ProviderAnswer,
    { state, nonce, verifier }: ProviderLogIn,
  ): Promise<z.infer<typeof claimsSchema>> {
    const brought = new URLSearchParams(
      Object.entries(answer).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const parameters = oauth.validateAuthResponse(server, this.#client, brought, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      this.#client,
      this.#authentication,
      parameters,
      this.#returnTo,
      verifier,
      this.#options(),
    );
    if (response.status >= 500) throw new Refusal('provider_unreachable');
    const expected = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await oauth.processAuthorizationCodeResponse(server, this.#client, response, expected);
    await oauth.validateApplicationLevelSignature(server, response, this.#options());
    return claimsSchema.parse(oauth.getValidatedIdTokenClaims(tokens));
  }

  async #discover(): Promise<oauth.AuthorizationServer> {
    const known = this.#discovered;
    if (known !== null && performance.now() - known.at < DISCOVERY_MS) return known.server;
    try {
      const issuer = new URL(this.settings.issuer);
      const found = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, this.#options()),
      );
      const offered = found.id_token_signing_alg_values_supported ?? ['RS256'];
      const server: oauth.AuthorizationServer = {
        ...found,
        id_token_signing_alg_values_supported: offered.filter((name) => ALGORITHMS.includes(name)),
      };
      this.#discovered = { server, at: performance.now() };
      return server;
    } catch (cause) {
      throw new Refusal('provider_unreachable', { cause });
    }
  }

  #options() {
    return { signal: AbortSignal.timeout(TIMEOUT_MS) };
  }
}

const claimsSchema = z.object({ sub: z.string().min(1).max(255), acr: z.string().optional() });

/** What cannot be reached may be tried again; everything else is refused. */
function refuse(cause: unknown): never {
  if (cause instanceof Refusal) throw cause;
  const isDown =
    (cause instanceof TypeError && cause.message === 'fetch failed') ||
    (cause instanceof DOMException && cause.name === 'TimeoutError');
  throw new Refusal(isDown ? 'provider_unreachable' : 'credential_refused', { cause });
}
