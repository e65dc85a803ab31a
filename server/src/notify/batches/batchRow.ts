import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { HospitalStatement } from '../noticeContent.ts';

/** What everything about batches works with. */
export interface BatchContext {
  readonly database: Database;
  readonly keys: CaseKeys;
  /** Folder of the case: parts lie there, sealed. */
  readonly folder: string;
}

export type BatchState = 'begun' | 'built' | 'approved' | 'handed_over' | 'unmade';

/** A print batch. Hashes are null until it is built. */
export interface Batch {
  readonly number: number;
  readonly campaign: number;
  readonly state: BatchState;
  readonly letters: number;
  readonly pages: number | null;
  readonly templateVersion: string;
  readonly pdfSha256: Buffer | null;
  readonly manifestSha256: Buffer | null;
  readonly handOvers: number;
  /** The day of its drop, YYYY-MM-DD; null where no plan of drops was kept. */
  readonly departs: string | null;
  readonly statement: HospitalStatement;
}

interface BatchRow {
  number: number;
  campaign: number;
  state: BatchState;
  letters: number;
  pages: number | null;
  template_version: string;
  pdf_sha256: Buffer | null;
  manifest_sha256: Buffer | null;
  hand_overs: number;
  departs: string | null;
  statement_sealed: Buffer;
}

const statementPlace = (batch: number): string => `print_batches.statement_sealed ${batch}`;
const consentPlace = (batch: number): string => `print_batches.consent_sealed ${batch}`;

/** Seals what the hospital says in the letters of a batch: it stays what it was when the batch was begun. */
export function sealStatement(keys: CaseKeys, batch: number, statement: HospitalStatement): Buffer {
  return keys.sealText(JSON.stringify(statement), statementPlace(batch));
}

/** Who agreed that a batch leaves. */
export type Consent =
  | { readonly kind: 'two_names'; readonly by: readonly [string, string]; readonly reason: string }
  | { readonly kind: 'approval'; readonly approval: string };

/** Seals who agreed. */
export function sealConsent(keys: CaseKeys, batch: number, consent: Consent): Buffer {
  return keys.sealText(JSON.stringify(consent), consentPlace(batch));
}

/** A batch by its number; null where there is none. */
export async function loadBatch(
  { database: { pool, caseId }, keys }: Pick<BatchContext, 'database' | 'keys'>,
  number: number,
): Promise<Batch | null> {
  const { rows } = await pool.query<BatchRow>(
    `SELECT *, to_char(departs, 'YYYY-MM-DD') AS departs FROM print_batches WHERE case_id = $1 AND number = $2`,
    [caseId, number],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    number: row.number,
    campaign: row.campaign,
    state: row.state,
    letters: row.letters,
    pages: row.pages,
    templateVersion: row.template_version,
    pdfSha256: row.pdf_sha256,
    manifestSha256: row.manifest_sha256,
    handOvers: row.hand_overs,
    departs: row.departs,
    statement: JSON.parse(keys.openText(row.statement_sealed, statementPlace(number))) as HospitalStatement,
  };
}

/** A batch in the list. */
export type BatchLine = Pick<Batch, 'number' | 'state' | 'letters' | 'pages' | 'handOvers' | 'departs'>;

/** Numbers, states and days of all batches. */
export async function listBatches({ pool, caseId }: Database): Promise<BatchLine[]> {
  const { rows } = await pool.query<BatchLine>(
    `SELECT number, state, letters, pages, hand_overs AS "handOvers", to_char(departs, 'YYYY-MM-DD') AS departs FROM print_batches WHERE case_id = $1 ORDER BY number`,
    [caseId],
  );
  return rows;
}
