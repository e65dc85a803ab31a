import { type MailContext, momentSql } from '../mailContext.ts';
import { MailError } from '../mailState.ts';
import { bouncePlace } from './takeBounces.ts';

/** A report that waits for a person. */
export interface KeptReport {
  readonly report: number;
  readonly kind: string;
  readonly received: string;
}

/** Reports that nobody has looked at yet. */
export async function keptReports({ database }: Pick<MailContext, 'database'>): Promise<KeptReport[]> {
  const { rows } = await database.pool.query<{ id: number; kind: string; received_at: Date }>(
    `SELECT id, kind, received_at FROM mail_bounces WHERE case_id = $1 AND kind IN ('unclear', 'forged') AND seen_at IS NULL ORDER BY id LIMIT 1000`,
    [database.caseId],
  );
  return rows.map(({ id, kind, received_at: received }) => ({
    report: id,
    kind,
    received: received.toISOString(),
  }));
}

/** Opens a kept report, and marks it as looked at. It is a stranger's: nothing in it may speak to a terminal or turn the line round. Throws MailError('mail_unknown'). */
export async function showReport(
  { database, keys, now }: Pick<MailContext, 'database' | 'keys' | 'now'>,
  report: number,
): Promise<string> {
  const { rows } = await database.pool.query<{ digest: Buffer; sealed: Buffer | null }>(
    `UPDATE mail_bounces SET seen_at = coalesce(seen_at, ${momentSql(3)}) WHERE case_id = $1 AND id = $2 RETURNING digest, sealed`,
    [database.caseId, report, now()],
  );
  const [row] = rows;
  if (row?.sealed == null) throw new MailError('mail_unknown', [String(report)]);
  const text = keys.open(row.sealed, bouncePlace(row.digest)).toString('utf8');
  return text.replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '');
}
