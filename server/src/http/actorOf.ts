import type { Context } from 'hono';
import type { Access } from '../audit/recordAccess.ts';
import type { Acting } from '../people/approvals.ts';
import type { HttpEnv } from './httpServices.ts';

/** Who asks and from where, for the record. */
export function actorOf(c: Context<HttpEnv>): Pick<Access, 'actor' | 'from'> {
  const { id, role } = c.get('session').person;
  return { actor: { kind: 'person', id, role }, from: c.get('address') };
}

/** Who acts, in which session: what approvals are bound to. */
export function actingOf(c: Context<HttpEnv>): Acting {
  const { id, person } = c.get('session');
  return { person: person.id, session: id };
}
