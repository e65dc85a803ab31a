import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { accessPlace } from '@constat/server/audit/accessEntry.ts';
import { insertRows } from '@constat/server/database/insertRows.ts';
import type { CaseKeys } from '@constat/server/keys/caseKeys.ts';

const COLUMNS = [
  'case_id', 'id', 'at', 'actor', 'person', 'role', 'action', 'patients', 'items', 'evidence', 'details_sealed',
]; // prettier-ignore

/** Accesses as `recordAccess` writes them, many at once, for logs of a size. */
export async function writeAccesses(
  client: pg.ClientBase,
  { caseId, keys }: { caseId: string; keys: CaseKeys },
  count: number,
): Promise<void> {
  await insertRows(client, 'accesses', COLUMNS, rowsOf(caseId, keys, count));
}

function* rowsOf(
  caseId: string,
  keys: CaseKeys,
  count: number,
): Generator<(string | Uint8Array | number[])[]> {
  const details = JSON.stringify({ reason: 'caller asks', from: '192.0.2.1' });
  for (let i = 0; i < count; i++) {
    const row = {
      caseId,
      id: randomUUID(),
      at: new Date(Date.UTC(2026, 0, 1, 9) + i * 100).toISOString(),
      actor: 'person',
      person: `p-${i % 40}`,
      role: 'hotline',
      action: 'patient_viewed',
      patients: [1 + ((i * 7919) % 750_000)],
      items: [],
      evidence: [],
    };
    const { id, at, actor, person, role, action, patients, items, evidence } = row;
    yield [
      caseId, id, at, actor, person, role, action, patients, items, evidence, keys.sealText(details, accessPlace(row)),
    ]; // prettier-ignore
  }
}
