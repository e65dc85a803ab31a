import type pg from 'pg';
import { type PeopleContext, Refusal } from './peopleContext.ts';

/** Ends one of a person's own sessions. Throws Refusal('not_found') for one that is not his, or over. */
export async function endOwnSession(
  client: Pick<pg.ClientBase, 'query'>,
  { database }: PeopleContext,
  { id, person }: { id: string; person: string },
): Promise<void> {
  const { rowCount } = await client.query(
    'DELETE FROM person_sessions WHERE case_id = $1 AND person_id = $2 AND id = $3',
    [database.caseId, person, id],
  );
  if (rowCount !== 1) throw new Refusal('not_found');
}

/** Ends sessions, also those that wait for a code: of a person, or of everybody (null); all but one, where one is named. */
export async function endSessions(
  client: Pick<pg.ClientBase, 'query'>,
  { database }: PeopleContext,
  { person, but }: { person: string | null; but: string | null },
): Promise<void> {
  await client.query(
    `DELETE FROM person_sessions WHERE case_id = $1 AND ($2::uuid IS NULL OR person_id = $2) AND ($3::uuid IS NULL OR id <> $3)`,
    [database.caseId, person, but],
  );
}
