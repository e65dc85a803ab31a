import { REASON_BIT } from '@constat/contract/exposure.ts';
import type pg from 'pg';
import type { ColumnValues } from '../database/binaryArray.ts';
import { insertColumns, insertRows } from '../database/insertRows.ts';
import type { RowValue } from '../database/rowValue.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { outsiderPlace, partPlace } from '../exposure/places.ts';
import { OutsiderList } from '../link/outsiderList.ts';
import { ENGINE_VERSION, SCAN_VERSION } from './engineVersion.ts';
import type { ContentResult } from './laneMessages.ts';

/** Writes what contents say, replacing what was known of them, inside the client's transaction. */
export async function writeResults(
  client: pg.PoolClient,
  caseId: string,
  keys: CaseKeys,
  index: PatientIndex,
  results: readonly ContentResult[],
): Promise<void> {
  const ids = results.map((result) => result.contentId);
  for (const table of ['sightings', 'outsiders', 'parts'])
    await client.query(`DELETE FROM ${table} WHERE content_id = ANY($1::bigint[])`, [ids]);
  // Mentions become persons anew when the assessment ends.
  await client.query('DELETE FROM outsider_counts WHERE case_id = $1', [caseId]);
  await insertRows(
    client,
    'parts',
    ['content_id', 'part', 'case_id', 'place', 'number', 'name_sealed'],
    partRows(caseId, keys, results),
  );
  await insertColumns(client, 'sightings', { case_id: caseId }, sightingColumns(index, results));
  await insertRows(client, 'outsiders', OUTSIDER_COLUMNS, outsiderRows(caseId, keys, results));
  await client.query(
    `UPDATE contents c SET fate = r.fate, reason = r.reason, engine = $6, scan_pages = r.pages,
       scans_read = CASE WHEN r.waiting > 0 THEN 0 ELSE $7 END
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::int[]) AS r (id, fate, reason, pages, waiting) WHERE c.id = r.id`,
    [
      ids,
      results.map((result) => result.fate),
      results.map((result) => result.reason),
      results.map((result) => result.scans.pages),
      results.map((result) => result.scans.waiting),
      ENGINE_VERSION,
      SCAN_VERSION,
    ],
  );
}

const OUTSIDER_COLUMNS = [
  'content_id', 'ordinal', 'case_id', 'identity_sealed', 'categories', 'reasons', 'probability', 'year_from', 'year_to', 'part', 'position',
]; // prettier-ignore

/** Parts that something refers to; a sheet without sightings need not be known. */
function* partRows(caseId: string, keys: CaseKeys, results: readonly ContentResult[]): Generator<RowValue[]> {
  for (const { contentId, parts, sightings, outsiders } of results) {
    const used = new Set(sightings.parts);
    for (const part of new OutsiderList(outsiders).parts()) used.add(part);
    for (const number of used) {
      const part = parts[number];
      if (part === undefined) continue;
      yield [
        contentId,
        number,
        caseId,
        part.place,
        part.number,
        part.name === '' ? null : keys.sealText(part.name, partPlace(contentId, number)),
      ];
    }
  }
}

/** The sightings of all contents one after the other. */
function sightingColumns(
  index: PatientIndex,
  results: readonly ContentResult[],
): Record<string, ColumnValues> {
  const count = results.reduce((sum, { sightings }) => sum + sightings.patients.length, 0);
  const columns = {
    content_id: new Float64Array(count),
    patient_id: new Uint32Array(count),
    categories: new Uint16Array(count),
    reasons: new Uint32Array(count),
    probability: new Float32Array(count),
    year_from: new Uint16Array(count),
    year_to: new Uint16Array(count),
    part: new Uint32Array(count),
    position: new Uint32Array(count),
    passages: new Uint32Array(count),
    rivals: new Uint32Array(count),
  };
  let at = 0;
  for (const { contentId, sightings } of results) {
    columns.content_id.fill(contentId, at, at + sightings.patients.length);
    columns.patient_id.set(
      sightings.patients.map((patient) => index.ids[patient]!),
      at,
    );
    columns.categories.set(sightings.categories, at);
    columns.reasons.set(sightings.reasons, at);
    columns.probability.set(sightings.probabilities, at);
    columns.year_from.set(sightings.yearFrom, at);
    columns.year_to.set(sightings.yearTo, at);
    columns.part.set(sightings.parts, at);
    columns.position.set(sightings.positions, at);
    columns.passages.set(sightings.passages, at);
    columns.rivals.set(sightings.rivals, at);
    at += sightings.patients.length;
  }
  return {
    ...columns,
    year_from: nullIfZero(columns.year_from),
    year_to: nullIfZero(columns.year_to),
    rivals: nullIfZero(columns.rivals),
  };
}

function nullIfZero(values: Uint16Array | Uint32Array): (number | null)[] {
  return Array.from(values, (value) => value || null);
}

function* outsiderRows(
  caseId: string,
  keys: CaseKeys,
  results: readonly ContentResult[],
): Generator<RowValue[]> {
  for (const { contentId, outsiders } of results) {
    let ordinal = -1;
    for (const o of new OutsiderList(outsiders)) {
      ordinal++;
      const identity = keys.sealText(
        JSON.stringify([o.name, o.birthDate, o.oneOfMany?.bearers ?? 0, o.oneOfMany?.probability ?? 0]),
        outsiderPlace(contentId, ordinal),
      );
      const reasons = o.oneOfMany === null ? 0 : REASON_BIT.homonyms;
      yield [
        contentId, ordinal, caseId, identity, o.categories, reasons, o.probability, o.years.from || null, o.years.to || null,
        o.place.part, o.place.position,
      ]; // prettier-ignore
    }
  }
}
