import type { Problem } from '@constat/contract/problem.ts';
import type { CaseConfiguration } from '../case/caseFolder.ts';
import type { IdentityProvider } from '../people/identityProvider.ts';
import type { PeopleContext } from '../people/peopleContext.ts';
import type { Session } from '../people/sessions.ts';
import type { OpenCase } from '../pipeline.ts';
import type { Load } from './load.ts';
import type { Metrics } from './metrics.ts';
import type { RateLimit } from './rateLimit.ts';
import type { Log } from './requestLog.ts';
import type { Works } from './works.ts';

/** What the routes work with: made by {@link startServer}, by tests with other parts. */
export interface HttpServices extends PeopleContext {
  /** For what reads files. */
  readonly open: OpenCase;
  /** Folder of the case. */
  readonly folder: string;
  readonly works: Works;
  readonly configuration: CaseConfiguration;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly load: Load;
  /** Per session; per address where there is none. */
  readonly limits: { readonly session: RateLimit; readonly address: RateLimit };
  /** Asked of whoever reads the metrics; null: from this machine without. */
  readonly metricsToken: string | null;
  /** Address of the reverse proxy through which alone requests come; null: they come directly. */
  readonly proxy: string | null;
  /** Null: nobody logs in elsewhere. */
  readonly provider: IdentityProvider | null;
}

/** What a request carries through its handlers. */
export interface HttpEnv {
  Variables: {
    /** Of the request, for the log. */
    requestId: string;
    /** Of the other end. Not written anywhere but sealed into the record of accesses. */
    address: string;
    /** Set by the guard wherever a route asks for one. */
    session: Session;
    /** Why the request was refused, where it was. */
    problem: Problem;
  };
}
