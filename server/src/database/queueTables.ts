import { createRequire } from 'node:module';
import type pg from 'pg';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import { loginRole, queueSchema } from './roles.ts';

/** The queue of contents to be read. */
export const CONTENT_QUEUE = 'read-contents';
/** A worker that does not answer for so long has lost its job. */
const HEARTBEAT_SECONDS = 60;
const EXPIRE_SECONDS = 12 * 3600;

const packageSchema = z.object({ pgboss: z.object({ schema: z.number().int() }) });

/** Makes the tables of a case's queue (pg-boss), or brings them up to date, as their owner; only the case's worker gets at them. */
export async function makeQueueTables(client: pg.ClientBase, caseId: string): Promise<void> {
  const schema = queueSchema(caseId);
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => client.query(text, values) },
    schema,
    supervise: false,
    schedule: false,
  });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.createQueue(CONTENT_QUEUE, {
    retryLimit: 3,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
  });
  await boss.stop({ graceful: false });
  const worker = loginRole('worker', caseId);
  await client.query(
    `GRANT USAGE ON SCHEMA ${schema} TO ${worker};
     GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${worker};
     GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${worker};
     GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${worker}`,
  );
}

/** Whether a case's queue stands in the form that this version of pg-boss needs. Asked of the catalog and, where it may be read, of the queue. */
export async function hasQueueTables(client: pg.ClientBase, caseId: string): Promise<boolean> {
  const schema = queueSchema(caseId);
  const { rows } = await client.query<{ stands: boolean; readable: boolean }>(
    `SELECT count(*) > 0 AS stands, coalesce(bool_and(has_schema_privilege(n.oid, 'USAGE')), false) AS readable FROM pg_namespace n WHERE nspname = $1`,
    [schema],
  );
  const { stands, readable } = rows[0]!;
  if (!stands || !readable) return stands;
  const found = await client.query<{ version: number }>(`SELECT version FROM ${schema}.version`);
  return found.rows[0]?.version === neededVersion();
}

function neededVersion(): number {
  const described: unknown = createRequire(import.meta.url)('pg-boss/package.json');
  return packageSchema.parse(described).pgboss.schema;
}
