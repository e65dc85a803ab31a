import type pg from 'pg';
import { categoriesOf, CATEGORY_BIT } from '@constat/contract/category.ts';
import { type DecisionLine, type Verdict, verdictSchema } from '@constat/contract/decision.ts';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';

/** Name under which a sealed decision is bound to its row. */
const decisionPlace = (id: string): string => `decisions.sealed ${id}`;

/** Keyed hash of a reviewer's name: whatever the order of its words, capitals, accents. Two answers of one person are not two persons' answers. */
export function reviewerIndex(keys: CaseKeys, name: string): Buffer {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .match(/[\p{L}\p{N}]+/gu);
  return keys.blindIndex('index reviewer', [...(words ?? [name])].sort().join(' '));
}

/** Keyed hash of a patient number, as in the register. */
export function numberIndex(keys: CaseKeys, patientNumber: string): Buffer {
  return keys.blindIndex('index patient number', patientNumber.toUpperCase());
}

/** What a decision is about, as it is kept: the SHA-256 of a content, or the keyed hash of a path. */
export function subjectOf({ path, sha256 }: Pick<DecisionLine, 'path' | 'sha256'>, keys: CaseKeys): Buffer {
  return path === null ? Buffer.from(sha256!, 'hex') : keys.blindIndex('index path', path);
}

/**
 * Adds decisions to the case, all or none; those that it has already are left as they are. Throws CaseError where two persons would be confirmed of one mention.
 * @returns how many are new.
 */
export async function storeDecisions(
  database: Database,
  keys: CaseKeys,
  lines: readonly DecisionLine[],
): Promise<number> {
  return await database.transaction(async (client) => {
    // One after the other: of two confirmations at a time each would see the other's patient undecided.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 28))', [database.caseId]);
    const added = await insertDecisions(client, database.caseId, keys, lines);
    if (lines.some(({ verdict }) => verdict === 'is'))
      await refuseContradiction(client, database.caseId, keys, lines);
    return added;
  });
}

/** A mention means one person: whoever confirms another one changes the first answer before. */
async function refuseContradiction(
  client: pg.ClientBase,
  caseId: string,
  keys: CaseKeys,
  lines: readonly DecisionLine[],
): Promise<void> {
  const { rows } = await client.query<{ subject: Buffer; number_index: Buffer }>(
    `SELECT coalesce(c.sha256, i.path_index) AS subject, p.number_index FROM rivals_of_decided r
     JOIN patients p ON p.case_id = r.case_id AND p.id = r.patient_id
     LEFT JOIN contents c ON c.id = r.content_id LEFT JOIN items i ON i.evidence_id = r.evidence_id AND i.id = r.item_id
     WHERE r.case_id = $1 AND r.contradicted`,
    [caseId],
  );
  const contradicted = new Set(
    rows.map((row) => `${row.subject.toString('hex')} ${row.number_index.toString('hex')}`),
  );
  for (const line of lines) {
    const pair = `${subjectOf(line, keys).toString('hex')} ${numberIndex(keys, line.patient).toString('hex')}`;
    if (contradicted.has(pair)) throw new CaseError('rival_confirmed', line.path ?? line.sha256!);
  }
}

async function insertDecisions(
  client: pg.ClientBase,
  caseId: string,
  keys: CaseKeys,
  lines: readonly DecisionLine[],
): Promise<number> {
  const columns = lines.map((line) => {
    const subject = subjectOf(line, keys);
    const sealed = keys.sealText(
      JSON.stringify([line.patient, line.path, line.reviewer, line.note]),
      decisionPlace(line.id),
    );
    return { ...line, subject, sealed };
  });
  const { rowCount } = await client.query(
    `INSERT INTO decisions (case_id, id, subject, by_name, number_index, verdict, reviewer_index, sealed, categories, stated, probability, engine, decided_at)
     SELECT $1, * FROM unnest($2::uuid[], $3::bytea[], $4::boolean[], $5::bytea[], $6::text[], $7::bytea[], $8::bytea[], $9::int[], $10::boolean[], $11::real[], $12::int[], $13::timestamptz[])
     ON CONFLICT DO NOTHING`,
    [
      caseId,
      columns.map((c) => c.id),
      columns.map((c) => c.subject),
      columns.map((c) => c.path !== null),
      columns.map((c) => numberIndex(keys, c.patient)),
      columns.map((c) => c.verdict),
      columns.map((c) => reviewerIndex(keys, c.reviewer)),
      columns.map((c) => c.sealed),
      columns.map((c) => c.categories.reduce((set, category) => set | CATEGORY_BIT[category], 0)),
      columns.map((c) => c.stated),
      columns.map((c) => c.probability),
      columns.map((c) => c.engine),
      columns.map((c) => c.decided),
    ],
  );
  return rowCount ?? 0;
}

interface DecisionRow {
  id: string;
  subject: Buffer;
  by_name: boolean;
  verdict: Verdict;
  sealed: Buffer;
  categories: number;
  stated: boolean;
  probability: number;
  engine: number;
  decided_at: Date;
}

/** All decisions of the case, in the order in which they were taken. */
export async function* decisionLines(database: Database, keys: CaseKeys): AsyncGenerator<DecisionLine> {
  const sql = `SELECT id, subject, by_name, verdict, sealed, categories, stated, probability, engine, decided_at FROM decisions
    WHERE case_id = $1 ORDER BY decided_at, recorded_at, id`;
  for await (const row of fetchRows<DecisionRow>(database, sql, [database.caseId])) {
    const [patient, path, reviewer, note] = JSON.parse(
      keys.openText(row.sealed, decisionPlace(row.id)),
    ) as readonly [string, string | null, string, string];
    yield {
      id: row.id,
      sha256: row.by_name ? null : row.subject.toString('hex'),
      path,
      patient,
      verdict: verdictSchema.parse(row.verdict),
      reviewer,
      note,
      decided: row.decided_at.toISOString(),
      categories: categoriesOf(row.categories),
      stated: row.stated,
      probability: Math.round(row.probability * 10_000) / 10_000,
      engine: row.engine,
    };
  }
}
