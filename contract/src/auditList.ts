import { z } from 'zod';
import { factorSchema } from './account.ts';

export const auditListRequestSchema = z.strictObject({
  /** ISO 8601; accesses before it, the newest first; null: from now on. */
  before: z.iso.datetime().nullable(),
  limit: z.number().int().min(1).max(500),
  /** Only looks at this patient (internal id). */
  patient: z.number().int().positive().nullable(),
});

/** Who looked at whom, when, why: ids, no names of patients (but a reason may hold one: it is what somebody typed). */
export const auditListSchema = z.object({
  accesses: z.array(
    z.object({
      id: z.uuid(),
      at: z.iso.datetime(),
      actor: z.string(),
      person: z.string(),
      role: z.string(),
      action: z.string(),
      patients: z.array(z.number().int()),
      items: z.array(z.number().int()),
      /** What the person gave as a reason, '' for none; null where the entry does not open: it was not written by this server, or changed since. */
      reason: z.string().nullable(),
      /** What was shown to log in, where somebody did; where a log-in was refused, what had been shown by then. */
      factors: z.array(factorSchema),
    }),
  ),
});
export type AuditList = z.infer<typeof auditListSchema>;
