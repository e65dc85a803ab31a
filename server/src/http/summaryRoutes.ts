import type { Summary } from '@constat/contract/summary.ts';
import { Hono } from 'hono';
import { readWithAudit } from '../audit/recordAccess.ts';
import { summarise } from '../exposure/summarise.ts';
import { programVersion } from '../case/programVersion.ts';
import { actorOf } from './actorOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { inTurn } from './inTurn.ts';

/** The case in figures. Names of folders may be names of people: it is on record who saw them. */
export function summaryRoutes({ database, keys, configuration }: HttpServices) {
  // One after another: each holds two connections for a while, and several would wait for one another's.
  const alone = inTurn();
  return new Hono<HttpEnv>().post('/api/cases/:caseId/summary', async (c) => {
    const access = { ...actorOf(c), action: 'summary_viewed' } as const;
    const summary = await alone(() => summarise(database, keys, configuration, programVersion()));
    const answer: Summary = await readWithAudit(database, keys, access, () => Promise.resolve(summary));
    return c.json(answer);
  });
}
