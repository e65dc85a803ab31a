import { REASON_BIT } from '@constat/contract/exposure.ts';
import type { Database } from '../../database/database.ts';
import { insertColumns } from '../../database/insertRows.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { OneOfMany } from '../../link/sighting.ts';
import { Growable } from '../../patients/index/growable.ts';
import { outsiderPlace } from '../places.ts';
import { type Clusters, OUTSIDER_RULES, OutsiderClusters, type OutsiderCount } from './clusterOutsiders.ts';

/** What is sealed of a mention: the name as written, the birth date YYYYMMDD (0 when not stated); then see {@link openOneOfMany}. */
export function openOutsider(
  keys: CaseKeys,
  row: { content_id: number; ordinal: number; identity_sealed: Uint8Array },
): [name: string, birth: number] {
  const place = outsiderPlace(row.content_id, row.ordinal);
  return JSON.parse(keys.openText(row.identity_sealed, place)) as [string, number];
}

/** That one of many patients is meant, as far as a mention says so. */
export function openOneOfMany(
  keys: CaseKeys,
  row: { content_id: number; ordinal: number; identity_sealed: Uint8Array },
): OneOfMany {
  const place = outsiderPlace(row.content_id, row.ordinal);
  const identity = JSON.parse(keys.openText(row.identity_sealed, place)) as [
    string,
    number,
    number?,
    number?,
  ];
  return { bearers: identity[2] ?? 0, probability: identity[3] ?? 0 };
}

/**
 * Clusters the mentions of outsiders into persons and keeps that with the case, unless it is kept already. To be called while no mention is
 * written: at the end of an assessment.
 */
export async function consolidateOutsiders(database: Database, keys: CaseKeys): Promise<OutsiderCount> {
  const kept = await keptCount(database);
  if (kept !== null) return kept;
  const { clusters, contents, ordinals } = await clusterAll(database, keys);
  const { mentions, low, high } = clusters;
  await database.transaction(async (client) => {
    await client.query('DELETE FROM outsider_persons WHERE case_id = $1', [database.caseId]);
    const order = inOrder(clusters.persons);
    await insertColumns(
      client,
      'outsider_persons',
      { case_id: database.caseId },
      {
        person: order.map((i) => clusters.persons[i]!),
        content_id: order.map((i) => contents.array[i]!),
        ordinal: order.map((i) => ordinals.array[i]!),
      },
    );
    await client.query(
      `INSERT INTO outsider_counts (case_id, rules, mentions, persons_low, persons_high) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (case_id) DO UPDATE SET rules = $2, mentions = $3, persons_low = $4, persons_high = $5, counted_at = now()`,
      [database.caseId, OUTSIDER_RULES, mentions, low, high],
    );
  });
  return { mentions, low, high };
}

/** More mentions than there can be. */
const MENTIONS = 2 ** 31;

/** The mentions person by person: a table takes rows sooner in the order of its keys. */
function inOrder(persons: Uint32Array): Uint32Array {
  const keys = Float64Array.from(persons, (person, i) => person * MENTIONS + i);
  return Uint32Array.from(keys.sort(), (key) => key % MENTIONS);
}

/** How many persons the mentions are: as kept, or counted anew while an assessment is under way. */
export async function countOutsiders(database: Database, keys: CaseKeys): Promise<OutsiderCount> {
  const kept = await keptCount(database);
  if (kept !== null) return kept;
  const { mentions, low, high } = (await clusterAll(database, keys)).clusters;
  return { mentions, low, high };
}

async function keptCount({ pool, caseId }: Database): Promise<OutsiderCount | null> {
  const { rows } = await pool.query<OutsiderCount>(
    'SELECT mentions, persons_low AS low, persons_high AS high FROM outsider_counts WHERE case_id = $1 AND rules = $2',
    [caseId, OUTSIDER_RULES],
  );
  return rows[0] ?? null;
}

interface MentionRow {
  content_id: number;
  ordinal: number;
  identity_sealed: Buffer;
  probability: number;
}

/** All mentions one by one, without those that rather mean one of many patients: what is held of them is where they stand and of which form they are. */
async function clusterAll(
  database: Database,
  keys: CaseKeys,
): Promise<{ clusters: Clusters; contents: Growable; ordinals: Growable }> {
  const clusters = new OutsiderClusters();
  const contents = new Growable();
  const ordinals = new Growable();
  const sql = `SELECT content_id, ordinal, identity_sealed, probability FROM outsiders
    WHERE case_id = $1 AND reasons & $2 = 0 ORDER BY content_id, ordinal`;
  for await (const row of fetchRows<MentionRow>(database, sql, [database.caseId, REASON_BIT.homonyms])) {
    const [name, birth] = openOutsider(keys, row);
    clusters.add(name, birth, row.probability, row.content_id);
    contents.push(row.content_id);
    ordinals.push(row.ordinal);
  }
  return { clusters: clusters.cluster(), contents, ordinals };
}
