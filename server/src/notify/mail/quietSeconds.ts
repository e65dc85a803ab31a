import { isIP } from 'node:net';
import type { MailSettings } from './mailSettings.ts';

/**
 * How long after the sender's end of a connection is gone nothing of it can reach the mail server any more. On the same machine: as long as the server may
 * be at work with what it has. Over a network the system goes on sending what it holds for a connection that nobody owns any more; then it takes until the server has
 * closed its own end, for want of news.
 */
export function quietSeconds({ server, settleSeconds, serverTimeoutSeconds }: MailSettings): number {
  return isLoopback(server.host) ? settleSeconds : Math.max(settleSeconds, serverTimeoutSeconds);
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
