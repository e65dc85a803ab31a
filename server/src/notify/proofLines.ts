import type { MailState } from '@constat/contract/mailDesk.ts';
import type pg from 'pg';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { Snapshot } from '../database/openSnapshot.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { patientNumber } from './patientNumber.ts';

/** Days after which a letter that was handed over and did not come back counts as delivered, as far as it can be known. */
const SILENCE_DAYS = 30;

/**
 * What is proved of a notice. 'none': nothing yet. 'accepted': our own mail server took the e-mail, no more is known; 'delivered': only where a report says so;
 * 'complained': whoever has the mailbox called it unwanted; 'uncertain': nobody can know whether it was sent.
 */
export type Proof =
  | 'none'
  | 'handed_over'
  | 'handed_over_not_returned'
  | 'returned'
  | 'queued'
  | 'accepted'
  | 'delivered'
  | 'complained'
  | 'uncertain'
  | 'not_told';

/** What the state of its e-mail proves of a notice. */
const MAIL_PROOFS: Readonly<Record<MailState, Proof>> = {
  queued: 'queued',
  sending: 'queued',
  accepted: 'accepted',
  delivered: 'delivered',
  bounced: 'returned',
  complained: 'complained',
  uncertain: 'uncertain',
  failed: 'returned',
  cancelled: 'none',
};

/** What was sent to a person, when, and what became of it: one line a notice, of everybody of whom something was found. */
export interface ProofLine {
  readonly patient: string;
  readonly notice: number;
  readonly issue: number;
  readonly state: string;
  readonly rule: string;
  /** For whom it is: 'main', or whose copy (recipients.ts). */
  readonly recipient: string;
  readonly channel: string;
  readonly variant: string;
  readonly language: string;
  readonly version: string;
  readonly template: string;
  readonly content_sha256: string;
  readonly batch: number | null;
  readonly sheet: string;
  readonly built: string;
  readonly approved: string;
  readonly handed_over: string;
  readonly result: string;
  readonly motive: string;
  readonly result_at: string;
  readonly proof: Proof;
}

/** The columns of the export. */
export const PROOF_COLUMNS = [
  'patient', 'notice', 'issue', 'state', 'rule', 'channel', 'variant', 'recipient', 'language', 'version', 'template', 'content_sha256', 'batch', 'sheet', 'built', 'approved',
  'handed_over', 'result', 'motive', 'result_at', 'proof',
] as const satisfies readonly (keyof ProofLine)[]; // prettier-ignore

interface ProofRow {
  id: number;
  person_id: number;
  issue: number;
  state: string;
  rule: string;
  recipient: string;
  channel: string | null;
  variant: string | null;
  language: string | null;
  version: string | null;
  template_version: string | null;
  content_sha256: Buffer | null;
  batch: number | null;
  code: string | null;
  built_at: Date | null;
  approved_at: Date | null;
  handed_over_at: Date | null;
  result: string | null;
  motive: string | null;
  result_at: Date | null;
  mail: MailState | null;
  settled_at: Date | null;
  sealed: Buffer | null;
}

/** A line as it goes into a table. */
type TableLine = ProofLine & { readonly [column: string]: string | number | null };

/** The proof of notification, notice by notice, in the order of persons. */
export function proofLines(database: Database, keys: CaseKeys, now: Date): AsyncGenerator<TableLine> {
  return linesOf(fetchRows<ProofRow>(database, PROOF_SQL, [database.caseId, null]), keys, now);
}

/** The same as it stands in a snapshot. */
export function proofLinesIn(snapshot: Snapshot, keys: CaseKeys, now: Date): AsyncGenerator<TableLine> {
  return linesOf(snapshot.rows<ProofRow>(PROOF_SQL, [snapshot.caseId, null]), keys, now);
}

async function* linesOf(rows: AsyncIterable<ProofRow>, keys: CaseKeys, now: Date): AsyncGenerator<TableLine> {
  for await (const row of rows) yield lineOf(row, keys, now);
}

const PROOF_SQL = `SELECT n.id, n.person_id, n.issue, n.state, n.rule, n.recipient, n.channel, n.variant, n.language, n.version, n.content_sha256, n.batch, b.template_version, b.built_at,
      b.approved_at, b.handed_over_at, s.code, s.result, s.motive, s.result_at, m.state AS mail, m.settled_at, p.sealed
    FROM notices n LEFT JOIN print_batches b ON b.case_id = n.case_id AND b.number = n.batch LEFT JOIN sheets s ON s.case_id = n.case_id AND s.notice_id = n.id
    LEFT JOIN LATERAL (SELECT state, settled_at FROM mails WHERE case_id = n.case_id AND notice_id = n.id ORDER BY serial DESC LIMIT 1) m ON true
    LEFT JOIN patients p ON p.case_id = n.case_id AND p.id = n.person_id WHERE n.case_id = $1 AND ($2::bigint IS NULL OR n.person_id = $2) ORDER BY n.person_id, n.issue`;

/** The proof of what one person was told, notice by notice; read with the caller's client. */
export async function personProof(
  client: Pick<pg.ClientBase, 'query'>,
  { caseId, keys }: { readonly caseId: string; readonly keys: CaseKeys },
  person: number,
  now: Date,
): Promise<ProofLine[]> {
  const { rows } = await client.query<ProofRow>(PROOF_SQL, [caseId, person]);
  return rows.map((row) => lineOf(row, keys, now));
}

function lineOf(row: ProofRow, keys: CaseKeys, now: Date): TableLine {
  return {
    patient: patientNumber(keys, row.person_id, row.sealed),
    notice: row.id,
    issue: row.issue,
    state: row.state,
    rule: row.rule,
    recipient: row.recipient,
    channel: row.channel ?? '',
    variant: row.variant ?? '',
    language: row.language ?? '',
    version: row.version ?? '',
    template: row.template_version ?? '',
    content_sha256: row.content_sha256?.toString('hex') ?? '',
    batch: row.batch,
    sheet: row.code ?? '',
    built: row.built_at?.toISOString() ?? '',
    approved: row.approved_at?.toISOString() ?? '',
    handed_over: row.handed_over_at?.toISOString() ?? '',
    result: row.result ?? row.mail ?? '',
    motive: row.motive ?? '',
    result_at: (row.result_at ?? row.settled_at)?.toISOString() ?? '',
    proof: proofOf(row, now),
  };
} // prettier-ignore

function proofOf({ state, handed_over_at: handed, result, mail }: ProofRow, now: Date): Proof {
  if (state === 'excluded' || state === 'held') return 'not_told';
  if (mail !== null) return MAIL_PROOFS[mail];
  if (state === 'queued') return 'queued';
  if (result === 'returned') return 'returned';
  // A spoiled sheet left nobody's hands.
  if (handed === null || result === 'spoiled') return 'none';
  return now.getTime() - handed.getTime() >= SILENCE_DAYS * 86_400_000
    ? 'handed_over_not_returned'
    : 'handed_over';
}
