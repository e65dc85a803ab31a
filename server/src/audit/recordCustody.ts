import type pg from 'pg';
import { z } from 'zod';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { cursorPages } from './cursorRows.ts';
import { Frontier, leafHash } from './merkleTree.ts';
import { type Actor, recordAccess } from './recordAccess.ts';

/** How an evidence came here, in the words of who takes it in. '' for what is not known. */
export interface CustodyDeclaration {
  readonly by: string;
  readonly legalBasis: string;
  /** YYYY-MM-DD. */
  readonly received: string;
}

/** What is sealed of a custody record: persons and their words. */
export const custodySealedSchema = z.object({
  by: z.string(),
  legalBasis: z.string(),
  /** Account that took it in; '' for the product itself. */
  takenInBy: z.string(),
});

/** Associated data of a sealed custody record. */
export const custodyPlace = (evidence: number): string => `custody.sealed ${evidence}`;

/** Writes how an evidence came here, and the acquisition into the log: in the transaction that adds the evidence. */
export async function recordCustody(
  client: pg.ClientBase,
  opened: { caseId: string; keys: CaseKeys },
  evidence: number,
  { by, legalBasis, received }: CustodyDeclaration,
  actor: Actor,
): Promise<void> {
  const takenInBy = actor.kind === 'person' ? actor.id : actor.kind === 'command_line' ? actor.user : '';
  const sealed = JSON.stringify({ by, legalBasis, takenInBy });
  const root = await manifestRoot(client, opened.caseId, evidence);
  await client.query(
    'INSERT INTO custody (case_id, evidence_id, received_on, manifest_root, sealed) VALUES ($1, $2, $3, $4, $5)',
    [
      opened.caseId,
      evidence,
      received === '' ? null : received,
      root,
      opened.keys.sealText(sealed, custodyPlace(evidence)),
    ],
  );
  await recordAccess(client, opened, {
    actor,
    action: 'evidence_added',
    evidence: [evidence],
    reason: `manifest ${root.toString('hex')}`,
  });
}

/**
 * One hash for all files of an evidence: root of the Merkle tree (RFC 9162) whose leaves are the SHA-256 of its files, in ascending order, each as
 * often as it occurs. Whoever has the files can compute it; the order in which they were walked says nothing.
 */
export async function manifestRoot(client: pg.ClientBase, caseId: string, evidence: number): Promise<Buffer> {
  const tree = new Frontier();
  const sql = `SELECT c.sha256 FROM items i JOIN contents c ON c.id = i.content_id
    WHERE i.case_id = $1 AND i.evidence_id = $2 AND i.parent_id IS NULL ORDER BY c.sha256`;
  for await (const rows of cursorPages<{ sha256: Buffer }>(client, sql, [caseId, evidence]))
    for (const { sha256 } of rows) tree.append(leafHash(sha256));
  return tree.root();
}
