import { listAccesses, type AccessLine } from '../audit/listAccesses.ts';
import { manifestRoot, custodyPlace, custodySealedSchema } from '../audit/recordCustody.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { itemPlace } from './item.ts';

/** The custody record of an evidence: where it comes from, what it is, who had it since. '' and null for what nobody stated. */
export interface CustodyRecord {
  readonly evidence: number;
  readonly path: string;
  readonly source: string;
  readonly by: string;
  readonly legalBasis: string;
  /** YYYY-MM-DD */
  readonly received: string;
  readonly added: string;
  readonly takenInBy: string;
  readonly files: number;
  readonly items: number;
  readonly bytes: number;
  /** Root over the SHA-256 of its files when it was taken in, in hex; '' for evidence of versions without custody. */
  readonly manifest: string;
  /** Whether the hashes in the database still give this root. */
  readonly manifestHolds: boolean;
  /** Versions of the engine that read it: the same files and the same version give the same result. */
  readonly engines: readonly number[];
  /** What was done with it since, from the log. */
  readonly accesses: readonly AccessLine[];
}

interface EvidenceRow {
  id: number;
  root_sealed: Buffer;
  root_index: Buffer;
  source_sealed: Buffer;
  added_at: Date;
  files: number;
  items: number;
  bytes: number;
  received: string | null;
  manifest_root: Buffer | null;
  sealed: Buffer | null;
  engines: number[];
}

/** The custody records of a case, in the order in which its evidence came. */
export async function custodyRecords(database: Database, keys: CaseKeys): Promise<CustodyRecord[]> {
  const accesses: AccessLine[] = [];
  // Most of a log are looks at single patients: they are not kept.
  for await (const line of listAccesses(database, keys)) if (isOfEvidence(line)) accesses.push(line);
  return await database.transaction(async (client) => {
    const { rows } = await client.query<EvidenceRow>(
      `SELECT e.id, e.root_sealed, e.root_index, e.source_sealed, e.added_at, e.files, e.items, e.bytes, to_char(c.received_on, 'YYYY-MM-DD') AS received,
         c.manifest_root, c.sealed, ARRAY(SELECT DISTINCT t.engine FROM items i JOIN contents t ON t.id = i.content_id
           WHERE i.evidence_id = e.id AND t.engine > 0 ORDER BY 1) AS engines
       FROM evidence e LEFT JOIN custody c ON c.case_id = e.case_id AND c.evidence_id = e.id WHERE e.case_id = $1 ORDER BY e.id`,
      [database.caseId],
    );
    const records: CustodyRecord[] = [];
    for (const row of rows) {
      const root = await manifestRoot(client, database.caseId, row.id);
      records.push(recordOf(row, keys, root, accesses));
    }
    return records;
  });
}

function recordOf(
  row: EvidenceRow,
  keys: CaseKeys,
  root: Buffer,
  accesses: readonly AccessLine[],
): CustodyRecord {
  const stated =
    row.sealed === null
      ? { by: '', legalBasis: '', takenInBy: '' }
      : custodySealedSchema.parse(JSON.parse(keys.openText(row.sealed, custodyPlace(row.id))));
  const { id, files, items, bytes, engines } = row;
  return {
    evidence: id,
    path: keys.openText(row.root_sealed, itemPlace.root(row.root_index)),
    source: keys.openText(row.source_sealed, itemPlace.source(row.root_index)),
    by: stated.by,
    legalBasis: stated.legalBasis,
    received: row.received ?? '',
    added: row.added_at.toISOString(),
    takenInBy: stated.takenInBy,
    files,
    items,
    bytes,
    manifest: row.manifest_root?.toString('hex') ?? '',
    manifestHolds: row.manifest_root?.equals(root) ?? false,
    engines,
    accesses: accesses.filter((line) => concerns(line, id, row.added_at)),
  };
}

/** Whether a line names evidence, or goes over the whole case. */
function isOfEvidence({ evidence, wholeCase, action }: AccessLine): boolean {
  return evidence.length > 0 || wholeCase || action === 'assessed';
}

/** Of such lines: whether this evidence is named, or was there already. */
function concerns({ evidence: named, at }: AccessLine, evidence: number, added: Date): boolean {
  return named.length > 0 ? named.includes(evidence) : new Date(at) >= added;
}
