import type pg from 'pg';
import { CHANGE_REASON_BIT } from '@constat/contract/state.ts';
import type { Database } from '../../database/database.ts';
import { CHANGE_SQL } from './changeSql.ts';

/** With what an assessment was made. */
export interface Made {
  readonly engine: number;
  readonly scans: number;
  /** Contents read, and pages recognised. */
  readonly contents: number;
  readonly pages: number;
}

/** A state as it was kept, with what is different from the one before. */
export interface RecordedState {
  readonly version: number;
  readonly newly: number;
  readonly more: number;
  readonly less: number;
  readonly noLonger: number;
  readonly merged: number;
}

/** From what a state was made: numbers that only grow. */
interface Sources {
  engine: number;
  scans: number;
  last_import: number;
  last_evidence: number;
  last_content: number;
  last_decision: number;
  /** Answers of reviewers. */
  answers: number;
}

interface LastState extends Sources {
  version: number;
  made_at: Date;
}

const {
  new_evidence, register_changed, engine_changed, decision, patient_added, patient_changed, patient_removed,
} = CHANGE_REASON_BIT; // prettier-ignore

/**
 * Keeps who is concerned, how surely and by which categories as the next version; only persons of whom it says something else than the version
 * before. Null, and nothing is kept, when neither they nor what it was made from are different.
 */
export async function recordState(database: Database, made: Made): Promise<RecordedState | null> {
  const { caseId } = database;
  return await database.transaction(async (client) => {
    const before = await lastState(client, caseId);
    const sources = await currentSources(client, caseId, made);
    const causes = before === null ? new_evidence : await causesOf(client, caseId, before, sources, made);
    const version = (before?.version ?? 0) + 1;
    await client.query(
      `INSERT INTO states (case_id, version, engine, scans, last_import, last_evidence, last_content, last_decision, answers, causes, contents, register)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, (SELECT count(*) FROM patients WHERE case_id = $1))`,
      [
        caseId, version, sources.engine, sources.scans, sources.last_import, sources.last_evidence, sources.last_content,
        sources.last_decision, sources.answers, causes, made.contents,
      ], // prettier-ignore
    );
    const changed = await writeChanges(client, caseId, version, before, causes);
    if (before !== null && causes === 0 && changed === 0) {
      await client.query('DELETE FROM states WHERE case_id = $1 AND version = $2', [caseId, version]);
      return null;
    }
    return await countState(client, caseId, version);
  });
}

async function lastState(client: pg.PoolClient, caseId: string): Promise<LastState | null> {
  const { rows } = await client.query<LastState>(
    'SELECT * FROM states WHERE case_id = $1 ORDER BY version DESC LIMIT 1',
    [caseId],
  );
  return rows[0] ?? null;
}

async function currentSources(
  client: pg.PoolClient,
  caseId: string,
  { engine, scans }: Made,
): Promise<Sources> {
  const last = (table: string): string =>
    `(SELECT coalesce(max(id), 0) FROM ${table} WHERE case_id = $1)::bigint AS last_`;
  const { rows } = await client.query<Omit<Sources, 'engine' | 'scans'>>(
    `SELECT ${last('patient_imports')}import, ${last('evidence')}evidence, ${last('contents')}content, ${last('duplicate_decisions')}decision,
       (SELECT count(*) FROM decisions WHERE case_id = $1) AS answers`,
    [caseId],
  );
  return { engine, scans, ...rows[0]! };
}

/** What is different in what two states were made from. */
async function causesOf(
  client: pg.PoolClient,
  caseId: string,
  before: Sources,
  now: Sources,
  made: Made,
): Promise<number> {
  const { rows } = await client.query<{ changed: boolean }>(
    'SELECT EXISTS (SELECT FROM register_changes WHERE case_id = $1 AND import_id > $2) AS changed',
    [caseId, before.last_import],
  );
  let causes = 0;
  if (rows[0]!.changed) causes |= register_changed;
  if (now.engine !== before.engine || now.scans !== before.scans) causes |= engine_changed;
  if (now.last_decision > before.last_decision || now.answers > before.answers) causes |= decision;
  const isNew = now.last_content > before.last_content || now.last_evidence > before.last_evidence;
  // What was read for no other cause had been locked, or its scans had waited.
  const isUnlocked = made.contents + made.pages > 0 && (causes & (register_changed | engine_changed)) === 0;
  return isNew || isUnlocked ? causes | new_evidence : causes;
}

/**
 * Writes who is different. A reason is what concerns the person directly (a content that came since, his record in the register, a decision); where
 * nothing does, what is different for all: the engine, or others in the register. Of several imports since, what they come to counts. Gives the number of persons.
 */
