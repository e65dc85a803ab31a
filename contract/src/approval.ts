import { z } from 'zod';

/** What needs two people. */
export const APPROVED_ACTIONS = ['export', 'sending', 'template_change', 'closing'] as const;
export const approvedActionSchema = z.enum(APPROVED_ACTIONS);
export type ApprovedAction = z.infer<typeof approvedActionSchema>;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** An approval names what is approved by its hash: whoever approves says what he has seen. */
export const approveRequestSchema = z.strictObject({ approval: z.uuid(), sha256: sha256Schema });
export const approvalRequestSchema = z.strictObject({ approval: z.uuid() });
/** The answer to whoever asks for a second person. */
export const approvalAskedSchema = z.object({ approval: z.uuid() });
export type ApprovalAsked = z.infer<typeof approvalAskedSchema>;

export const approvalSchema = z.object({
  id: z.uuid(),
  action: approvedActionSchema,
  requestedBy: z.string(),
  requested: z.iso.datetime(),
  ends: z.iso.datetime(),
  approvedBy: z.string().nullable(),
  done: z.iso.datetime().nullable(),
});
export type Approval = z.infer<typeof approvalSchema>;
/** Persons by the hospital's patient number: all are counted, the first 200 named. */
const personsSchema = z.object({ count: z.number().int(), numbers: z.array(z.string()) });

/** The file that would leave. Its lines are counted among the values. Of exposures the SHA-256 of the approval is that of the file; of the proof it is that of whom it tells of. */
const approvedFileSchema = z.object({
  kind: z.enum(['exposures', 'proof']),
  columns: z.array(z.string()),
  bytes: z.number().int(),
});

/** What is asked for beside what stands: what was last done of the same kind. Its hash is given here alone: nobody approves what he was not shown. */
export const approvalViewSchema = z.object({
  /** SHA-256 of what is approved, lower-case hex. */
  sha256: sha256Schema,
  /** What it is about, where there are several of a kind: 'batch 3', 'emails', 'proof'; else ''. Only the same is compared. */
  subject: z.string(),
  /** Figures or texts by name: of an export `lines`, `persons`, and persons by category; of a batch `letters`, `pages`, `dated`, `template`, `pdf`; of e-mails `mails`, `texts`; of the proof `lines`, `persons`, and lines by what is proved. */
  values: z.array(
    z.object({ name: z.string(), stands: z.string().nullable(), proposed: z.string().nullable() }),
  ),
  persons: z.object({ added: personsSchema, changed: personsSchema, gone: personsSchema }),
  /** Null where no file leaves, or the request is of an earlier version. */
  file: approvedFileSchema.nullable(),
  /** Nothing of the kind was done before. */
  isFirst: z.boolean(),
});
export type ApprovalView = z.infer<typeof approvalViewSchema>;

/** Lines of the file that would leave, drawn at random when it was asked for: personal data of patients, each look on record with their ids. */
export const approvalSampleSchema = z.object({
  columns: z.array(z.string()),
  lines: z.array(
    z.object({
      /** Of the lines behind the header, from 1 on. */
      number: z.number().int(),
      /** In the order of the columns, as in the file. */
      cells: z.array(z.string()),
    }),
  ),
});
export type ApprovalSample = z.infer<typeof approvalSampleSchema>;

export const approvalsAnswerSchema = z.object({ approvals: z.array(approvalSchema) });
export type ApprovalsAnswer = z.infer<typeof approvalsAnswerSchema>;
