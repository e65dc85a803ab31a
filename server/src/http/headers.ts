import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './httpServices.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Nothing is loaded but our own script, style and answers; nobody frames us; forms go nowhere. The QR code is a picture within the answer. */
export const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** The headers of every answer. */
export function securityHeaders(origin: string): MiddlewareHandler<HttpEnv> {
  const isTls = origin.startsWith('https:');
  return async (c, next) => {
    await next();
    c.header('Content-Security-Policy', CONTENT_POLICY);
    c.header('Cache-Control', 'no-store');
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('X-Frame-Options', 'DENY');
    // With 'no-referrer' browsers send no origin either, by which forged requests are told.
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    c.header(
      'Permissions-Policy',
      'camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
    );
    if (isTls) c.header('Strict-Transport-Security', `max-age=${YEAR_SECONDS}; includeSubDomains`);
  };
}
