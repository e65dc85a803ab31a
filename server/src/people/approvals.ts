import { randomUUID } from 'node:crypto';
import { type Approval, type ApprovedAction, approvedActionSchema } from '@constat/contract/approval.ts';
import type pg from 'pg';
import { type ApprovedContents, sealContents } from './approvedContents.ts';
import { later, type PeopleContext, Refusal } from './peopleContext.ts';
import { openName } from './person.ts';

/** An approval that nobody used is void after a day. */
const APPROVAL_MS = 24 * 60 * 60_000;

/** Who acts, in which session. */
export interface Acting {
  readonly person: string;
  readonly session: string;
}

/** Asks a second person to approve something whose SHA-256 is given, and who will be shown its contents. Returns the id of the request. */
export async function requestApproval(
  client: pg.ClientBase,
  { database, keys, now }: Pick<PeopleContext, 'database' | 'keys' | 'now'>,
  {
    action,
    sha256,
    contents,
    by,
  }: { action: ApprovedAction; sha256: Buffer; contents: ApprovedContents; by: Acting },
): Promise<string> {
  const id = randomUUID();
  const at = now();
  await client.query(
    `INSERT INTO approvals (case_id, id, action, sha256, requested_by, requested_session, requested_at, ends_at, contents_sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      database.caseId,
      id,
      action,
      sha256,
      by.person,
      by.session,
      at,
      later(at, APPROVAL_MS),
      sealContents(keys, id, contents),
    ],
  );
  return id;
}

interface ApprovalRow {
  id: string;
  action: string;
  sha256: Buffer;
  requested_by: string;
  requested_session: string;
  requested_at: Date;
  ends_at: Date;
  approved_by: string | null;
  done_at: Date | null;
}

/**
 * Approves what was asked for: somebody else, in another session, who names the hash of what he approves.
 * Throws Refusal: 'not_found', 'same_person', 'contents_changed' (another hash than was asked for), 'already_done' (approved, used or void).
 */
export async function approve(
  client: pg.ClientBase,
  { database, now }: Pick<PeopleContext, 'database' | 'now'>,
  { approval, sha256, by }: { approval: string; sha256: Buffer; by: Acting },
): Promise<void> {
  const row = await lockApproval(client, database.caseId, approval);
  if (row.requested_by === by.person || row.requested_session === by.session)
    throw new Refusal('same_person');
  if (!row.sha256.equals(sha256)) throw new Refusal('contents_changed');
  if (row.approved_by !== null || row.done_at !== null || row.ends_at <= now())
    throw new Refusal('already_done');
  await client.query(
    'UPDATE approvals SET approved_by = $3, approved_session = $4, approved_at = $5 WHERE case_id = $1 AND id = $2',
    [database.caseId, approval, by.person, by.session, now()],
  );
}

/** What somebody is about to do with an approval. `sha256` is the hash of it. */
export interface Claim {
  readonly approval: string;
  readonly action: ApprovedAction;
  readonly sha256: Buffer;
  readonly by: Acting;
}

/**
 * Claims an approval in the transaction of its effect, so that the effect happens once or not at all. Only whoever asked may.
 * Throws Refusal: 'not_found', 'not_approved', 'already_done', 'contents_changed' (the approval holds for what it was given for, and for nothing else).
 */
export async function claimApproval(
  client: pg.ClientBase,
  context: Pick<PeopleContext, 'database' | 'now'>,
  claim: Claim,
): Promise<void> {
  await checkApproval(client, context, claim);
  await client.query('UPDATE approvals SET done_at = $3 WHERE case_id = $1 AND id = $2', [
    context.database.caseId,
    claim.approval,
    context.now(),
  ]);
}

/** Whether {@link claimApproval} would be granted now: for what takes long before it claims. Throws what that throws. */
export async function checkApproval(
  client: pg.ClientBase,
  { database, now }: Pick<PeopleContext, 'database' | 'now'>,
  { approval, action, sha256, by }: Claim,
): Promise<void> {
  const row = await lockApproval(client, database.caseId, approval);
  if (row.action !== action || row.requested_by !== by.person) throw new Refusal('not_found');
  if (row.done_at !== null || row.ends_at <= now()) throw new Refusal('already_done');
  if (row.approved_by === null) throw new Refusal('not_approved');
  if (!row.sha256.equals(sha256)) throw new Refusal('contents_changed');
}

async function lockApproval(client: pg.ClientBase, caseId: string, id: string): Promise<ApprovalRow> {
  const { rows } = await client.query<ApprovalRow>(
    'SELECT * FROM approvals WHERE case_id = $1 AND id = $2 FOR UPDATE',
    [caseId, id],
  );
  if (rows[0] === undefined) throw new Refusal('not_found');
  return rows[0];
}

/** The last approvals that were asked for, newest first, with the names of people: read on record. */
export async function listApprovals(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys }: PeopleContext,
): Promise<Approval[]> {
  const { rows } = await client.query<
    ApprovalRow & { requester_sealed: Buffer; approver_sealed: Buffer | null }
  >(
    `SELECT a.*, r.name_sealed AS requester_sealed, p.name_sealed AS approver_sealed FROM approvals a
     JOIN people r ON r.case_id = a.case_id AND r.id = a.requested_by LEFT JOIN people p ON p.case_id = a.case_id AND p.id = a.approved_by
     WHERE a.case_id = $1 ORDER BY a.requested_at DESC, a.id LIMIT 100`,
    [database.caseId],
  );
  return rows.map((row) => ({
    id: row.id,
    action: approvedActionSchema.parse(row.action),
    requestedBy: openName(keys, row.requested_by, row.requester_sealed),
    requested: row.requested_at.toISOString(),
    ends: row.ends_at.toISOString(),
    approvedBy:
      row.approved_by === null || row.approver_sealed === null
        ? null
        : openName(keys, row.approved_by, row.approver_sealed),
    done: row.done_at?.toISOString() ?? null,
  }));
}
