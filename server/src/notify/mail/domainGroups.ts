import type { MailContext } from './mailContext.ts';
import { domainHash } from './mailNames.ts';

/** A domain that the settings name, and the scope in `mail_rates` that all domains of its group share. */
export interface GroupedDomain {
  readonly domain: Buffer;
  readonly scope: Buffer;
  /** Seconds between two mails to the group. */
  readonly seconds: number;
}

/** All domains that the settings name. */
export function groupedDomains({ keys, settings }: Pick<MailContext, 'keys' | 'settings'>): GroupedDomain[] {
  return settings.domains.flatMap(({ names, perHour }) =>
    names.map((name) => ({
      domain: domainHash(keys, name),
      scope: domainHash(keys, names[0]!),
      seconds: 3_600 / perHour,
    })),
  );
}

/** The scope in which mails to a domain are counted: its group's, or its own. */
export function scopeOf(context: Pick<MailContext, 'keys' | 'settings'>, domain: Buffer): Buffer {
  return groupedDomains(context).find((known) => known.domain.equals(domain))?.scope ?? domain;
}
