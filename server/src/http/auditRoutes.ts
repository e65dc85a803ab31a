import { type AuditList, auditListRequestSchema } from '@constat/contract/auditList.ts';
import { Hono } from 'hono';
import { readWithAudit } from '../audit/recordAccess.ts';
import { actorOf } from './actorOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';

interface AccessRow {
  id: string;
  at: Date;
  actor: string;
  person: string;
  role: string;
  action: string;
  patients: string[];
  items: string[];
}

/** Who looked at whom, when. Looking here is on record too. */
export function auditRoutes({ database, keys }: HttpServices) {
  return new Hono<HttpEnv>().post(
    '/api/cases/:caseId/audit/list',
    readBody(auditListRequestSchema),
    async (c) => {
      const { before, limit, patient } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'audit_viewed' } as const;
      const rows = await readWithAudit(database, keys, access, async (client) => {
        const found = await client.query<AccessRow>(
          `SELECT id, at, actor, person, role, action, patients, items FROM accesses
           WHERE case_id = $1 AND ($2::timestamptz IS NULL OR at < $2) AND ($3::bigint IS NULL OR patients @> ARRAY[$3::bigint])
           ORDER BY at DESC, id LIMIT $4`,
          [database.caseId, before, patient, limit],
        );
        return found.rows;
      });
      const answer: AuditList = {
        accesses: rows.map((row) => ({
          ...row,
          at: row.at.toISOString(),
          patients: row.patients.map(Number),
          items: row.items.map(Number),
        })),
      };
      return c.json(answer);
    },
  );
}
