import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { MailSettings } from './mailSettings.ts';

/** What all steps of sending need. */
export interface MailContext {
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly settings: MailSettings;
  /** Null: the clock of the database, which is the same for workers on all machines. Tests set their own. */
  readonly now: () => Date | null;
}

/** SQL of the present moment: the parameter with that number, else the clock of the database. */
export function momentSql(parameter: number): string {
  return `coalesce($${parameter}::timestamptz, clock_timestamp())`;
}
