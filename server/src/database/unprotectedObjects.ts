import type pg from 'pg';

/**
 * What stands in the schema `public` and would let one case see another, each with the reason; empty when all is well.
 * A table needs forced row-level security and exactly the policy of `protect_table` (or, where it has no `case_id`, of `share_table`); a view must be
 * `security_invoker`; nothing runs with its owner's rights, and nobody has rights by being PUBLIC.
 */
export async function unprotectedObjects(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ fault: string }>(
    `${TABLES} UNION ALL ${VIEWS} UNION ALL ${FUNCTIONS} UNION ALL ${EVERYBODY} ORDER BY 1`,
  );
  return rows.map(({ fault }) => fault);
}

const NOT_OF_EXTENSIONS = `NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`;
const OURS = `c.relnamespace = 'public'::regnamespace AND ${NOT_OF_EXTENSIONS}`;

/** The table of migrations holds names and hashes of files, no case's data. */
const TABLES = `
  SELECT format('table %s: %s', c.relname, f.reason) AS fault FROM pg_class c
  CROSS JOIN LATERAL (
    SELECT c.relname = 'cases' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped) AS of_case
  ) k
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(p.polname::text || ' ' || p.polcmd::text || ' ' || pg_get_expr(p.polqual, p.polrelid) || ' ' || pg_get_expr(p.polwithcheck, p.polrelid)), '{}') AS policies
    FROM pg_policy p WHERE p.polrelid = c.oid
  ) p
  CROSS JOIN LATERAL (VALUES
    (NOT c.relrowsecurity OR NOT c.relforcerowsecurity, 'row-level security is not forced (protect_table)'),
    (p.policies <> ARRAY[CASE WHEN k.of_case
       THEN replace('own_case * (KEY = ( SELECT current_case() AS current_case)) (KEY = ( SELECT current_case() AS current_case))', 'KEY', CASE WHEN c.relname = 'cases' THEN 'id' ELSE 'case_id' END)
       ELSE 'every_case * true true' END], 'other policies than that of protect_table or share_table')
  ) AS f (holds, reason)
  WHERE ${OURS} AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations' AND f.holds`;

const VIEWS = `
  SELECT format('view %s: %s', relname, CASE relkind WHEN 'v' THEN 'not security_invoker' ELSE 'a kind that knows no policies' END) FROM pg_class c
  WHERE ${OURS} AND relkind IN ('v', 'm', 'f') AND NOT (relkind = 'v' AND coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on'])`;

const FUNCTIONS = `
  SELECT format('function %s: runs with the rights of its owner', proname) FROM pg_proc c WHERE pronamespace = 'public'::regnamespace AND prosecdef AND ${NOT_OF_EXTENSIONS}`;

const EVERYBODY = `
  SELECT format('table %s: open to PUBLIC', relname) FROM pg_class c CROSS JOIN LATERAL aclexplode(relacl) AS a WHERE ${OURS} AND a.grantee = 0`;
