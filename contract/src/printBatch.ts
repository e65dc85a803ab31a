import { z } from 'zod';

const batchNumberSchema = z.number().int().positive().max(999_999_999);
const reasonText = z.string().trim().max(500).default('');

export const buildBatchRequestSchema = z.strictObject({
  /** Letters at most. */
  size: z.number().int().min(1).max(100_000),
});
/** Letters to invented persons at the hospital's own address. */
export const testLettersSchema = z.strictObject({ letters: z.number().int().min(1).max(500) });
export const batchRequestSchema = z.strictObject({ batch: batchNumberSchema, reason: reasonText });
/** With what two people agreed to. */
export const approvedBatchRequestSchema = z.strictObject({ batch: batchNumberSchema, approval: z.uuid() });
/** `approval`: for a second time only. */
export const handOverRequestSchema = z
  .strictObject({
    batch: batchNumberSchema,
    approval: z.uuid().nullable(),
    /** Before the day of its drop. */
    early: z.boolean().default(false),
    reason: reasonText,
  })
  .refine(({ early, reason }) => !early || reason !== '', { path: ['reason'] });
/** The PDF, the index of its sheets (CSV), list and hashes (JSON). */
export const batchFileRequestSchema = z.strictObject({
  batch: batchNumberSchema,
  file: z.enum(['pdf', 'csv', 'json']),
});

export const takenReturnsSchema = z.object({
  printed: z.number().int(),
  spoiled: z.number().int(),
  returned: z.number().int(),
  /** Lines that said what was known already. */
  known: z.number().int(),
  /** Returned letters after which an e-mail is planned, and those that wait for somebody. */
  byEmail: z.number().int(),
  waiting: z.number().int(),
});
export type TakenReturnsAnswer = z.infer<typeof takenReturnsSchema>;
/** Letters that are planned again, under new codes. */
export const unmadeSchema = z.object({ letters: z.number().int() });
