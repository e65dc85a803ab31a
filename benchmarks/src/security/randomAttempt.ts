import fc from 'fast-check';

/** What stands in the database: tables and views with their columns, functions. */
export interface Relations {
  readonly relations: readonly { readonly name: string; readonly columns: readonly string[] }[];
  readonly functions: readonly string[];
  readonly tables: readonly string[];
}

/** What somebody who has stolen the password of a role may try: statements, in one transaction that is rolled back. */
export interface Attempt {
  readonly statements: readonly string[];
  /** Run by COPY: its lines are the answer. */
  readonly copy: boolean;
  /** Whether the answer must be the same where the other case does not exist; plans and statistics speak of sizes. */
  readonly comparable: boolean;
  /** Whether the statements name the id of the other case, so that it may come back in an answer. */
  readonly namesOther: boolean;
}

type Text = fc.Arbitrary<string>;

/** Random attempts to see rows of `other` with the password of a role of `own`. */
export function attemptOf(known: Relations, own: string, other: string): fc.Arbitrary<Attempt> {
  const select = selectOf(known, own, other);
  return fc
    .record({
      prelude: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, preludeOf(own, other)),
      body: fc.oneof(
        { weight: 6, arbitrary: select.map((sql) => plain([sql])) },
        {
          weight: 1,
          arbitrary: select.map((sql) => ({ ...plain([`COPY (${sql}) TO STDOUT`]), copy: true })),
        },
        {
          weight: 1,
          arbitrary: fc
            .constantFrom(...known.tables)
            .map((t) => ({ ...plain([`COPY ${t} TO STDOUT`]), copy: true })),
        },
        {
          weight: 1,
          arbitrary: fc
            .tuple(select, fc.constantFrom('', 'ANALYZE', 'ANALYZE, VERBOSE', 'VERBOSE, SETTINGS'))
            .map(([sql, how]) => ({
              ...plain([`EXPLAIN ${how === '' ? '' : `(${how})`} ${sql}`]),
              comparable: false,
            })),
        },
        {
          weight: 1,
          arbitrary: select.map((sql) => plain([`PREPARE attempt AS ${sql}`, 'EXECUTE attempt'])),
        },
        {
          weight: 1,
          arbitrary: select.map((sql) =>
            plain([
              `DECLARE attempt SCROLL CURSOR FOR ${sql}`,
              'FETCH ALL FROM attempt',
              'MOVE FIRST FROM attempt',
              'FETCH BACKWARD ALL FROM attempt',
            ]),
          ),
        },
        {
          weight: 1,
          arbitrary: select.map((sql) =>
            plain([`CREATE TEMP TABLE loot AS ${sql}`, 'SELECT loot::text FROM loot ORDER BY 1']),
          ),
        },
        {
          weight: 1,
          arbitrary: select.map((sql) =>
            plain([`CREATE TEMP VIEW loot AS ${sql}`, 'SELECT loot::text FROM loot ORDER BY 1']),
          ),
        },
        { weight: 2, arbitrary: leakyFunction(known) },
        { weight: 2, arbitrary: writeOf(known, own, other) },
        {
          weight: 1,
          arbitrary: fc.constantFrom(...CATALOGS).map((sql) => ({ ...plain([sql]), comparable: false })),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom(...known.functions).map((name) => plain([`SELECT ${name}()`])),
        },
        { weight: 1, arbitrary: fc.constantFrom(...TAKEOVERS(own, other)).map((sql) => plain([sql])) },
      ),
    })
    .map(({ prelude, body }) => {
      const statements = prelude === '' ? body.statements : [prelude, ...body.statements];
      return { ...body, statements, namesOther: statements.some((sql) => sql.includes(other)) };
    });
}

function plain(statements: readonly string[]): Omit<Attempt, 'namesOther'> {
  return { statements, copy: false, comparable: true };
}

