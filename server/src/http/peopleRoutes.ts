import {
  endSessionsRequestSchema,
  inviteRequestSchema,
  linkRequestSchema,
  type AlertsAnswer,
  type PeopleAnswer,
  personRequestSchema,
  type SecretAnswer,
} from '@constat/contract/account.ts';
import { Hono } from 'hono';
import { readWithAudit } from '../audit/recordAccess.ts';
import { makeBreakGlassCode } from '../people/breakGlass.ts';
import { invite } from '../people/invitations.ts';
import { endPerson, endSessionsOf, listAlerts, listPeople } from '../people/person.ts';
import { Refusal } from '../people/peopleContext.ts';
import { linkIdentity } from '../people/providerLogIn.ts';
import { actorOf } from './actorOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';

/** Accounts: who has one, invitations, ends, the sealed envelope; what everybody is told. */
export function peopleRoutes(services: HttpServices) {
  const { database, keys } = services;
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/people/list', async (c) => {
      const access = { ...actorOf(c), action: 'people_viewed' } as const;
      const answer: PeopleAnswer = await readWithAudit(database, keys, access, async (client) => ({
        people: await listPeople(client, services),
      }));
      return c.json(answer);
    })
    .post('/api/cases/:caseId/people/invite', readBody(inviteRequestSchema), async (c) => {
      const { role } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'person_changed' } as const;
      const answer: SecretAnswer = await readWithAudit(database, keys, access, (client) =>
        invite(client, services, role, c.get('session').person.id),
      );
      return c.json(answer);
    })
    .post('/api/cases/:caseId/people/end', readBody(personRequestSchema), async (c) => {
      const { person } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'person_changed' } as const;
      await readWithAudit(database, keys, access, (client) => endPerson(client, services, person));
      return c.json({ ended: true as const });
    })
    .post('/api/cases/:caseId/people/sessions/end', readBody(endSessionsRequestSchema), async (c) => {
      const { person } = c.req.valid('json');
      const { id: session, person: administrator } = c.get('session');
      const access = { ...actorOf(c), action: 'sessions_ended' } as const;
      await readWithAudit(database, keys, access, (client) =>
        endSessionsOf(client, services, { person, by: { person: administrator.id, session } }),
      );
      return c.json({ ended: true as const });
    })
    .post('/api/cases/:caseId/people/link', readBody(linkRequestSchema), async (c) => {
      const { provider } = services;
      if (provider === null) throw new Refusal('no_provider');
      const link = { ...c.req.valid('json'), by: c.get('session').person.id };
      const access = { ...actorOf(c), action: 'person_changed' } as const;
      await readWithAudit(database, keys, access, (client) => linkIdentity(client, services, provider, link));
      return c.json({ linked: link.subject !== '' });
    })
    .post('/api/cases/:caseId/people/envelope', async (c) => {
      const access = { ...actorOf(c), action: 'person_changed' } as const;
      const answer: SecretAnswer = await readWithAudit(database, keys, access, (client) =>
        makeBreakGlassCode(client, services, c.get('session').person.id),
      );
      return c.json(answer);
    })
    .post('/api/cases/:caseId/alerts/list', async (c) => {
      const access = { ...actorOf(c), action: 'people_viewed' } as const;
      const answer: AlertsAnswer = await readWithAudit(database, keys, access, async (client) => ({
        alerts: await listAlerts(client, services),
      }));
      return c.json(answer);
    });
}
