import { createHash } from 'node:crypto';
import { FILE_STRATA, STRATA, type StratumName } from '@constat/contract/sample.ts';
import type pg from 'pg';
import { CaseError } from '../../case/caseError.ts';
import type { Database } from '../../database/database.ts';
import { insertRows } from '../../database/insertRows.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import { allocateSample } from '../statistics/stratifiedSample.ts';
import { EXPECTED_RATE, stratumOf } from './strata.ts';

/** How many units of a stratum are wanted; null: as many as its share of the whole size gives. */
export type StratumRequest = ReadonlyMap<StratumName, number | null>;

/** A unit of a stratum, with the key by which the seed orders them. */
interface Unit {
  readonly subject: Buffer;
  readonly key: string;
}

/**
 * Draws a sample of what is said to concern nobody, without looking at anything but the seed: units are ordered by SHA-256 of seed and unit, the first ones
 * are taken. The same seed gives the same sample of the same units. Throws CaseError while contents wait to be read, or where there is nothing to draw from.
 * @returns the sample's number in the case.
 */
export async function drawSample(
  database: Database,
  { request, size, seed }: { request: StratumRequest; size: number; seed: number },
): Promise<number> {
  await requireAssessed(database);
  const frame = await listUnits(database, seed, request.has('patients'));
  const sizes = sizesOf(frame, request, size);
  if ([...sizes.values()].every((wanted) => wanted === 0))
    throw new CaseError('nothing_to_sample', database.caseId);
  return await database.transaction(async (client) => {
    const number = await addSample(client, database.caseId, seed);
    const strata = [...frame].map(([stratum, units]) => [database.caseId, number, stratum, units.length]);
    await insertRows(client, 'sample_strata', ['case_id', 'number', 'stratum', 'units'], strata);
    const drawn = [...frame].flatMap(([stratum, units]) =>
      firstUnits(units, sizes.get(stratum) ?? 0).map(({ subject }) => ({ stratum, subject })),
    );
    await insertRows(
      client,
      'sample_units',
      ['case_id', 'number', 'ordinal', 'stratum', 'subject'],
      drawn.map(({ stratum, subject }, i) => [database.caseId, number, i + 1, stratum, subject]),
    );
    return number;
  });
}

async function requireAssessed({ pool, caseId }: Database): Promise<void> {
  const { rows } = await pool.query<{ waiting: boolean }>(
    'SELECT EXISTS (SELECT FROM contents WHERE case_id = $1 AND (fate IS NULL OR engine = 0)) AS waiting',
    [caseId],
  );
  if (rows[0]!.waiting) throw new CaseError('not_assessed', caseId);
}

/** The units by stratum: contents that were read and of which nobody is counted as concerned; patients who are not. */
async function listUnits(
  database: Database,
  seed: number,
  withPatients: boolean,
): Promise<Map<StratumName, Unit[]>> {
  const frame = new Map<StratumName, Unit[]>(FILE_STRATA.map((stratum) => [stratum, []]));
  const keyOf = (subject: Buffer): string =>
    createHash('sha256').update(`${seed}\n`).update(subject).digest('hex');
  const contents = `SELECT c.sha256 AS subject, c.format, c.bytes, c.scan_pages FROM contents c
    WHERE c.case_id = $1 AND c.fate = 'read' AND EXISTS (SELECT FROM items i WHERE i.content_id = c.id)
      AND c.id NOT IN (SELECT content_id FROM decided_sightings WHERE case_id = $1 AND probability >= 0.5 AND content_id IS NOT NULL)`;
  for await (const { subject, format, bytes, scan_pages } of fetchRows<ContentRow>(database, contents, [
    database.caseId,
  ])) {
    const stratum = stratumOf(format, bytes, scan_pages);
    if (stratum !== null) frame.get(stratum)!.push({ subject, key: keyOf(subject) });
  }
  if (!withPatients) return frame;
  const patients: Unit[] = [];
  const sql = `SELECT number_index AS subject FROM patients WHERE case_id = $1
    AND id NOT IN (SELECT patient_id FROM decided_sightings WHERE case_id = $1 AND probability >= 0.5)`;
  for await (const { subject } of fetchRows<{ subject: Buffer }>(database, sql, [database.caseId]))
    patients.push({ subject, key: keyOf(subject) });
  return frame.set('patients', patients);
}

interface ContentRow {
  subject: Buffer;
  format: string;
  bytes: number;
  scan_pages: number;
}

/** How many units of each stratum are drawn: those asked for; the rest of the size by size of the stratum and the misses to expect in it. */
function sizesOf(
  frame: ReadonlyMap<StratumName, readonly Unit[]>,
  request: StratumRequest,
  size: number,
): Map<StratumName, number> {
  const sizes = new Map<StratumName, number>();
  const open = FILE_STRATA.filter((stratum) => request.get(stratum) === null);
  const shares = allocateSample(
    open.map((stratum) => ({ items: frame.get(stratum)!.length, expectedRate: EXPECTED_RATE[stratum] })),
    size,
    Math.min(60, size),
  );
  open.forEach((stratum, i) => sizes.set(stratum, shares[i]!));
  for (const stratum of STRATA) {
    const wanted = request.get(stratum);
    const units = frame.get(stratum)?.length ?? 0;
    if (wanted !== undefined && !sizes.has(stratum)) sizes.set(stratum, Math.min(units, wanted ?? size));
  }
  return sizes;
}

function firstUnits(units: readonly Unit[], count: number): readonly Unit[] {
  return units.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).slice(0, count);
}

async function addSample(client: pg.PoolClient, caseId: string, seed: number): Promise<number> {
  const { rows } = await client.query<{ number: number }>(
    `INSERT INTO samples (case_id, number, seed, engine)
     SELECT $1, 1 + coalesce((SELECT max(number) FROM samples WHERE case_id = $1), 0), $2, coalesce((SELECT max(engine) FROM contents WHERE case_id = $1), 0)
     RETURNING number`,
    [caseId, seed],
  );
  return rows[0]!.number;
}
