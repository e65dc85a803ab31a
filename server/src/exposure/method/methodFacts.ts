import { createHash } from 'node:crypto';
import { release } from 'node:os';
import type { Summary } from '@constat/contract/summary.ts';
import { itemPlace } from '../../collect/item.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';

/** One evidence as it was taken in. */
export interface EvidenceFact {
  readonly source: string;
  readonly added: string;
  readonly files: number;
  readonly items: number;
  readonly bytes: number;
  /** SHA-256 over the lines that sha256sum writes of its files, in the order of the bytes of their paths. */
  readonly sha256: string;
  /** Files without a hash of their own (not readable): they are not in it. */
  readonly withoutHash: number;
}

export interface ImportFact {
  readonly imported: string;
  readonly patients: number;
  readonly sha256: string;
  readonly oddities: number;
}

/** What was really done, as far as the case knows: what the method statement is made of. */
export interface MethodFacts {
  readonly summary: Summary;
  readonly evidence: readonly EvidenceFact[];
  readonly imports: readonly ImportFact[];
  /** Contents read by each version of the engine. */
  readonly engines: readonly { engine: number; contents: number }[];
  /** Contents that are the same bytes as another item. */
  readonly distinct: number;
  readonly software: { readonly node: string; readonly postgresql: string; readonly system: string };
}

/** Gathers the facts. */
export async function methodFacts(
  database: Database,
  keys: CaseKeys,
  summary: Summary,
): Promise<MethodFacts> {
  return {
    summary,
    evidence: await evidenceFacts(database, keys),
    imports: await importFacts(database),
    ...(await readingFacts(database)),
    software: await softwareFacts(database),
  };
}

interface EvidenceRow {
  id: number;
  root_index: Buffer;
  source_sealed: Buffer;
  added_at: Date;
  files: number;
  items: number;
  bytes: number;
}

/** What was taken in, each with one hash over the hashes and paths of its files. */
export async function evidenceFacts(database: Database, keys: CaseKeys): Promise<EvidenceFact[]> {
  const { rows } = await database.pool.query<EvidenceRow>(
    'SELECT id, root_index, source_sealed, added_at, files, items, bytes FROM evidence WHERE case_id = $1 ORDER BY id',
    [database.caseId],
  );
  const facts: EvidenceFact[] = [];
  for (const { id, root_index, source_sealed, added_at, files, items, bytes } of rows)
    facts.push({
      source: keys.openText(source_sealed, itemPlace.source(root_index)),
      added: added_at.toISOString(),
      files,
      items,
      bytes,
      ...(await hashEvidence(database, keys, id)),
    });
  return facts;
}

async function hashEvidence(
  database: Database,
  keys: CaseKeys,
  evidence: number,
): Promise<Pick<EvidenceFact, 'sha256' | 'withoutHash'>> {
  const sql = `SELECT i.id, i.path_sealed, c.sha256 FROM items i LEFT JOIN contents c ON c.id = i.content_id
    WHERE i.evidence_id = $1 AND i.parent_id IS NULL ORDER BY i.id`;
  const files: { path: Buffer; sha256: string }[] = [];
  let withoutHash = 0;
  for await (const row of fetchRows<{ id: number; path_sealed: Buffer; sha256: Buffer | null }>(
    database,
    sql,
    [evidence],
  )) {
    if (row.sha256 === null) withoutHash++;
    else
      files.push({
        path: keys.open(row.path_sealed, itemPlace.path(evidence, row.id)),
        sha256: row.sha256.toString('hex'),
      });
  }
  files.sort((a, b) => a.path.compare(b.path));
  const hash = createHash('sha256');
  for (const { path, sha256 } of files) hash.update(`${sha256}  `).update(path).update('\n');
  return { sha256: hash.digest('hex'), withoutHash };
}

async function importFacts({ pool, caseId }: Database): Promise<ImportFact[]> {
  const { rows } = await pool.query<{ at: Date; patients: number; sha256: Buffer; oddities: number }>(
    `SELECT imported_at AS at, patients, source_sha256 AS sha256, coalesce((oddities ->> 'count')::int, 0) AS oddities
     FROM patient_imports WHERE case_id = $1 ORDER BY id`,
    [caseId],
  );
  return rows.map(({ at, patients, sha256, oddities }) => ({
    imported: at.toISOString(),
    patients,
    sha256: sha256.toString('hex'),
    oddities,
  }));
}

async function readingFacts({ pool, caseId }: Database): Promise<Pick<MethodFacts, 'engines' | 'distinct'>> {
  const { rows } = await pool.query<{ engine: number; contents: number }>(
    'SELECT engine, count(*)::int AS contents FROM contents WHERE case_id = $1 AND engine > 0 GROUP BY engine ORDER BY engine',
    [caseId],
  );
  const all = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM contents WHERE case_id = $1', [
    caseId,
  ]);
  return { engines: rows, distinct: all.rows[0]!.n };
}

async function softwareFacts({ pool }: Database): Promise<MethodFacts['software']> {
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  return {
    node: process.versions.node,
    postgresql: rows[0]!.server_version,
    system: `${process.platform} ${process.arch} ${release()}`,
  };
}
