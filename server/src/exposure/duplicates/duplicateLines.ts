import type { DuplicateDecisionLine, DuplicateLine } from '@constat/contract/duplicate.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, patientPlace } from '../../patients/patient.ts';
import { loadDecisions, statesOf } from './duplicateDecisions.ts';
import { type DuplicatePair, findDuplicates } from './findDuplicates.ts';

/** So many pairs get their patient numbers at a time. */
const BATCH = 1_000;

/** One line per pair that may be one person or about which somebody has decided, the surest first, then those that are not proposed. */
export async function* duplicateLines(database: Database, keys: CaseKeys): AsyncGenerator<DuplicateLine> {
  const states = statesOf(await loadDecisions(database, keys));
  const found = await findDuplicates(database, keys);
  const proposed = new Set(found.map(({ first, second }) => `${first} ${second}`));
  const decided = [...states.keys()]
    .filter((pair) => states.get(pair) !== 'open' && !proposed.has(pair))
    .map((pair) => pair.split(' ').map(Number) as [number, number])
    .map(([first, second]): UnscoredPair => ({ first, second, score: null, reasons: [] }));
  const pairs: UnscoredPair[] = [...found, ...decided];
  for (let at = 0; at < pairs.length; at += BATCH) {
    const batch = pairs.slice(at, at + BATCH);
    const numbers = await numbersOf(
      database,
      keys,
      batch.flatMap(({ first, second }) => [first, second]),
    );
    for (const { first, second, score, reasons } of batch) {
      const [a, b] = [numbers.get(first), numbers.get(second)];
      // A patient who has left the register is nobody's duplicate.
      if (a === undefined || b === undefined) continue;
      const rounded = score === null ? null : Math.round(score * 10_000) / 10_000;
      yield {
        first: a,
        second: b,
        score: rounded,
        reasons: [...reasons],
        state: states.get(`${first} ${second}`) ?? 'open',
      };
    }
  }
}

type UnscoredPair = Omit<DuplicatePair, 'score'> & { readonly score: number | null };

/** The decisions in their order, as they are exported. */
export async function* decisionLines(
  database: Database,
  keys: CaseKeys,
): AsyncGenerator<DuplicateDecisionLine> {
  for (const { first, second, decision, by, at, reason } of await loadDecisions(database, keys))
    yield { first, second, decision, by, at, reason };
}

/** Patient numbers of these ids, those that are in the register. */
export async function numbersOf(
  { pool, caseId }: Database,
  keys: CaseKeys,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const { rows } = await pool.query<{ id: number; sealed: Buffer }>(
    'SELECT id, sealed FROM patients WHERE case_id = $1 AND id = ANY($2::bigint[])',
    [caseId, [...new Set(ids)]],
  );
  return new Map(
    rows.map(({ id, sealed }) => [id, decodePatient(id, keys.open(sealed, patientPlace(id))).patientNumber]),
  );
}