async function writeChanges(
  client: pg.PoolClient,
  caseId: string,
  version: number,
  before: LastState | null,
  causes: number,
): Promise<number> {
  const indirect = causes & (engine_changed | register_changed);
  const unknown = indirect !== 0 ? indirect : causes & new_evidence ? new_evidence : decision;
  const { rowCount } = await client.query(
    `WITH touched AS (
       SELECT unnest(ARRAY[first_id, second_id]) AS id FROM duplicate_decisions WHERE case_id = $1 AND id > $6
       UNION SELECT p.id FROM decisions d JOIN patients p ON p.case_id = $1 AND p.number_index = d.number_index
         WHERE d.case_id = $1 AND d.recorded_at > $8
     ), decided AS (
       SELECT id FROM touched UNION SELECT m.person_id FROM merged_patients m JOIN touched t ON m.case_id = $1 AND m.patient_id = t.id
     ), registered AS (
       SELECT patient_id AS id, (array_agg(change ORDER BY import_id))[1] <> 'added' AS was, (array_agg(change ORDER BY import_id DESC))[1] <> 'removed' AS is
       FROM register_changes WHERE case_id = $1 AND import_id > $3 GROUP BY patient_id
     ), seen AS (
       SELECT patient_id, max(probability) AS probability, bit_or(categories) FILTER (WHERE probability >= 0.5) AS likely, bit_or(categories) AS categories,
         bool_or(CASE WHEN content_id IS NULL THEN evidence_id > $4 ELSE content_id > $5 END) AS is_new
       FROM decided_sightings WHERE case_id = $1 GROUP BY patient_id
     ), now AS (
       SELECT coalesce(m.person_id, s.patient_id) AS id,
         CASE WHEN max(s.probability) >= 0.95 THEN 3 WHEN max(s.probability) >= 0.5 THEN 2 ELSE 1 END AS band,
         coalesce(bit_or(s.likely), bit_or(s.categories)) AS categories, bool_or(s.is_new) AS is_new
       FROM seen s JOIN patients p ON p.case_id = $1 AND p.id = s.patient_id
       LEFT JOIN merged_patients m ON m.case_id = $1 AND m.patient_id = s.patient_id GROUP BY 1
     ), before AS (
       SELECT DISTINCT ON (patient_id) patient_id AS id, band, categories FROM state_changes WHERE case_id = $1 ORDER BY patient_id, version DESC
     ), changed AS (
       SELECT coalesce(n.id, b.id) AS id, coalesce(n.categories, 0) AS categories, coalesce(n.band, 0) AS band, coalesce(n.is_new, false) AS is_new
       FROM now n FULL JOIN before b ON b.id = n.id
       WHERE coalesce(n.band, 0) <> coalesce(b.band, 0) OR coalesce(n.categories, 0) <> coalesce(b.categories, 0)
     ), direct AS (
       SELECT c.*, CASE WHEN c.is_new THEN ${new_evidence} ELSE 0 END | CASE WHEN r.was AND r.is THEN ${patient_changed} WHEN r.is THEN ${patient_added} WHEN r.was THEN ${patient_removed} ELSE 0 END
         | CASE WHEN d.id IS NULL THEN 0 ELSE ${decision} END AS reasons
       FROM changed c LEFT JOIN registered r ON r.id = c.id LEFT JOIN decided d ON d.id = c.id
     )
     INSERT INTO state_changes (case_id, patient_id, version, categories, band, reasons, person_id)
     SELECT $1, c.id, $2, c.categories, c.band, CASE WHEN c.reasons = 0 THEN $7 ELSE c.reasons END, m.person_id
     FROM direct c LEFT JOIN merged_patients m ON m.case_id = $1 AND m.patient_id = c.id AND m.person_id <> c.id`,
    [
      caseId, version, before?.last_import ?? 0, before?.last_evidence ?? 0, before?.last_content ?? 0, before?.last_decision ?? 0, unknown, before?.made_at ?? new Date(0),
    ], // prettier-ignore
  );
  return rowCount ?? 0;
}

/** Counts what the state says and in what it differs from the one before; kept with it. */
async function countState(client: pg.PoolClient, caseId: string, version: number): Promise<RecordedState> {
  // In the first one everybody who is concerned is so newly: nothing to compare.
  const changes =
    version === 1
      ? `SELECT CASE WHEN band >= 2 THEN 'newly_concerned' ELSE 'possible' END AS change FROM state_changes WHERE case_id = $1 AND version = $2 + 1`
      : CHANGE_SQL;
  const { rows } = await client.query<Omit<RecordedState, 'version'>>(
    `WITH changes AS (${changes}), bands AS (
       SELECT DISTINCT ON (patient_id) band FROM state_changes WHERE case_id = $1 AND version <= $3 ORDER BY patient_id, version DESC
     )
     UPDATE states SET
       (certain, probable, possible) =
         (SELECT count(*) FILTER (WHERE band = 3), count(*) FILTER (WHERE band = 2), count(*) FILTER (WHERE band = 1) FROM bands),
       (newly, more, less, no_longer, merged) =
         (SELECT count(*) FILTER (WHERE change = 'newly_concerned'), count(*) FILTER (WHERE change = 'more'),
            count(*) FILTER (WHERE change = 'less'), count(*) FILTER (WHERE change = 'no_longer_concerned'), count(*) FILTER (WHERE change = 'merged') FROM changes)
     WHERE case_id = $1 AND version = $3 RETURNING newly, more, less, no_longer AS "noLonger", merged`,
    [caseId, version - 1, version],
  );
  return { version, ...rows[0]! };
}
