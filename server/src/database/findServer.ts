import pg from 'pg';
import type { Case } from '../case/caseFolder.ts';
import type { Connection } from './database.ts';
import { useEmbeddedServer } from './embeddedServer.ts';
import { rolePassword } from './prepareDatabase.ts';
import { OWNER } from './roles.ts';

/** The server in which a case's database lies. */
export interface Server {
  readonly embedded: boolean;
  /** Address without a person: the roles of the case go in there. */
  readonly address: Omit<Connection, 'user' | 'password'>;
  /** Who may prepare the database, in the order in which they are tried; empty where nobody was named. */
  readonly owners: readonly Connection[];
  release(): Promise<void>;
}

/**
 * The server that DATABASE_URL names, else the case's own, which is started. Where the address names a user, that is the owner of the tables (or a superuser,
 * who makes one); where it names none, commands get in as the roles of the case only, and the database must have been prepared.
 */
export async function findServer(opened: Case, databaseUrl: string | undefined): Promise<Server> {
  if (databaseUrl !== undefined && databaseUrl !== '') {
    const named = connectionOf(databaseUrl);
    return {
      embedded: false,
      address: withoutUser(named),
      owners: namesUser(databaseUrl) ? [named] : [],
      release: () => Promise.resolve(),
    };
  }
  const password = opened.keys.derive('database password').toString('base64url');
  const server = await useEmbeddedServer(opened.folder, password);
  const superuser = connectionOf(server.connectionString);
  const address = withoutUser(superuser);
  const owner = { ...address, user: OWNER, password: rolePassword(opened.keys, 'owner') };
  return { embedded: true, address, owners: [owner, superuser], release: () => server.release() };
}

/** The parts of an address, as the driver understands it. */
function connectionOf(connectionString: string): Connection {
  const { host, port, database, ssl, user, password } = new pg.Client({ connectionString });
  return { host, port, database: database ?? '', ssl, user: user ?? '', password: password ?? '' };
}

function withoutUser({ host, port, database, ssl }: Connection): Server['address'] {
  return { host, port, database, ssl };
}

/** The driver takes the name of the account where an address has none: an owner must be named. */
function namesUser(databaseUrl: string): boolean {
  try {
    const url = new URL(databaseUrl);
    return url.username !== '' || url.searchParams.has('user');
  } catch {
    // Not a URL: what the driver makes of it, it says.
    return true;
  }
}