/** Attempts to become somebody else, or to tell the policies of another case. */
function preludeOf(own: string, other: string): Text {
  const hex = other.replaceAll('-', '');
  return fc.constantFrom(
    `SET constat.case_id = '${other}'`,
    `SELECT set_config('constat.case_id', '${other}', false)`,
    `SELECT set_config('role', 'constat_app_${hex}', false)`,
    `SET ROLE constat_app_${hex}`,
    `SET ROLE constat_worker_${hex}`,
    'SET ROLE constat_app',
    'SET ROLE constat_worker',
    'SET ROLE constat_owner',
    `SET SESSION AUTHORIZATION constat_worker_${hex}`,
    `SET SESSION AUTHORIZATION 'constat'`,
    'SET row_security = off',
    `SET search_path = pg_temp, public`,
    'SET enable_seqscan = off',
    'SET plan_cache_mode = force_generic_plan',
    'SET from_collapse_limit = 1',
    `CREATE FUNCTION pg_temp.current_case() RETURNS uuid LANGUAGE sql AS $$ SELECT '${other}'::uuid $$`,
    `CREATE FUNCTION public.current_case() RETURNS uuid LANGUAGE sql AS $$ SELECT '${other}'::uuid $$`,
    `SELECT set_config('request.case', '${own}', true)`,
  );
}

/** Statements that would end the separation for good. */
const TAKEOVERS = (own: string, other: string): readonly string[] => [
  'ALTER TABLE patients DISABLE ROW LEVEL SECURITY',
  'ALTER TABLE patients NO FORCE ROW LEVEL SECURITY',
  'DROP POLICY own_case ON patients',
  'CREATE POLICY mine ON patients USING (true)',
  'ALTER POLICY own_case ON patients USING (true)',
  `SELECT protect_table('patients', 'SELECT', 'SELECT')`,
  `SELECT share_table('patients', 'SELECT', 'SELECT')`,
  'ALTER ROLE CURRENT_USER SUPERUSER',
  'ALTER ROLE CURRENT_USER BYPASSRLS',
  `ALTER ROLE CURRENT_USER RENAME TO constat_app_${other.replaceAll('-', '')}x`,
  `ALTER ROLE constat_app_${other.replaceAll('-', '')} PASSWORD 'x'`,
  `GRANT constat_app_${other.replaceAll('-', '')} TO CURRENT_USER`,
  'CREATE ROLE mine',
  'CREATE SCHEMA mine',
  'CREATE TABLE public.mine AS SELECT * FROM patients',
  'CREATE VIEW public.mine AS SELECT * FROM patients',
  'ALTER VIEW decided_sightings SET (security_invoker = false)',
  'CREATE OR REPLACE VIEW item_sightings AS SELECT * FROM sightings',
  `COPY patients FROM PROGRAM 'cat /etc/passwd'`,
  `COPY patients TO '/tmp/loot'`,
  `SELECT pg_read_file('PG_VERSION')`,
  `SELECT lo_import('/etc/passwd')`,
  'TRUNCATE patients',
  'LOCK TABLE patients IN ACCESS EXCLUSIVE MODE',
  `SELECT * FROM dblink('dbname=shared', 'SELECT 1') AS t (n int)`,
  `UPDATE cases SET id = '${own}'`,
  `SELECT * FROM queue_${other.replaceAll('-', '')}.job`,
  `INSERT INTO cases (id, key_check) VALUES (gen_random_uuid(), '\\x00')`,
  `DO $$ BEGIN EXECUTE 'SET ROLE constat_owner'; END $$`,
];

/** What everybody may read of the catalog, where it could speak of values. */
const CATALOGS: readonly string[] = [
  'SELECT * FROM pg_stats',
  'SELECT stavalues1::text, stavalues2::text FROM pg_statistic',
  'SELECT * FROM pg_stats_ext',
  'SELECT query, usename, application_name FROM pg_stat_activity',
  'SELECT relname, reltuples, relpages FROM pg_class',
  'SELECT * FROM pg_stat_user_tables',
  'SELECT * FROM pg_policies',
  'SELECT rolname FROM pg_roles',
  'SELECT * FROM pg_authid',
  'SELECT * FROM pg_largeobject',
  'SELECT * FROM pg_locks',
  'SELECT * FROM pg_prepared_statements',
  'SELECT * FROM pg_cursors',
  'SELECT * FROM pg_hba_file_rules',
  'SELECT * FROM pg_sequences',
];

