import {
  addPasskeyRequestSchema,
  endSessionRequestSchema,
  type OwnPasskeys,
  type OwnSessions,
  removePasskeyRequestSchema,
} from '@constat/contract/account.ts';
import { Hono } from 'hono';
import { readWithAudit, recordAccess } from '../audit/recordAccess.ts';
import { endOwnSession, endSessions } from '../people/endSessions.ts';
import { addOptions, addPasskey, removePasskey } from '../people/ownPasskeys.ts';
import { listPasskeys } from '../people/passkeys.ts';
import { listSessions } from '../people/sessions.ts';
import { actorOf } from './actorOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';

/** What everybody does with his own account: passkeys and sessions. Nobody sees those of others; each change is on record. */
export function ownAccountRoutes(services: HttpServices) {
  const { database, keys } = services;
  return new Hono<HttpEnv>()
    .post('/api/account/passkeys/list', async (c) =>
      c.json({
        passkeys: await listPasskeys(services, c.get('session').person.id),
      } satisfies OwnPasskeys),
    )
    .post('/api/account/passkeys/options', async (c) => c.json(await addOptions(services, c.get('session'))))
    .post('/api/account/passkeys/add', readBody(addPasskeyRequestSchema), async (c) => {
      const { name, credential: made } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'passkey_added' } as const;
      await addPasskey(services, c.get('session'), { made, name }, (client) =>
        recordAccess(client, { caseId: database.caseId, keys }, access),
      );
      return c.json({ added: true as const });
    })
    .post('/api/account/passkeys/remove', readBody(removePasskeyRequestSchema), async (c) => {
      const { passkey } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'passkey_removed' } as const;
      await readWithAudit(database, keys, access, (client) =>
        removePasskey(client, services, c.get('session'), passkey),
      );
      return c.json({ removed: true as const });
    })
    .post('/api/account/sessions/list', async (c) =>
      c.json({ sessions: await listSessions(services, c.get('session')) } satisfies OwnSessions),
    )
    .post('/api/account/sessions/end', readBody(endSessionRequestSchema), async (c) => {
      const { session } = c.req.valid('json');
      const { id: but, person } = c.get('session');
      const access = { ...actorOf(c), action: 'sessions_ended' } as const;
      await readWithAudit(database, keys, access, (client) =>
        session === null
          ? endSessions(client, services, { person: person.id, but })
          : endOwnSession(client, services, { id: session, person: person.id }),
      );
      return c.json({ ended: true as const });
    });
}
