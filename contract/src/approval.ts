import { z } from 'zod';

/** What needs two people. */
export const APPROVED_ACTIONS = ['export', 'sending', 'template_change', 'closing'] as const;
export const approvedActionSchema = z.enum(APPROVED_ACTIONS);
export type ApprovedAction = z.infer<typeof approvedActionSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** An approval names what is approved by its hash: whoever approves says what he has seen. */
export const approveRequestSchema = z.strictObject({ approval: z.uuid(), sha256: sha256Schema });
export const approvalRequestSchema = z.strictObject({ approval: z.uuid() });

export const approvalSchema = z.object({
  id: z.uuid(),
  action: approvedActionSchema,
  /** SHA-256 of what is approved, lower-case hex. */
  sha256: sha256Schema,
  requestedBy: z.string(),
  requested: z.iso.datetime(),
  ends: z.iso.datetime(),
  approvedBy: z.string().nullable(),
  done: z.iso.datetime().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;
export const approvalsAnswerSchema = z.object({ approvals: z.array(approvalSchema) });
export type ApprovalsAnswer = z.infer<typeof approvalsAnswerSchema>;