/** A query over tables and views, in many shapes. */
function selectOf(known: Relations, own: string, other: string): Text {
  const relation = fc.constantFrom(...known.relations.filter(({ name }) => name !== 'migrations'));
  const condition = (alias: string, columns: readonly string[]): Text => {
    const key = columns.includes('case_id') ? 'case_id' : columns[0]!;
    return fc.oneof(
      fc.constant('true'),
      fc.constant(`${alias}.${key}::text = '${other}'`),
      fc.constant(`${alias}.${key}::text <> '${own}'`),
      fc.constant(`${alias}.${key}::text = '${own}' OR true`),
      fc.constant(`NOT (${alias}.${key}::text = '${own}')`),
      fc.constantFrom(...columns).map((column) => `${alias}."${column}" IS NOT NULL`),
      fc.constantFrom(...columns).map((column) => `length(${alias}."${column}"::text) > 3`),
      fc.constantFrom(...columns).map((column) => `${alias}."${column}"::text LIKE '%b%'`),
      // Divides by zero as soon as a row of another case is looked at.
      fc.constant(`1 / CASE WHEN ${alias}.${key}::text = '${own}' THEN 1 ELSE 0 END = 1`),
      fc.constantFrom(...columns).map((column) => `${alias}."${column}"::text::int > 0 OR true`),
      fc.integer({ min: 0, max: 3000 }).map((n) => `hashtext(${alias}::text) % 3001 > -${n}`),
    );
  };
  const base = relation.chain(({ name, columns }) =>
    condition('a', columns).map((where) => `SELECT a::text AS line FROM ${name} a WHERE ${where}`),
  );
  const join = fc
    .tuple(relation, relation, fc.constantFrom('JOIN', 'LEFT JOIN', 'FULL JOIN', 'RIGHT JOIN'))
    .chain(([a, b, kind]) => {
      const shared = a.columns.filter((column) => b.columns.includes(column));
      const using =
        shared.length === 0
          ? ['true']
          : [
              'true',
              ...shared.map((column) => `a."${column}" = b."${column}"`),
              `a."${shared[0]!}" IS DISTINCT FROM b."${shared[0]!}"`,
            ];
      const on = fc.constantFrom(
        ...(kind === 'FULL JOIN' ? using.filter((u) => u === 'true' || u.includes(' = ')) : using),
      );
      return fc
        .tuple(on, condition('a', a.columns))
        .map(
          ([o, where]) =>
            `SELECT a::text || coalesce(b::text, '') AS line FROM ${a.name} a ${kind} ${b.name} b ON ${o} WHERE ${where}`,
        );
    });
  const nested = fc
    .tuple(relation, relation, fc.constantFrom('EXISTS', 'NOT EXISTS'))
    .map(
      ([a, b, kind]) =>
        `SELECT a::text AS line FROM ${a.name} a WHERE ${kind} (SELECT FROM ${b.name} b WHERE b::text > a::text)`,
    );
  const lateral = fc
    .tuple(relation, relation)
    .map(
      ([a, b]) =>
        `SELECT l.line FROM ${a.name} a CROSS JOIN LATERAL (SELECT b::text || a::text AS line FROM ${b.name} b ORDER BY 1 DESC LIMIT 2) l`,
    );
  const scalar = fc
    .tuple(relation, relation)
    .map(
      ([a, b]) =>
        `SELECT (SELECT string_agg(b::text, ',' ORDER BY b::text) FROM ${b.name} b) || count(*) AS line FROM ${a.name} a`,
    );
  const aggregate = relation.chain(({ name, columns }) =>
    fc
      .constantFrom(...columns)
      .map(
        (column) =>
          `SELECT "${column}"::text || ' ' || count(*) AS line FROM ${name} GROUP BY ROLLUP ("${column}")`,
      ),
  );
  const window = relation.map(
    ({ name }) =>
      `SELECT lead(a::text, 1) OVER (ORDER BY a::text) || count(*) OVER () AS line FROM ${name} a`,
  );
  const union = fc
    .tuple(base, base, fc.constantFrom('UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT'))
    .map(([a, b, kind]) => `(${a}) ${kind} (${b})`);
  const recursive = relation.map(
    ({ name }) =>
      `WITH RECURSIVE r (line, n) AS (SELECT a::text, 1 FROM ${name} a UNION ALL SELECT a::text, r.n + 1 FROM ${name} a JOIN r ON r.n < 2) SELECT line FROM r`,
  );
  const materialised = base.map((sql) => `WITH m AS MATERIALIZED (${sql}) SELECT line FROM m`);
  const sampled = fc
    .constantFrom(...known.tables)
    .map((name) => `SELECT a::text AS line FROM ${name} a TABLESAMPLE SYSTEM (100)`);
  const physical = fc
    .constantFrom(...known.tables)
    .map(
      (name) =>
        `SELECT a.ctid::text || a.tableoid::regclass || a::text AS line FROM ${name} a WHERE a.ctid > '(0,0)'`,
    );
  const shape = fc.oneof(
    { weight: 4, arbitrary: base },
    { weight: 4, arbitrary: join },
    nested, lateral, scalar, aggregate, window, union, recursive, materialised, sampled, physical,
  ); // prettier-ignore
  return shape.map((sql) => `SELECT line FROM (${sql}) AS found ORDER BY line`);
}

