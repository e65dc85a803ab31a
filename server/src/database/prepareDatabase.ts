import type pg from 'pg';
import { CaseError } from '../case/caseError.ts';
import type { Case } from '../case/caseFolder.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { migrate } from './migrate.ts';
import { makeQueueTables } from './queueTables.ts';
import { CASE_ROLES, type CaseRole, groupRole, loginRole, OWNER } from './roles.ts';
import { scramVerifier } from './scramVerifier.ts';

/** Any number will do, as long as all processes use the same. */
const LOCK = 7_310_554;

/** The password of a case's role: derived, so that it stands nowhere. */
export function rolePassword(keys: CaseKeys, kind: CaseRole | 'owner'): string {
  return keys.derive(`database ${kind}`).toString('base64url');
}

/**
 * Makes everything that a case needs of a database: roles, tables, its queue. `client` is connected as the owner, or as a superuser, who makes the owner
 * and is that for the rest; `embedded`: the server is the case's own. May run any number of times, and in several processes at once.
 * Throws CaseError('database_roles_missing') where the owner may not create the roles; then nothing is done.
 */
export async function prepareDatabase(client: pg.ClientBase, opened: Case, embedded: boolean): Promise<void> {
  const { id } = opened.configuration;
  await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    const isSuperuser = await canEverything(client);
    if (isSuperuser) await makeOwner(client, embedded ? rolePassword(opened.keys, 'owner') : null);
    await makeRoles(client, opened);
    if (isSuperuser) await client.query(`SET ROLE ${OWNER}`);
    await migrate(client);
    await makeQueueTables(client, id);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
  }
}

/** What an administrator runs once for a case, where the owner of the tables may not create roles. Passwords stand in it as SCRAM verifiers only. */
export function rolesSql({ configuration, keys }: Pick<Case, 'configuration' | 'keys'>): string[] {
  return [
    ...CASE_ROLES.map((kind) => createGroup(kind)),
    ...CASE_ROLES.map((kind) => createLogin(kind, configuration.id, keys)),
  ];
}

async function canEverything(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ rolsuper: boolean }>(
    'SELECT rolsuper FROM pg_roles WHERE rolname = current_user',
  );
  return rows[0]!.rolsuper;
}

/** The roles of a server are one for all its databases: another process may make the same one at the same moment. */
function unlessThere(role: string, statement: string): string {
  return `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN ${statement}; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;`;
}

const PLAIN = 'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION';

function createGroup(kind: CaseRole): string {
  return unlessThere(groupRole(kind), `CREATE ROLE ${groupRole(kind)} NOLOGIN ${PLAIN}`);
}

function createLogin(kind: CaseRole, caseId: string, keys: CaseKeys): string {
  const role = loginRole(kind, caseId);
  const verifier = scramVerifier(rolePassword(keys, kind));
  return unlessThere(
    role,
    `CREATE ROLE ${role} LOGIN ${PLAIN} PASSWORD '${verifier}' IN ROLE ${groupRole(kind)}`,
  );
}

async function makeRoles(client: pg.ClientBase, opened: Case): Promise<void> {
  const { id } = opened.configuration;
  const needed = CASE_ROLES.flatMap((kind) => [groupRole(kind), loginRole(kind, id)]);
  const { rows } = await client.query<{ n: string }>(
    'SELECT count(*) AS n FROM pg_roles WHERE rolname = ANY($1)',
    [needed],
  );
  if (Number(rows[0]!.n) === needed.length) return;
  try {
    await client.query(['BEGIN;', ...rolesSql(opened), 'COMMIT'].join('\n'));
  } catch (error) {
    await client.query('ROLLBACK');
    if (!isRefusal(error)) throw error;
    throw new CaseError('database_roles_missing', opened.folder, { cause: error });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

/**
 * Makes the owner of the tables and gives it what stands there from before there was one. Needs a superuser. Without a password nobody logs in as the owner:
 * on a server that cases share, the key of one of them must not open it.
 */
async function makeOwner(client: pg.ClientBase, password: string | null): Promise<void> {
  const login = password === null ? 'NOLOGIN' : `LOGIN PASSWORD '${scramVerifier(password)}'`;
  await client.query(unlessThere(OWNER, `CREATE ROLE ${OWNER} ${PLAIN} ${login}`));
  await client.query(GIVE_TO_OWNER);
  // The queue of earlier versions, in a server that is ours: jobs are planned anew at each start.
  if (password !== null) await client.query('DROP SCHEMA IF EXISTS pgboss CASCADE');
}

const NOT_OF_EXTENSIONS = `NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')`;

const GIVE_TO_OWNER = `DO $$ DECLARE statement text; BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO ${OWNER}', current_database());
  ALTER SCHEMA public OWNER TO pg_database_owner;
  FOR statement IN
    SELECT format('ALTER TABLE %s OWNER TO ${OWNER}', oid::regclass) FROM pg_class o
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND relowner <> '${OWNER}'::regrole AND ${NOT_OF_EXTENSIONS}
    UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO ${OWNER}', oid::regprocedure) FROM pg_proc o
    WHERE pronamespace = 'public'::regnamespace AND proowner <> '${OWNER}'::regrole AND ${NOT_OF_EXTENSIONS}
  LOOP EXECUTE statement; END LOOP;
END $$`;
