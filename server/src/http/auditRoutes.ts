import { type AuditList, auditListRequestSchema } from '@constat/contract/auditList.ts';
import { Hono } from 'hono';
import { ENTRY_SQL, entrySchema } from '../audit/accessEntry.ts';
import { openDetails } from '../audit/openDetails.ts';
import { readWithAudit } from '../audit/recordAccess.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { actorOf } from './actorOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';

/** Who looked at whom, when, why. Looking here is on record too, before a reason is shown. */
export function auditRoutes({ database, keys }: HttpServices) {
  return new Hono<HttpEnv>().post(
    '/api/cases/:caseId/audit/list',
    readBody(auditListRequestSchema),
    async (c) => {
      const { before, limit, patient } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'audit_viewed' } as const;
      const answer: AuditList = await readWithAudit(database, keys, access, async (client) => {
        const { rows } = await client.query<{ entry: string }>(
          `SELECT ${ENTRY_SQL} AS entry FROM accesses a
           WHERE a.case_id = $1 AND ($2::timestamptz IS NULL OR a.at < $2) AND ($3::bigint IS NULL OR a.patients @> ARRAY[$3::bigint])
           ORDER BY a.at DESC, a.id LIMIT $4`,
          [database.caseId, before, patient, limit],
        );
        return { accesses: rows.map(({ entry }) => accessOf(keys, entry)) };
      });
      return c.json(answer);
    },
  );
}

function accessOf(keys: CaseKeys, entry: string): AuditList['accesses'][number] {
  const { id, at, actor, person, role, action, patients, items } = entrySchema.parse(JSON.parse(entry));
  const details = openDetails(keys, entry);
  const reason = details === null ? null : (details.reason ?? '');
  const factors = [...(details?.factors ?? [])];
  return { id, at, actor, person, role, action, patients, items, reason, factors };
}