/** A function that tells whatever it is given, cheaper than any policy: it must never be given a row of another case. */
function leakyFunction({ relations }: Relations): fc.Arbitrary<Omit<Attempt, 'namesOther'>> {
  return fc
    .tuple(fc.constantFrom(...relations), fc.boolean())
    .map(([{ name }, fails]) =>
      plain([
        `CREATE FUNCTION pg_temp.tell(told text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE '%', told; ${fails ? 'PERFORM told::int;' : ''} RETURN true; END $$`,
        `SELECT a::text AS line FROM ${name} a WHERE pg_temp.tell(a::text) ORDER BY 1`,
      ]),
    );
}

/** Writing what is not one's own, and telling by the answer whether it is there. */
function writeOf(
  { relations, tables }: Relations,
  own: string,
  other: string,
): fc.Arbitrary<Omit<Attempt, 'namesOther'>> {
  const table = fc.constantFrom(...relations.filter(({ name }) => tables.includes(name)));
  return table.chain(({ name, columns }) => {
    const key = name === 'cases' ? 'id' : 'case_id';
    const column = fc.constantFrom(...columns);
    return fc.oneof(
      column.map((c) => plain([`UPDATE ${name} a SET "${c}" = "${c}" RETURNING a::text`])),
      fc.constant(plain([`UPDATE ${name} SET ${key} = '${other}'`])),
      fc.constant(
        plain([`UPDATE ${name} a SET ${key} = '${own}' WHERE ${key} = '${other}' RETURNING a::text`]),
      ),
      fc.constant(plain([`DELETE FROM ${name} a WHERE ${key} <> '${own}' RETURNING a::text`])),
      fc.constant(plain([`INSERT INTO ${name} (${key}) VALUES ('${other}')`])),
      fc.constant(plain([`SELECT a::text FROM ${name} a WHERE ${key} = '${other}' FOR UPDATE`])),
      fc.constant(
        plain([
          `MERGE INTO ${name} a USING (SELECT '${other}'::uuid AS k) s ON a.${key} = s.k WHEN MATCHED THEN DELETE RETURNING a::text`,
        ]),
      ),
    );
  });
}
