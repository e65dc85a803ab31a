import { custodyPlace, custodySealedSchema } from '../audit/recordCustody.ts';
import type { Summary } from '@constat/contract/summary.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';

type CustodyGap = Summary['custody'][number];

/** The evidence of which nobody stated who brought it, when, or on what legal basis, in the order in which it came; also what earlier versions took in. */
export async function custodyGaps(database: Database, keys: CaseKeys): Promise<CustodyGap[]> {
  const { rows } = await database.pool.query<{ id: number; isDated: boolean; sealed: Buffer | null }>(
    `SELECT e.id, c.received_on IS NOT NULL AS "isDated", c.sealed FROM evidence e
     LEFT JOIN custody c ON c.case_id = e.case_id AND c.evidence_id = e.id WHERE e.case_id = $1 ORDER BY e.id`,
    [database.caseId],
  );
  return rows
    .map(({ id, isDated, sealed }) => ({
      evidence: id,
      missing: [
        ...(isStated(keys, id, sealed, 'by') ? [] : (['by'] as const)),
        ...(isDated ? [] : (['received'] as const)),
        ...(isStated(keys, id, sealed, 'legalBasis') ? [] : (['legalBasis'] as const)),
      ],
    }))
    .filter(({ missing }) => missing.length > 0);
}

function isStated(
  keys: CaseKeys,
  evidence: number,
  sealed: Buffer | null,
  what: 'by' | 'legalBasis',
): boolean {
  if (sealed === null) return false;
  const stated = custodySealedSchema.parse(JSON.parse(keys.openText(sealed, custodyPlace(evidence))));
  return stated[what].trim() !== '';
}
